"""Which rule holds: the first that matches, unless one denies; and who decides by it."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.domain.demands import Approvers, Demands
from bot.domain.people import Account
from bot.domain.refusals import (
    NoRule,
    Refusal,
    TargetRefused,
)
from bot.domain.ruling import (
    Hours,
    Miss,
    Rule,
    Targets,
    matches,
    may_ask_at_all,
    may_decide,
    misses,
    rule_for,
)
from bot.domain.survey import Candidate, Known
from tests.domain.stages import ADAM, ANNA, MIA, RITA, UMA

# A Tuesday, at 13:00 in Berlin.
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
RITAS = Known(Account(RITA, enabled=True, guest=False), frozenset({"desk"}))
FOR_UMA = Candidate(
    Account(UMA, enabled=True, guest=False),
    groups=frozenset({"sales"}),
    manager=Account(MIA, enabled=True, guest=False),
)
DESK = frozenset({"desk"})
SALES = Targets(frozenset({"sales"}))
BOARD = Targets(frozenset({"board"}))
REPORTS = Targets(reports=True)
OFFICE = Hours(frozenset(range(5)), time(7), time(19), "Europe/Berlin")
CLOSED = replace(OFFICE, until=time(13))
TWO = Demands(Approvers(frozenset({"approvers"})), approvals=2)

ANYBODY = Rule("anybody", DESK)
FOR_SALES = Rule("sales", DESK, SALES)
FOR_THE_BOARD = Rule("board", DESK, BOARD)
NOT_SALES = Rule("not sales", DESK, SALES, deny=True)
FOR_STAFF = Rule("staff", DESK, demands=TWO, staff=True)
MIAS = Known(Account(MIA, enabled=True, guest=False), DESK)


def held(*rules: Rule, candidate: Candidate = FOR_UMA) -> Rule | Refusal:
    return rule_for(rules, RITA.id, RITAS, candidate, NOW)


@pytest.mark.parametrize(
    ("rules", "outcome"),
    [
        ([], NoRule(UMA)),
        ([ANYBODY], ANYBODY),
        ([FOR_SALES, ANYBODY], FOR_SALES),
        ([ANYBODY, FOR_SALES], ANYBODY),
        ([FOR_THE_BOARD, ANYBODY], ANYBODY),
        ([FOR_THE_BOARD], NoRule(UMA)),
        ([NOT_SALES, ANYBODY], NoRule(UMA)),
        ([ANYBODY, NOT_SALES], NoRule(UMA)),
        ([ANYBODY, replace(NOT_SALES, requesters=frozenset())], NoRule(UMA)),
        ([ANYBODY, replace(NOT_SALES, requesters=frozenset({"night"}))], ANYBODY),
        ([replace(ANYBODY, requesters=frozenset())], NoRule(UMA)),
        ([replace(NOT_SALES, targets=BOARD), ANYBODY], ANYBODY),
        ([replace(NOT_SALES, hours=CLOSED), ANYBODY], ANYBODY),
        ([replace(FOR_SALES, hours=CLOSED), ANYBODY], ANYBODY),
        ([replace(FOR_SALES, hours=OFFICE), ANYBODY], replace(FOR_SALES, hours=OFFICE)),
        ([replace(ANYBODY, requesters=frozenset({"night"}))], NoRule(UMA)),
    ],
)
def test_the_first_rule_that_matches_holds_unless_one_denies(
    rules: list[Rule], outcome: Rule | Refusal
) -> None:
    assert held(*rules) == outcome


@pytest.mark.parametrize(
    ("rules", "outcome"),
    [
        ([ANYBODY], TargetRefused(UMA)),
        ([FOR_STAFF], FOR_STAFF),
        ([replace(FOR_STAFF, staff=False)], TargetRefused(UMA)),
        ([replace(FOR_STAFF, demands=Demands())], TargetRefused(UMA)),
        ([ANYBODY, FOR_STAFF], TargetRefused(UMA)),
        ([FOR_STAFF, NOT_SALES], NoRule(UMA)),
        ([FOR_THE_BOARD], NoRule(UMA)),
    ],
)
def test_staff_need_a_rule_that_says_so_and_two_approvals(
    rules: list[Rule], outcome: Rule | Refusal
) -> None:
    assert held(*rules, candidate=replace(FOR_UMA, staff=True)) == outcome


def test_direct_reports_are_those_of_whoever_asks() -> None:
    rule = Rule("reports", DESK, REPORTS)

    assert matches(rule, MIA.id, MIAS, FOR_UMA, NOW)
    assert not matches(rule, RITA.id, RITAS, FOR_UMA, NOW)
    assert not matches(rule, MIA.id, MIAS, replace(FOR_UMA, manager=None), NOW)


def test_a_rule_for_a_group_and_for_reports_is_for_either() -> None:
    rule = Rule("either", DESK, Targets(SALES.groups, reports=True))

    assert matches(rule, RITA.id, RITAS, FOR_UMA, NOW)
    assert matches(rule, MIA.id, MIAS, replace(FOR_UMA, groups=frozenset()), NOW)
    assert not matches(rule, RITA.id, RITAS, replace(FOR_UMA, groups=frozenset()), NOW)


def test_all_that_keeps_a_rule_from_matching_is_said() -> None:
    rule = Rule("night", frozenset({"night"}), BOARD, hours=CLOSED)

    assert list(misses(rule, RITA.id, RITAS, FOR_UMA, NOW)) == list(Miss)


@pytest.mark.parametrize("account", [None, replace(RITAS.account, enabled=False)])  # type: ignore[type-var]  # there is one
def test_who_may_not_act_matches_no_rule(account: Account | None) -> None:
    assert rule_for([ANYBODY], RITA.id, Known(account, DESK), FOR_UMA, NOW) == NoRule(UMA)


def test_a_rule_that_denies_lets_nobody_ask() -> None:
    assert may_ask_at_all([ANYBODY], RITAS)
    assert not may_ask_at_all([NOT_SALES], RITAS)


@pytest.mark.parametrize(
    ("approvers", "person_id", "decides"),
    [
        (Approvers(frozenset({"approvers"})), ADAM.id, True),
        (Approvers(frozenset({"others"})), ADAM.id, False),
        (Approvers(people=frozenset({ADAM.id})), ADAM.id, True),
        (Approvers(people=frozenset({ANNA.id})), ADAM.id, False),
        (Approvers(manager=True), MIA.id, True),
        (Approvers(manager=True), ADAM.id, False),
        (Approvers(), ADAM.id, False),
    ],
)
def test_who_decides_is_in_a_group_or_named_or_the_manager(
    approvers: Approvers, person_id: str, *, decides: bool
) -> None:
    person = ADAM if person_id == ADAM.id else MIA
    known = Known(
        Account(person, enabled=True, guest=False), frozenset({"approvers"} - {person_id})
    )
    away = replace(known, account=Account(person, enabled=False, guest=False))

    assert may_decide(approvers, person_id, known, MIA.id) is decides
    assert not may_decide(approvers, person_id, away, MIA.id)
    assert not may_decide(approvers, person_id, Known(None, known.groups), MIA.id)
