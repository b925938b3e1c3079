"""Each step of a code that is shown in a dialog, in each stage, and what is special about them."""

from datetime import datetime, timedelta
from itertools import product

import pytest

from bot.domain import life, making, revealing
from bot.domain.afterwards import end
from bot.domain.audit import Happened
from bot.domain.refusals import AlreadyDecided, NotYet
from bot.domain.request import Approval, State, Why
from bot.domain.terms import Terms
from bot.domain.views import ViewKind
from tests.domain.dialog_stages import CONFIRMED, DIALOG_STEPS, IN_DIALOG, USED, WITHIN
from tests.domain.stages import (
    ADAM,
    ANNA,
    APPROVED,
    ASKED_ADAM,
    ASKED_ANNA,
    CALL_ID,
    DELIVERED,
    DESK,
    HOUR,
    ONE,
    PACE,
    RITA,
    SECOND,
    STAGES,
    changed,
)

EVERYWHERE = STAGES | IN_DIALOG
# When each step is tried, what is written down of it, and where it leads from where.
TRIED: dict[str, tuple[datetime, Happened, dict[str, State]]] = {
    "open": (
        CONFIRMED,
        Happened.CLAIMED,
        dict.fromkeys(("approved", "held", "offered", "offered again"), State.ISSUING),
    ),
    "show": (DELIVERED, Happened.SHOWN, {"made in dialog": State.ISSUING}),
    "receive": (CONFIRMED, Happened.DELIVERED, {"shown": State.ISSUED}),
    "alarm of use": (CONFIRMED, Happened.ALARMED, {"shown": State.ISSUING}),
    "spend": (CONFIRMED, Happened.USED, {"alarmed": State.USED}),
    "revoke, too slow": (
        DELIVERED,
        Happened.REVOKING,
        dict.fromkeys(("made", "made in dialog", "shown", "alarmed"), State.REVOKING),
    ),
    "reopen": (CONFIRMED, Happened.REVOKED, {"too slow": State.APPROVED}),
}
POSSIBLE = [(step, stage, to) for step in TRIED for stage, to in TRIED[step][2].items()]
REFUSED = [
    (step, stage) for step, stage in product(TRIED, EVERYWHERE) if stage not in TRIED[step][2]
]


def test_every_step_is_tried() -> None:
    assert set(TRIED) == set(DIALOG_STEPS)


@pytest.mark.parametrize(("step", "stage", "to"), POSSIBLE)
def test_a_step_leads_where_it_should_and_is_written_down(step: str, stage: str, to: State) -> None:
    was, (when, happened, _) = EVERYWHERE[stage], TRIED[step]

    change = changed(DIALOG_STEPS[step](was, when))

    assert (change.request.state, change.request.version) == (to, was.version + 1)
    assert (change.event.what, change.event.request_id) == (happened, was.id)


@pytest.mark.parametrize(("step", "stage"), REFUSED)
def test_a_step_that_comes_too_late_changes_nothing(step: str, stage: str) -> None:
    was, (when, _, _) = EVERYWHERE[stage], TRIED[step]

    assert DIALOG_STEPS[step](was, when) == AlreadyDecided(was.state, was.decided_by)


@pytest.mark.parametrize("stage", IN_DIALOG)
def test_no_message_shows_the_code_at_any_time(stage: str) -> None:
    assert not IN_DIALOG[stage].shows_code


@pytest.mark.parametrize("stage", ["made in dialog", "shown"])
def test_nothing_delivers_into_a_message(stage: str) -> None:
    was = IN_DIALOG[stage]

    assert making.deliver(was, DELIVERED, DESK, PACE) == AlreadyDecided(was.state, ADAM)


def test_who_approved_is_owed_the_card_that_opens_the_dialog() -> None:
    change = changed(life.approve(IN_DIALOG["asked"], APPROVED, Approval(ADAM), ONE, PACE))

    assert [(one.kind, one.to) for one in change.owed] == [(ViewKind.DELIVERY, ADAM.id)]
    assert change.request.lapses == change.request.due == APPROVED + WITHIN


def test_what_is_not_opened_in_time_lapses() -> None:
    offered = IN_DIALOG["offered"]
    at_the_end = APPROVED + WITHIN

    assert life.lapse(offered, at_the_end - SECOND, PACE) == AlreadyDecided(State.APPROVED, ADAM)
    lapsed = changed(life.lapse(offered, at_the_end, PACE)).request
    assert (lapsed.state, lapsed.why) == (State.LAPSED, Why.NOT_OPENED)
    late = changed(life.claim(offered, at_the_end, None, (), PACE, CALL_ID)).request
    assert (late.state, late.why) == (State.LAPSED, Why.NOT_OPENED)


def test_with_a_later_start_the_time_to_open_it_begins_shortly_before() -> None:
    start = APPROVED + 5 * HOUR
    asked = IN_DIALOG["asked"].amend(terms=Terms(lifetime=HOUR, start=start))
    offered = changed(life.approve(asked, APPROVED, Approval(ADAM), ONE, PACE)).request
    opens = start - life.AHEAD

    assert offered.lapses == opens + WITHIN
    early = life.claim(offered, opens - SECOND, None, (), PACE, CALL_ID)
    assert early == NotYet()
    in_time = changed(life.claim(offered, opens, None, (), PACE, CALL_ID)).request
    assert in_time.state is State.ISSUING


def test_a_code_that_was_shown_waits_for_a_while_to_be_confirmed() -> None:
    shown = IN_DIALOG["shown"]

    assert shown.why is Why.SHOWN
    assert shown.due == DELIVERED + PACE.confirm_within
    assert shown.claim is not None
    assert shown.claim.lease_until == shown.due


def test_a_code_that_was_received_is_delivered_and_hidden() -> None:
    change = changed(revealing.received(IN_DIALOG["shown"], CONFIRMED, ADAM, DESK, PACE))

    assert (change.request.why, change.request.hidden) == (Why.DELIVERED, True)
    assert change.request.hide_at == CONFIRMED
    assert change.event.actor == ADAM.id
    assert [(one.kind, one.to) for one in change.owed] == [(ViewKind.OUTCOME, RITA.id)]


def test_an_alarm_goes_to_all_who_were_asked_and_to_who_had_the_code() -> None:
    asked = (ASKED_ADAM, ASKED_ANNA)

    change = changed(revealing.alarm(IN_DIALOG["shown"], CONFIRMED, USED, asked))

    assert {one.kind for one in change.owed} == {ViewKind.ALARM}
    assert [one.to for one in change.owed] == [ADAM.id, ANNA.id]
    assert (change.request.why, change.request.made) == (Why.NOT_CONFIRMED, USED)
    assert change.request.due == CONFIRMED


def test_a_slow_pass_is_no_outcome_until_it_is_the_end() -> None:
    slow = changed(making.revoke(IN_DIALOG["made in dialog"], DELIVERED, Why.TOO_SLOW))
    again = changed(revealing.reopen(slow.request, DELIVERED + SECOND))
    gone = changed(making.revoked(slow.request, DELIVERED + SECOND))
    ended = changed(end(slow.request, DELIVERED + 2 * HOUR))

    assert (slow.owed, again.owed) == ((), ())
    assert [one.kind for one in gone.owed] == [ViewKind.OUTCOME]
    assert [one.kind for one in ended.owed] == [ViewKind.OUTCOME]


def test_after_a_slow_pass_nothing_of_it_is_left_and_the_time_to_open_goes_on() -> None:
    again = IN_DIALOG["offered again"]

    assert (again.state, again.why) == (State.APPROVED, Why.TOO_SLOW)
    assert (again.claim, again.made) == (None, None)
    assert again.due == again.lapses == APPROVED + WITHIN


def test_a_slow_pass_that_is_deleted_after_that_time_is_the_end() -> None:
    slow, late = IN_DIALOG["too slow"], APPROVED + WITHIN

    assert revealing.reopen(slow, late) == AlreadyDecided(State.REVOKING, ADAM)
    assert changed(making.revoked(slow, late)).request.state is State.REVOKED


@pytest.mark.parametrize("why", [Why.NOT_CONFIRMED, Why.CODE_LOST, Why.WITHDRAWN])
def test_a_pass_that_goes_for_any_other_reason_is_not_made_anew(why: Why) -> None:
    going = changed(making.revoke(IN_DIALOG["shown"], CONFIRMED, why)).request

    answer = revealing.reopen(going, CONFIRMED + timedelta(seconds=1))

    assert answer == AlreadyDecided(State.REVOKING, ADAM)
