"""May this request be made, and may it still be? Decided over one survey of the directory.

The same checks run when somebody asks, when an approver clicks, and before the pass is made.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.demands import Demands, Verify, stricter
from bot.domain.people import Account, Person
from bot.domain.refusals import (
    AmbiguousName,
    NoManager,
    NoSuchPerson,
    NotApprover,
    NotForYourself,
    NotRequester,
    OutsidePolicy,
    PassExists,
    Refusal,
    RequesterGone,
    VoterGone,
)
from bot.domain.request import Request
from bot.domain.rules import (
    Desk,
    Existing,
    Standing,
    possible_approvers,
    terms_fit,
    without_past_start,
)
from bot.domain.ruling import (
    Rule,
    approver_groups,
    fits,
    may_act,
    may_ask_at_all,
    may_decide,
    rule_for,
    terms_under,
)
from bot.domain.survey import Candidate, Found, Known, Scope, Survey
from bot.domain.terms import Pass, Terms, Usability

LIVE_PASSES = frozenset({Usability.ENABLED, Usability.NOT_YET_VALID})


@dataclass(frozen=True, slots=True)
class Asked:
    """One target of what somebody asks for."""

    requester_id: str
    found: Found
    terms: Terms
    reason: str | None


@dataclass(frozen=True, slots=True)
class Granted:
    """It may be asked: under this rule, for this target, on these terms."""

    rule: Rule
    candidate: Candidate
    terms: Terms


def requester_of(survey: Survey, person_id: str, desk: Desk) -> Person | NotRequester:
    """Who may not ask at all learns nothing about anybody else."""
    known = survey.people[person_id]
    if known.account is None or not may_ask_at_all(desk.rulebook, known):
        return NotRequester()
    return known.account.person


def granted(asked: Asked, survey: Survey, desk: Desk, now: datetime) -> Granted | Refusal:
    """Whether this one target may be asked for, all but who decides."""
    found = asked.found
    if isinstance(found, NoSuchPerson | AmbiguousName):
        return found
    if found.account.person.id == asked.requester_id:
        return NotForYourself()
    requester = survey.people[asked.requester_id]
    rule = rule_for(desk.rulebook, asked.requester_id, requester, found, now)
    if isinstance(rule, Refusal):
        return rule
    asked = replace(asked, terms=terms_under(rule, asked.terms, survey.policy))
    refusals = _against(found, rule, asked, survey, now)
    return next(refusals, None) or Granted(rule, found, asked.terms)


def _against(
    candidate: Candidate, rule: Rule, asked: Asked, survey: Survey, now: datetime
) -> Iterator[Refusal]:
    target = candidate.account.person
    if candidate.refused is not None:
        yield candidate.refused
    if candidate.scope is not Scope.COVERED:
        yield OutsidePolicy(target, excluded=candidate.scope is Scope.EXCLUDED)
    if rule.demands.verify is Verify.MANAGER and not _confirms(candidate, asked.requester_id):
        yield NoManager(target)
    for refusal in (
        terms_fit(asked.terms, survey.policy, now),
        fits(rule, asked.terms, asked.reason),
    ):
        if refusal is not None:
            yield refusal


def _confirms(candidate: Candidate, requester_id: str) -> bool:
    """Whether there is a manager, other than who asks, whose word is worth something."""
    manager = candidate.manager
    return (
        manager is not None
        and manager.in_good_standing
        and manager.person.id not in {requester_id, candidate.account.person.id}
    )


def live_pass(candidate: Candidate) -> Pass | None:
    """The pass that works for the target now, or will; a person has at most one."""
    return next((one for one in candidate.passes if one.usability in LIVE_PASSES), None)


def existing(candidate: Candidate, desk: Desk) -> PassExists | None:
    """Where the desk never replaces a pass that somebody may be about to use."""
    found = live_pass(candidate)
    if found is None or desk.existing is not Existing.REFUSE:
        return None
    return PassExists(candidate.account.person, found.start, found.end)


def still_granted(request: Request, survey: Survey, desk: Desk, now: datetime) -> Granted | Refusal:
    """The same of a stored request: requester, target, rule, policy, and everybody who approved."""
    (found,) = survey.targets
    terms = without_past_start(request.terms, now)
    asked = Asked(request.requester.id, found, terms, request.reason)
    if isinstance(requester_of(survey, request.requester.id, desk), Refusal):
        return RequesterGone(request.requester)
    now_granted = granted(asked, survey, desk, now)
    if isinstance(now_granted, Refusal):
        return now_granted
    both = (request.brief.demands, now_granted.rule.demands)
    for given in request.approvals:
        if not _may_decide(both, survey.people[given.by.id], now_granted.candidate):
            return VoterGone(given.by)
    return existing(now_granted.candidate, desk) or now_granted


def may_approve(
    request: Request, clicker_id: str, survey: Survey, current: Granted
) -> Demands | NotApprover:
    """What this approval must meet, the stricter of then and now."""
    then, now = request.brief.demands, current.rule.demands
    if not _may_decide((then, now), survey.people[clicker_id], current.candidate):
        return NotApprover()
    return replace(
        now,
        approvals=max(then.approvals, now.approvals),
        verify=stricter(then.verify, now.verify),
    )


def _may_decide(both: tuple[Demands, Demands], known: Known, candidate: Candidate) -> bool:
    person_id = known.account.person.id if known.account else ""
    manager_id = candidate.manager.person.id if candidate.manager else None
    return all(may_decide(each.approvers, person_id, known, manager_id) for each in both)


def deciders(granted: Granted, survey: Survey, requester_id: str) -> tuple[Account, ...]:
    """Everybody who could decide, by object id: in good standing, neither requester nor target."""
    approvers, candidate = granted.rule.demands.approvers, granted.candidate
    found = [one for group in approvers.groups for one in survey.members[group]]
    found += [known.account for one in approvers.people if (known := survey.people[one]).account]
    if approvers.manager and candidate.manager is not None:
        found.append(candidate.manager)
    by_id = {one.person.id: one for one in found}
    members = [by_id[person_id] for person_id in sorted(by_id)]
    return possible_approvers(members, requester_id, candidate.account.person.id)


def named_people(rules: Iterable[Rule]) -> frozenset[str]:
    """The object ids of all whom a rule names to decide."""
    return frozenset(one for rule in rules for one in rule.demands.approvers.people)


def decider(request: Request, person_id: str, known: Known) -> Person | None:
    """The person, if the request is theirs to decide by what was demanded when it was asked."""
    manager = request.brief.manager
    approvers = request.brief.demands.approvers
    may = may_decide(approvers, person_id, known, manager.id if manager else None)
    return known.account.person if known.account and may else None


def is_approver(desk: Desk, known: Known) -> bool:
    """Whether this is somebody who approves here at all, if only because a rule names them."""
    own = frozenset({known.account.person.id}) if known.account else frozenset()
    named, groups = own & desk.named_approvers, known.groups & approver_groups(desk.rulebook)
    return may_act(known.account, named | groups)


def standing(desk: Desk, known: Known) -> Standing:
    return Standing(may_ask_at_all(desk.rulebook, known), is_approver(desk, known), desk.contact)
