"""Which rule of the desk holds for a request, and what it asks. The first that matches wins."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.demands import Approvers, Demands
from bot.domain.patterns import occurs
from bot.domain.people import Account
from bot.domain.refusals import NoRule, ReasonNeeded, Refusal, TargetRefused
from bot.domain.rule_refusals import OneTimeByRule, ReasonUnlike, TooLongForRule
from bot.domain.survey import Candidate, Known
from bot.domain.terms import Policy, Terms

# Two people who agree are what stands between the desk and a pass for one of its own.
STAFF_NEEDS = 2


@dataclass(frozen=True, slots=True)
class Targets:
    """For whom: members of these groups, or the requester's direct reports. Neither: anybody."""

    groups: frozenset[str] = frozenset()
    reports: bool = False

    @property
    def anybody(self) -> bool:
        return not self.groups and not self.reports


@dataclass(frozen=True, slots=True)
class Hours:
    """`days` are weekdays, Monday is 0; `zone` is an IANA name.

    A night ends on the day after, as do 24 hours, whose two times are the same.
    """

    days: frozenset[int]
    since: time
    until: time
    zone: str

    def hold(self, now: datetime) -> bool:
        local = now.astimezone(ZoneInfo(self.zone))
        clock, today = local.time(), local.weekday()
        if self.since < self.until:
            return today in self.days and self.since <= clock < self.until
        if clock >= self.since:
            return today in self.days
        return clock < self.until and (today - 1) % 7 in self.days


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may ask for whom, and what is asked of them. Groups are object ids.

    A rule that denies, and names no requesters, is about everybody.
    `staff`: people of the desk may be targets, which needs two approvals. `reason_pattern` is a
    regular expression that the reason, or a part of it, must match; there must be one then.
    """

    name: str
    requesters: frozenset[str]
    targets: Targets = field(default_factory=Targets)
    demands: Demands = field(default_factory=Demands)
    deny: bool = False
    staff: bool = False
    longest: timedelta | None = None
    one_time: bool = False
    reason_needed: bool = False
    reason_pattern: str | None = None
    hours: Hours | None = None


class Miss(StrEnum):
    """Why a rule does not match."""

    REQUESTER = "requester"
    TARGET = "target"
    HOURS = "hours"


def may_act(account: Account | None, groups: frozenset[str]) -> bool:
    """Whether somebody of these groups may request or approve at all."""
    return account is not None and account.in_good_standing and bool(groups)


def may_ask_at_all(rules: Iterable[Rule], requester: Known) -> bool:
    return may_act(requester.account, requester.groups & requester_groups(rules))


def rule_for(
    rules: Sequence[Rule], requester_id: str, requester: Known, candidate: Candidate, now: datetime
) -> Rule | Refusal:
    """The rule that holds, or why there is none; a rule that denies beats all others."""
    matching = [rule for rule in rules if matches(rule, requester_id, requester, candidate, now)]
    target = candidate.account.person
    if not matching or any(rule.deny for rule in matching):
        return NoRule(target)
    rule = matching[0]
    if candidate.staff and not (rule.staff and rule.demands.approvals >= STAFF_NEEDS):
        return TargetRefused(target)
    return rule


def matches(
    rule: Rule, requester_id: str, requester: Known, candidate: Candidate, now: datetime
) -> bool:
    return not any(misses(rule, requester_id, requester, candidate, now))


def misses(
    rule: Rule, requester_id: str, requester: Known, candidate: Candidate, now: datetime
) -> Iterator[Miss]:
    """All that keeps the rule from matching; nothing where it matches."""
    if not _is_asked_by(rule, requester):
        yield Miss.REQUESTER
    if not _is_meant(rule.targets, requester_id, candidate):
        yield Miss.TARGET
    if rule.hours is not None and not rule.hours.hold(now):
        yield Miss.HOURS


def _is_asked_by(rule: Rule, requester: Known) -> bool:
    if rule.deny and not rule.requesters:
        return True
    return may_act(requester.account, requester.groups & rule.requesters)


def _is_meant(targets: Targets, requester_id: str, candidate: Candidate) -> bool:
    manager = candidate.manager
    reports = targets.reports and manager is not None and manager.person.id == requester_id
    return targets.anybody or reports or bool(targets.groups & candidate.groups)


def may_decide(approvers: Approvers, person_id: str, known: Known, manager_id: str | None) -> bool:
    """Whether this person is one of those approvers, in good standing."""
    account = known.account
    if account is None or not account.in_good_standing:
        return False
    is_manager = approvers.manager and person_id == manager_id
    return is_manager or person_id in approvers.people or bool(known.groups & approvers.groups)


def fits(rule: Rule, terms: Terms, reason: str | None) -> Refusal | None:
    """Whether the rule permits these terms for this reason; None if so."""
    longest, lifetime = rule.longest, terms.lifetime
    if longest is not None and lifetime is not None and lifetime > longest:
        return TooLongForRule(lifetime, longest)
    if rule.one_time and terms.one_time is False:
        return OneTimeByRule()
    if rule.reason_needed and not reason:
        return ReasonNeeded()
    if rule.reason_pattern and not occurs(rule.reason_pattern, reason or ""):
        return ReasonUnlike(rule.reason_pattern)
    return None


def terms_under(rule: Rule, terms: Terms, policy: Policy) -> Terms:
    """The terms with what the rule decides where the requester left it open."""
    if rule.one_time and terms.one_time is None:
        terms = replace(terms, one_time=True)
    if rule.longest and terms.lifetime is None and policy.default > rule.longest:
        terms = replace(terms, lifetime=rule.longest)
    return terms


def hides(other: Rule, rule: Rule) -> bool:
    """Whether `other`, looked at first, leaves nothing that `rule` could match."""
    denies_all = other.deny and not other.requesters
    asks = denies_all or rule.requesters <= other.requesters
    return asks and other.hours in {None, rule.hours} and _holds(other.targets, rule.targets)


def _holds(wide: Targets, narrow: Targets) -> bool:
    if wide.anybody or narrow.anybody:
        return wide.anybody
    return narrow.groups <= wide.groups and (wide.reports or not narrow.reports)


def requester_groups(rules: Iterable[Rule]) -> frozenset[str]:
    """The groups whose members may ask at all."""
    return frozenset(one for rule in rules if not rule.deny for one in rule.requesters)


def approver_groups(rules: Iterable[Rule]) -> frozenset[str]:
    return frozenset(one for rule in rules for one in rule.demands.approvers.groups)
