"""A target as Graph tells of it: what is asked by object id, and the candidate made of that."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.domain.people import Account
from bot.domain.survey import Candidate
from bot.domain.terms import Pass
from bot.graph.accounts import SELECT, read_member
from bot.graph.circle import Circle
from bot.graph.client import GraphClient
from bot.graph.guard import Ties, refusal, ties_of
from bot.graph.passes import passes_path, read_pass
from bot.graph.policy import TenantPolicy
from bot.graph.questions import Page, Question, Questions, user_path
from bot.graph.verdict import Eligible, Entry, Facts, Kind, Target, ids_of, is_staff


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is asked about a target by object id, besides the account itself."""

    ties: Ties
    manager: Question[Account | None]
    passes: Question[Page[Pass]]

    def questions(self) -> Iterator[Question[Any]]:
        yield from self.ties.questions()
        yield self.manager
        yield self.passes


@dataclass(frozen=True, slots=True)
class Tied:
    """A target, and what the target is in, owns, and could join or own."""

    target: Target
    member_of: tuple[Entry, ...]
    owns: tuple[Entry, ...]
    eligible: tuple[Eligible, ...]

    @property
    def principals(self) -> frozenset[str]:
        """The person and all groups that the person is in."""
        return ids_of(self.member_of) | {self.target.account.person.id.lower()}

    @property
    def groups(self) -> frozenset[str]:
        return ids_of(one for one in self.member_of if one.kind is Kind.GROUP)

    @property
    def reaches_a_group(self) -> bool:
        return bool(self.eligible) or any(one.kind is Kind.GROUP for one in self.owns)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for all targets.

    `holders` are those with a role, `candidates` could join or own a closed group. The groups of
    `circle` are there with what is inside them.
    """

    policy: TenantPolicy
    holders: frozenset[str]
    candidates: tuple[Eligible, ...]
    circle: Circle


def dossier_of(target_id: str, circle: Circle, ask: Questions) -> Dossier:
    manager = ask.find(user_path(target_id, "manager"), read_member, select=SELECT)
    passes = ask.page(passes_path(target_id), read_pass)
    return Dossier(ties_of(target_id, circle, ask), manager, passes)


async def tied(target: Target, ties: Ties, client: GraphClient) -> Tied:
    """Read all pages of what ties the target to groups."""
    member_of, owns, eligible = await asyncio.gather(
        client.all_of(ties.member_of), client.all_of(ties.owns), client.all_of(*ties.eligible)
    )
    return Tied(target, tuple(member_of), tuple(owns), tuple(eligible))


async def candidate(
    found: Tied, dossier: Dossier, around: Surroundings, client: GraphClient
) -> Candidate:
    facts = _facts(found, around)
    refused = refusal(facts)
    # Graph need not show passes of restricted people, who are refused all the same.
    passes = [] if refused else await client.all_of(dossier.passes)
    return Candidate(
        account=found.target.account,
        refused=refused,
        staff=is_staff(facts),
        scope=around.policy.scope_of(found.principals),
        groups=found.groups,
        manager=dossier.manager.answer(),
        phones=found.target.phones,
        created=found.target.created,
        passes=tuple(passes),
    )


def _facts(found: Tied, around: Surroundings) -> Facts:
    through = (one for one in around.candidates if one.principal_id in found.principals)
    eligible = (*found.eligible, *through)
    return Facts(
        target=found.target,
        member_of=found.member_of,
        owns=found.owns,
        may_join=tuple(one.group for one in eligible if not one.as_owner),
        may_own=tuple(one.group for one in eligible if one.as_owner),
        holders=around.holders,
        circle=around.circle,
    )
