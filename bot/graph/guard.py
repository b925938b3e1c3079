"""The guard: asks for what decides whether somebody may have a pass, and fails closed.

With its Graph permission the bot could make a pass for anybody, administrators included, so the
bot itself must refuse. Whoever signs in with a pass for one of these people would also be the
second person of a later request, or more.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.domain.refusals import TargetRefused
from bot.graph.circle import Circle
from bot.graph.fields import Json, text
from bot.graph.questions import LARGEST_PAGE, Page, Question, Questions, user_path
from bot.graph.verdict import (
    Eligible,
    Entry,
    Facts,
    judge,
    read_eligible,
    read_membership,
    read_owned,
)

_log = logging.getLogger(__name__)

_MEMBERSHIP = "id,displayName,isAssignableToRole,isMemberManagementRestricted"
_OWNED = "id,displayName,isAssignableToRole,appId"
_ACTIVE = "roleManagement/directory/roleAssignments"
_ELIGIBLE = "roleManagement/directory/roleEligibilityScheduleInstances"
_PIM_FOR_GROUPS = "identityGovernance/privilegedAccess/group/eligibilityScheduleInstances"
_WITH_GROUP = "group($select=id,displayName,isAssignableToRole)"
# A tenant without the licence has no Privileged Identity Management, so nobody is eligible.
_NO_LICENCE = "AadPremiumLicenseRequired"


@dataclass(frozen=True, slots=True)
class Lists:
    """What is asked once for all targets.

    `holders` are those with a role in any scope: people, groups and services, since asking for each
    of a person's groups would take too long. `candidates`: who could join or own a closed group.
    """

    holders: tuple[Question[Page[str]], ...]
    candidates: tuple[Question[Page[Eligible]], ...]

    def questions(self) -> Iterator[Question[Any]]:
        yield from self.holders
        yield from self.candidates


@dataclass(frozen=True, slots=True)
class Ties:
    """What is asked of each target; `eligible` is empty where PIM for Groups is not seen."""

    member_of: Question[Page[Entry]]
    owns: Question[Page[Entry]]
    eligible: tuple[Question[Page[Eligible]], ...]

    def questions(self) -> Iterator[Question[Any]]:
        yield self.member_of
        yield self.owns
        yield from self.eligible


def lists_for(circle: Circle, ask: Questions) -> Lists:
    principal = "principalId"
    active = ask.page(_ACTIVE, _read_principal, select=principal)
    eligible = ask.page(_ELIGIBLE, _read_principal, nothing_on=_NO_LICENCE, select=principal)
    groups = sorted(circle.closed) if circle.sees_pim_for_groups else ()
    return Lists((active, eligible), tuple(_eligible(ask, "groupId", group) for group in groups))


def ties_of(target_id: str, circle: Circle, ask: Questions) -> Ties:
    # Without a cast to groups, since casts are answered from an index that lags.
    member_of = ask.page(
        user_path(target_id, "transitiveMemberOf"),
        read_membership,
        select=_MEMBERSHIP,
        top=LARGEST_PAGE,
    )
    owned = user_path(target_id, "ownedObjects")
    owns = ask.page(owned, read_owned, select=_OWNED, top=LARGEST_PAGE)
    if not circle.sees_pim_for_groups:
        return Ties(member_of, owns, ())
    return Ties(member_of, owns, (_eligible(ask, "principalId", target_id),))


def refusal(facts: Facts) -> TargetRefused | None:
    """Return None if nothing speaks against a pass but, perhaps, that the person is staff."""
    reason = judge(facts)
    if reason is None:
        return None
    person = facts.target.account.person
    _log.info("no pass for %s: %s", person.id, reason)
    return TargetRefused(person)


def _eligible(ask: Questions, of: str, object_id: str) -> Question[Page[Eligible]]:
    """Ask who could join or own a group, or what a person could. Graph wants one of the two."""
    return ask.page(
        _PIM_FOR_GROUPS,
        read_eligible,
        nothing_on=_NO_LICENCE,
        filter=f"{of} eq '{object_id}'",
        expand=_WITH_GROUP,
    )


def _read_principal(assignment: Json) -> str:
    return text(assignment, "principalId").lower()
