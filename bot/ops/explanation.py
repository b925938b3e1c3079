"""Which rule holds for a request, and why, rule by rule, in words for an administrator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import messages
from bot.domain import checks
from bot.domain.checks import Asked
from bot.domain.demands import Verify
from bot.domain.people import Account, Person
from bot.domain.refusals import NoApprover, Refusal
from bot.domain.rules import Desk
from bot.domain.ruling import STAFF_NEEDS, Hours, Miss, Rule, misses, rule_for
from bot.domain.survey import Candidate, Known, Survey
from bot.domain.terms import Terms
from bot.messages.times import lifetime
from bot.ops.checks.finding import counted, listed

_VERIFIED = {
    Verify.NONE: "nobody has to say how the caller was verified",
    Verify.ATTESTED: "whoever approves says how the caller was verified",
    Verify.MANAGER: "the target's manager confirms first",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """`granted` says whether the request would be put to approvers."""

    lines: tuple[str, ...]
    granted: bool


@dataclass(frozen=True, slots=True)
class _Case:
    """Somebody asks for somebody at this moment."""

    requester_id: str
    requester: Known
    candidate: Candidate
    now: datetime

    @property
    def asks(self) -> str:
        return self.requester.account.person.name if self.requester.account else "Nobody"

    @property
    def target(self) -> Person:
        return self.candidate.account.person

    def misses(self, rule: Rule) -> tuple[Miss, ...]:
        return tuple(misses(rule, self.requester_id, self.requester, self.candidate, self.now))

    def holding(self, rules: Sequence[Rule]) -> Rule | Refusal:
        return rule_for(rules, self.requester_id, self.requester, self.candidate, self.now)


def explain(
    desk: Desk, requester_id: str, candidate: Candidate, survey: Survey, now: datetime
) -> Explanation:
    """`survey` is of this requester, the people whom rules name, and this one target."""
    case = _Case(requester_id, survey.people[requester_id], candidate, now)
    rules = desk.rulebook
    found = case.holding(rules)
    lines = [f"{case.asks} asks for {case.target.name} ({case.target.upn}), {_moment(now)}."]
    lines += [
        f"{number:3}. {_called(rule)}: {verdict}."
        for number, (rule, verdict) in enumerate(_verdicts(rules, case), 1)
    ]
    if isinstance(found, Refusal):
        return Explanation((*lines, _why_none(rules, case)), granted=False)
    lines += [f"{_called(found)} holds.", *(f"  - {each}." for each in _demands(found))]
    asked = _asked(desk, found, case, survey)
    if isinstance(asked, Refusal):
        besides = f"Yet it is refused, in these words: {messages.refusal(asked)}"
        return Explanation((*lines, besides), granted=False)
    names = listed([each.person.name for each in asked])
    return Explanation((*lines, f"Who could decide: {names}."), granted=True)


def _verdicts(rules: Sequence[Rule], case: _Case) -> Iterator[tuple[Rule, str]]:
    is_denied = any(rule.deny and not case.misses(rule) for rule in rules)
    is_first = True
    for rule in rules:
        if reasons := case.misses(rule):
            yield rule, f"no, {' and '.join(_miss(one, rule, case) for one in reasons)}"
        elif rule.deny:
            yield rule, "DENIES, whatever else there is"
        elif is_denied:
            yield rule, "would match, but another one denies"
        else:
            why = f"yes, {_why(rule, case)}"
            yield rule, why if is_first else "would match, but an earlier one does already"
            is_first = False


def _why(rule: Rule, case: _Case) -> str:
    meant = "it is for anybody"
    if not rule.targets.anybody:
        in_group = rule.targets.groups & case.candidate.groups
        how = "is in one of its groups of targets" if in_group else "reports to the requester"
        meant = f"{case.target.name} {how}"
    return f"{case.asks} is in one of its groups of requesters and {meant}"


def _miss(miss: Miss, rule: Rule, case: _Case) -> str:
    match miss:
        case Miss.REQUESTER:
            account = case.requester.account
            if account is not None and not account.in_good_standing:
                return f"{case.asks} is disabled or a guest"
            return f"{case.asks} is in none of its groups of requesters"
        case Miss.TARGET:
            return f"{case.target.name} {_not_meant(rule)}"
        case Miss.HOURS:
            return _closed(rule.hours, case.now) if rule.hours else ""


def _not_meant(rule: Rule) -> str:
    groups, reports = "is in none of its groups of targets", "does not report to the requester"
    meant = [(rule.targets.groups, groups), (rule.targets.reports, reports)]
    return " and ".join(words for given, words in meant if given)


def _closed(hours: Hours, now: datetime) -> str:
    local = now.astimezone(ZoneInfo(hours.zone))
    return f"these are not its hours: it is {local:%A %H:%M} in {hours.zone}"


def _why_none(rules: Sequence[Rule], case: _Case) -> str:
    matching = [rule for rule in rules if not case.misses(rule)]
    if any(rule.deny for rule in matching):
        return "So it is refused: a rule that denies beats all others."
    if not matching:
        return "So it is refused: no rule matches."
    return (
        f"So it is refused: {case.target.name} is of this desk, for whom {_called(matching[0])} "
        f"would need staff = true and approvals = {STAFF_NEEDS} or more."
    )


def _demands(rule: Rule) -> Iterator[str]:
    yield f"{counted(rule.demands.approvals, 'approval', 'approvals')} needed"
    yield _VERIFIED[rule.demands.verify]
    if rule.longest is not None:
        yield f"a pass of at most {lifetime(rule.longest)}"
    if rule.one_time:
        yield "a pass for one sign-in only"
    if rule.reason_pattern:
        yield f"a reason with {rule.reason_pattern} in it"
    elif rule.reason_needed:
        yield "a reason"


def _asked(desk: Desk, rule: Rule, case: _Case, survey: Survey) -> tuple[Account, ...] | Refusal:
    """Who could decide, or what else speaks against it, whatever lifetime and reason are given."""
    without_reason = replace(rule, reason_needed=False, reason_pattern=None)
    asked = Asked(case.requester_id, case.candidate, Terms(), None)
    granted = checks.granted(asked, survey, replace(desk, rules=(without_reason,)), case.now)
    if isinstance(granted, Refusal):
        return granted
    needed = rule.demands.approvals
    deciders = checks.deciders(granted, survey, case.requester_id)
    if len(deciders) < needed:
        return NoApprover(anyone_exists=False, needed=needed)
    return checks.existing(case.candidate, desk) or deciders


def _called(rule: Rule) -> str:
    return f'"{rule.name}"' if rule.name else "What the settings say"


def _moment(now: datetime) -> str:
    return f"{now:%A %Y-%m-%d %H:%M} UTC"
