"""The checks of a request that is stored: the stricter of what held then and what holds now."""

from dataclasses import replace

import pytest

from bot.domain import checks
from bot.domain.brief import Brief
from bot.domain.checks import Granted
from bot.domain.demands import Approvers, Demands, Verify
from bot.domain.people import Person
from bot.domain.refusals import (
    NoRule,
    NotApprover,
    Refusal,
    RequesterGone,
    TargetRefused,
    VoterGone,
)
from bot.domain.request import Approval, Request
from bot.domain.rules import Desk
from bot.domain.survey import Known, Survey
from tests.domain.stages import ADAM, ANNA, ASKED, HOUR, MIA, RITA, STAGES, UMA
from tests.domain.test_checks import DESK, FOR_UMA, PEOPLE, RULE, account, surveyed, under

THEN = DESK.rulebook[0].demands
WAITS = STAGES["pending"].amend(brief=Brief(THEN))
HALF = WAITS.amend(approvals=(Approval(ADAM),))
GONE = Known(account(ADAM), frozenset())


def still(request: Request, survey: Survey | None = None, desk: Desk = DESK) -> Granted | Refusal:
    return checks.still_granted(request, survey or surveyed(), desk, ASKED + HOUR / 2)


def test_what_has_not_changed_is_still_granted() -> None:
    assert still(HALF) == Granted(DESK.rulebook[0], FOR_UMA, WAITS.terms)


@pytest.mark.parametrize(
    ("survey", "desk", "refusal"),
    [
        (surveyed(rita=Known(account(RITA), frozenset())), DESK, RequesterGone(RITA)),
        (surveyed(rita=Known(None, frozenset())), DESK, RequesterGone(RITA)),
        (surveyed(replace(FOR_UMA, staff=True)), DESK, TargetRefused(UMA)),
        (surveyed(replace(FOR_UMA, refused=TargetRefused(UMA))), DESK, TargetRefused(UMA)),
        (surveyed(), replace(DESK, rules=(RULE, replace(RULE, deny=True))), NoRule(UMA)),
        (surveyed(adam=GONE), DESK, VoterGone(ADAM)),
        (surveyed(adam=Known(None, frozenset())), DESK, VoterGone(ADAM)),
        (
            surveyed(),
            under(replace(RULE, demands=Demands(Approvers(people=frozenset({ANNA.id}))))),
            VoterGone(ADAM),
        ),
    ],
)
def test_what_has_changed_since_stops_it(survey: Survey, desk: Desk, refusal: Refusal) -> None:
    assert still(HALF, survey, desk) == refusal


def test_a_start_that_has_passed_meanwhile_stops_nothing() -> None:
    request = WAITS.amend(terms=replace(WAITS.terms, start=ASKED))

    answer = still(request)

    assert isinstance(answer, Granted)
    assert answer.terms.start is None


@pytest.mark.parametrize(
    ("then", "now", "both"),
    [
        ((1, Verify.NONE), (2, Verify.MANAGER), (2, Verify.MANAGER)),
        ((2, Verify.MANAGER), (1, Verify.NONE), (2, Verify.MANAGER)),
        ((3, Verify.NONE), (1, Verify.ATTESTED), (3, Verify.ATTESTED)),
    ],
)
def test_an_approval_meets_the_stricter_of_then_and_now(
    then: tuple[int, Verify], now: tuple[int, Verify], both: tuple[int, Verify]
) -> None:
    request = WAITS.amend(brief=Brief(Demands(THEN.approvers, *then)))
    current = Granted(replace(RULE, demands=Demands(THEN.approvers, *now)), FOR_UMA, request.terms)

    demands = checks.may_approve(request, ADAM.id, surveyed(), current)

    assert demands == Demands(THEN.approvers, *both)


@pytest.mark.parametrize(
    ("then", "now", "clicker"),
    [
        (Approvers(people=frozenset({ANNA.id})), THEN.approvers, ADAM),
        (THEN.approvers, Approvers(people=frozenset({ANNA.id})), ADAM),
        (Approvers(manager=True), THEN.approvers, MIA),
        (THEN.approvers, THEN.approvers, RITA),
    ],
)
def test_who_decides_may_decide_then_and_now(
    then: Approvers, now: Approvers, clicker: Person
) -> None:
    request = WAITS.amend(brief=Brief(Demands(then)))
    current = Granted(replace(RULE, demands=Demands(now)), FOR_UMA, request.terms)

    assert checks.may_approve(request, clicker.id, surveyed(), current) == NotApprover()


def test_the_manager_decides_who_was_it_when_it_was_asked() -> None:
    demands = Demands(Approvers(manager=True))
    request = WAITS.amend(brief=Brief(demands, manager=MIA))

    assert checks.decider(request, MIA.id, PEOPLE[MIA.id]) == MIA
    assert checks.decider(request, ADAM.id, PEOPLE[ADAM.id]) is None
    assert checks.decider(request.amend(brief=Brief(demands)), MIA.id, PEOPLE[MIA.id]) is None
