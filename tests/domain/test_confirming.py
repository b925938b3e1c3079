"""The word of the target's manager, and what it is worth."""

from dataclasses import replace

import pytest

from bot.domain import confirming, life
from bot.domain.brief import Brief
from bot.domain.demands import Demands, Verify
from bot.domain.refusals import AlreadyDecided, Lapsed, NotConfirmed
from bot.domain.request import Approval, State, Why
from bot.domain.views import Owed, ViewKind
from tests.domain.stages import ADAM, ASKED, HOUR, MIA, PACE, RITA, SECOND, STAGES, changed

DEMANDS = Demands(verify=Verify.MANAGER)
WAITS = replace(STAGES["pending"], brief=Brief(DEMANDS, manager=MIA))


def test_a_request_waits_for_its_manager_until_they_have_confirmed() -> None:
    confirmed = changed(confirming.confirm(WAITS, ASKED, MIA)).request

    assert confirming.waits_for_manager(WAITS)
    assert not confirming.waits_for_manager(confirmed)
    assert confirmed.confirmed_by == MIA
    assert confirmed.due == WAITS.due


@pytest.mark.parametrize("verify", [Verify.NONE, Verify.ATTESTED])
def test_a_request_that_needs_no_confirmation_waits_for_nobody(verify: Verify) -> None:
    asked = replace(WAITS, brief=Brief(Demands(verify=verify), manager=MIA))

    assert not confirming.waits_for_manager(asked)


def test_it_can_be_approved_after_the_confirmation_only() -> None:
    early = life.approve(WAITS, ASKED, Approval(ADAM), DEMANDS, PACE)
    confirmed = changed(confirming.confirm(WAITS, ASKED, MIA)).request

    approved = changed(life.approve(confirmed, ASKED, Approval(ADAM), DEMANDS, PACE))

    assert early == NotConfirmed(MIA)
    assert approved.request.state is State.APPROVED


def test_a_second_confirmation_changes_nothing() -> None:
    confirmed = changed(confirming.confirm(WAITS, ASKED, MIA)).request

    assert confirming.confirm(confirmed, ASKED, MIA) == AlreadyDecided(State.PENDING, None)


def test_a_manager_may_still_say_no_after_a_yes() -> None:
    confirmed = changed(confirming.confirm(WAITS, ASKED, MIA)).request

    denied = changed(confirming.contradict(confirmed, ASKED, MIA))

    assert (denied.request.state, denied.request.why) == (State.DENIED, Why.NOT_RIGHT)
    assert denied.request.decided_by == MIA
    assert denied.event.facts == {"why": Why.NOT_RIGHT}
    assert denied.owed == (Owed(ViewKind.OUTCOME, RITA.id),)


@pytest.mark.parametrize("step", [confirming.confirm, confirming.contradict])
def test_a_word_that_comes_too_late_counts_for_nothing(step: type) -> None:
    assert step(WAITS, WAITS.lapses, MIA) == Lapsed()
    assert step(STAGES["denied"], ASKED, MIA) == AlreadyDecided(State.DENIED, ADAM)


def test_a_manager_out_of_reach_ends_what_waits_for_them() -> None:
    failed = changed(confirming.unaskable(WAITS, ASKED, Why.MANAGER_CLOSED))

    assert (failed.request.state, failed.request.due) == (State.FAILED, None)
    assert failed.owed == (Owed(ViewKind.OUTCOME, RITA.id),)


def test_a_manager_out_of_reach_does_not_end_what_they_have_confirmed() -> None:
    confirmed = changed(confirming.confirm(WAITS, ASKED, MIA)).request

    answer = confirming.unaskable(confirmed, ASKED + HOUR - SECOND, Why.MANAGER_CLOSED)

    assert answer == AlreadyDecided(State.PENDING, None)
