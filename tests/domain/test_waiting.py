"""A request that waits is brought to mind, or taken back."""

from datetime import datetime, timedelta

import pytest

from bot.domain import waiting
from bot.domain.refusals import AlreadyDecided
from bot.domain.request import Approval, Request, State, Why
from bot.domain.too_late import TooLateToCancel
from bot.domain.views import Owed, ViewKind
from tests.domain.stages import (
    ADAM,
    ANNA,
    ASKED,
    ASKED_ADAM,
    ASKED_ANNA,
    DELIVERED,
    HOUR,
    MINUTE,
    RITA,
    SECOND,
    STAGES,
    changed,
)

PENDING = STAGES["pending"]
FIRST, SECOND_ONE = ASKED + 15 * MINUTE, ASKED + 45 * MINUTE
TO_ADAM, TO_ANNA = (Owed(ViewKind.REMINDER, who.id) for who in (ADAM, ANNA))


def remind(request: Request, now: datetime) -> Request:
    return changed(waiting.remind(request, now, (ASKED_ADAM,))).request


def test_reminders_come_after_a_quarter_and_three_quarters_of_the_time() -> None:
    once = remind(PENDING, FIRST)
    twice = remind(once, SECOND_ONE)

    assert waiting.due_of(PENDING, ASKED) == FIRST
    assert (once.due, twice.due) == (SECOND_ONE, PENDING.lapses)
    assert (once.reminded, twice.reminded) == (1, 2)


def test_a_reminder_comes_neither_early_nor_twice() -> None:
    once = remind(PENDING, FIRST)

    early = waiting.remind(PENDING, FIRST - SECOND, (ASKED_ADAM,))
    again = waiting.remind(once, FIRST + SECOND, (ASKED_ADAM,))

    assert early == again == AlreadyDecided(State.PENDING, None)


def test_reminders_that_were_missed_are_made_up_for_by_one() -> None:
    late = remind(PENDING, SECOND_ONE + MINUTE)

    assert (late.reminded, late.due) == (2, PENDING.lapses)


@pytest.mark.parametrize(
    ("timeout", "due"),
    [
        (2 * MINUTE, 2 * MINUTE),
        (10 * MINUTE, 7.5 * MINUTE),
        (20 * MINUTE, 5 * MINUTE),
        (24 * HOUR, 6 * HOUR),
    ],
)
def test_nobody_is_reminded_of_what_they_were_asked_a_moment_ago(
    timeout: timedelta, due: timedelta
) -> None:
    short = PENDING.amend(lapses=ASKED + timeout)

    assert waiting.due_of(short, ASKED) == ASKED + due


def test_whoever_has_approved_is_not_reminded() -> None:
    one_of_two = PENDING.amend(approvals=(Approval(ADAM),))

    change = changed(waiting.remind(one_of_two, FIRST, (ASKED_ADAM, ASKED_ANNA)))

    assert change.owed == (TO_ANNA,)
    assert change.event.facts == {"to": "1"}


def test_a_cancelled_request_says_who_took_it_back() -> None:
    change = changed(waiting.cancel(PENDING, FIRST, RITA))

    assert (change.request.state, change.request.why) == (State.CANCELLED, Why.TAKEN_BY_REQUESTER)
    assert change.event.actor == RITA.id
    assert change.owed == ()


def test_who_waits_for_a_code_hears_that_there_will_be_none() -> None:
    change = changed(waiting.cancel(STAGES["approved"], DELIVERED, RITA))

    assert change.owed == (Owed(ViewKind.DELIVERY, ADAM.id),)


@pytest.mark.parametrize("stage", ["claimed", "made", "issued", "revoking"])
def test_what_is_made_or_being_made_cannot_be_cancelled(stage: str) -> None:
    answer = waiting.cancel(STAGES[stage], DELIVERED, RITA)

    assert answer == TooLateToCancel(PENDING.id)
