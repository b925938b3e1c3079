"""May this be asked, may it still be, and who decides: over one survey of the directory."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain import checks
from bot.domain.checks import Asked, Granted
from bot.domain.demands import Approvers, Demands, Verify
from bot.domain.people import Account, Person
from bot.domain.refusals import (
    AmbiguousName,
    LifetimeOutside,
    NoManager,
    NoRule,
    NoSuchPerson,
    NotForYourself,
    NotRequester,
    OneTimeOnly,
    OutsidePolicy,
    PassesDisabled,
    PassExists,
    ReasonNeeded,
    Refusal,
    StartInPast,
    TargetRefused,
)
from bot.domain.rule_refusals import OneTimeByRule, TooLongForRule
from bot.domain.rules import Desk, Existing
from bot.domain.ruling import Rule
from bot.domain.survey import Candidate, Found, Known, Scope, Survey
from bot.domain.terms import Policy, Terms, Usability
from tests.domain.stages import ADAM, ANNA, ASKED, HOUR, MIA, MINUTE, PASS, RITA, UMA

DESK = Desk(frozenset({"requesters"}), frozenset({"approvers"}))
POLICY = Policy(enabled=True, shortest=HOUR, longest=8 * HOUR, default=HOUR, one_time_only=False)


def account(person: Person) -> Account:
    return Account(person, enabled=True, guest=False)


FOR_UMA = Candidate(account(UMA), manager=account(MIA))
PEOPLE = {
    RITA.id: Known(account(RITA), frozenset({"requesters"})),
    ADAM.id: Known(account(ADAM), frozenset({"approvers"})),
    ANNA.id: Known(account(ANNA), frozenset({"approvers"})),
    MIA.id: Known(account(MIA), frozenset()),
}
RULE = Rule("rule", frozenset({"requesters"}), demands=Demands(Approvers(frozenset({"approvers"}))))


def surveyed(found: Found = FOR_UMA, policy: Policy = POLICY, **people: Known) -> Survey:
    """`people` are those who are not as they usually are, by the first part of their id."""
    changed = {f"{key}-id": known for key, known in people.items()}
    members = {"approvers": (account(ADAM), account(ANNA)), "sales": (account(RITA), account(UMA))}
    return Survey(PEOPLE | changed, (found,), policy, members)


def granted(
    found: Found = FOR_UMA,
    terms: Terms | None = None,
    policy: Policy = POLICY,
    desk: Desk = DESK,
    reason: str | None = None,
) -> Granted | Refusal:
    asked = Asked(RITA.id, found, terms or Terms(), reason)
    return checks.granted(asked, surveyed(found, policy), desk, ASKED)


def under(rule: Rule) -> Desk:
    return replace(DESK, rules=(rule,))


def verified_by_manager(manager: Account | None) -> Callable[[], Granted | Refusal]:
    rule = replace(RULE, demands=replace(RULE.demands, verify=Verify.MANAGER))
    return lambda: granted(replace(FOR_UMA, manager=manager), desk=under(rule))


REFUSED: dict[str, tuple[Callable[[], Granted | Refusal], Refusal]] = {
    "nobody": (lambda: granted(NoSuchPerson("x@y")), NoSuchPerson("x@y")),
    "one of two": (lambda: granted(AmbiguousName("Uma", 2)), AmbiguousName("Uma", 2)),
    "oneself": (lambda: granted(Candidate(account(RITA))), NotForYourself()),
    "the powerful": (
        lambda: granted(replace(FOR_UMA, refused=TargetRefused(UMA))),
        TargetRefused(UMA),
    ),
    "staff": (lambda: granted(replace(FOR_UMA, staff=True)), TargetRefused(UMA)),
    "not included": (
        lambda: granted(replace(FOR_UMA, scope=Scope.NOT_INCLUDED)),
        OutsidePolicy(UMA, excluded=False),
    ),
    "excluded": (
        lambda: granted(replace(FOR_UMA, scope=Scope.EXCLUDED)),
        OutsidePolicy(UMA, excluded=True),
    ),
    "no rule": (
        lambda: granted(desk=under(replace(RULE, requesters=frozenset({"night"})))),
        NoRule(UMA),
    ),
    "denied": (lambda: granted(desk=under(replace(RULE, deny=True))), NoRule(UMA)),
    "no manager": (verified_by_manager(None), NoManager(UMA)),
    "the requester is the manager": (verified_by_manager(account(RITA)), NoManager(UMA)),
    "their own manager": (verified_by_manager(account(UMA)), NoManager(UMA)),
    "a manager who left": (
        verified_by_manager(replace(account(MIA), enabled=False)),
        NoManager(UMA),
    ),
    "switched off": (lambda: granted(policy=replace(POLICY, enabled=False)), PassesDisabled()),
    "in the past": (
        lambda: granted(terms=Terms(start=ASKED - HOUR)),
        StartInPast(ASKED - HOUR),
    ),
    "multi where one-time": (
        lambda: granted(terms=Terms(one_time=False), policy=replace(POLICY, one_time_only=True)),
        OneTimeOnly(),
    ),
    "too short": (
        lambda: granted(terms=Terms(HOUR / 2)),
        LifetimeOutside(HOUR / 2, HOUR, 8 * HOUR, by_policy=True),
    ),
    "too long for the rule": (
        lambda: granted(terms=Terms(3 * HOUR), desk=under(replace(RULE, longest=2 * HOUR))),
        TooLongForRule(3 * HOUR, 2 * HOUR),
    ),
    "multi by the rule": (
        lambda: granted(terms=Terms(one_time=False), desk=under(replace(RULE, one_time=True))),
        OneTimeByRule(),
    ),
    "no reason": (lambda: granted(desk=replace(DESK, reason_needed=True)), ReasonNeeded()),
    # The rule cuts what the requester leaves open, and the tenant would not make that.
    "the rule is shorter than the policy": (
        lambda: granted(desk=under(replace(RULE, longest=10 * MINUTE))),
        LifetimeOutside(10 * MINUTE, HOUR, 8 * HOUR, by_policy=True),
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_may_not_be_asked_is_refused_with_its_reason(why: str) -> None:
    answer, refusal = REFUSED[why]

    assert answer() == refusal


def test_the_settings_are_the_rule_where_there_is_no_file() -> None:
    desk = replace(DESK, approvals_needed=2, verify=Verify.ATTESTED)

    answer = granted(desk=desk)

    demands = Demands(Approvers(frozenset({"approvers"})), 2, Verify.ATTESTED)
    assert answer == Granted(desk.rulebook[0], FOR_UMA, Terms())
    assert desk.rulebook[0].demands == demands


def test_the_rule_decides_what_is_left_open() -> None:
    answer = granted(
        desk=under(replace(RULE, longest=2 * HOUR, one_time=True)),
        policy=replace(POLICY, default=4 * HOUR),
    )

    assert isinstance(answer, Granted)
    assert answer.terms == Terms(lifetime=2 * HOUR, one_time=True)


def test_staff_may_be_asked_for_where_two_approve() -> None:
    rule = replace(RULE, staff=True, demands=replace(RULE.demands, approvals=2))
    staff = replace(FOR_UMA, staff=True)

    assert granted(staff, desk=under(rule)) == Granted(rule, staff, Terms())


@pytest.mark.parametrize(
    "known",
    [
        Known(None, frozenset()),
        Known(account(RITA), frozenset({"approvers"})),
        Known(replace(account(RITA), enabled=False), frozenset({"requesters"})),
        Known(replace(account(RITA), guest=True), frozenset({"requesters"})),
    ],
    ids=["nobody", "not in the group", "disabled", "guest"],
)
def test_who_may_not_ask_learns_nothing_else(known: Known) -> None:
    assert checks.requester_of(surveyed(rita=known), RITA.id, DESK) == NotRequester()


def test_who_may_ask_is_known_by_name() -> None:
    assert checks.requester_of(surveyed(), RITA.id, DESK) == RITA


def test_a_pass_that_works_stands_in_the_way_where_the_desk_says_so() -> None:
    held = replace(FOR_UMA, passes=(PASS,))
    used = replace(FOR_UMA, passes=(replace(PASS, usability=Usability.USED),))
    refusing = replace(DESK, existing=Existing.REFUSE)

    assert checks.existing(held, refusing) == PassExists(UMA, PASS.start, PASS.end)
    assert checks.existing(used, refusing) is None
    assert checks.existing(held, DESK) is None


@pytest.mark.parametrize(
    ("approvers", "found"),
    [
        (Approvers(frozenset({"approvers"})), [ADAM, ANNA]),
        (Approvers(frozenset({"sales"})), []),
        (Approvers(manager=True), [MIA]),
        (Approvers(people=frozenset({ADAM.id, RITA.id})), [ADAM]),
        (Approvers(frozenset({"approvers"}), manager=True, people=frozenset({ADAM.id})), None),
    ],
)
def test_who_could_decide_is_neither_requester_nor_target(
    approvers: Approvers, found: list[Person] | None
) -> None:
    rule = replace(RULE, demands=Demands(approvers))

    deciders = checks.deciders(Granted(rule, FOR_UMA, Terms()), surveyed(), RITA.id)

    everybody = [ADAM, ANNA, MIA]
    assert [each.person for each in deciders] == (everybody if found is None else found)


def test_whom_a_rule_names_is_an_approver_of_this_desk() -> None:
    rule = replace(RULE, demands=Demands(Approvers(people=frozenset({MIA.id}))))

    assert checks.is_approver(under(rule), PEOPLE[MIA.id])
    assert not checks.is_approver(DESK, PEOPLE[MIA.id])
    assert not checks.is_approver(under(rule), PEOPLE[ADAM.id])
    assert checks.is_approver(DESK, PEOPLE[ADAM.id])
