"""What the steps of an administrator keep, owe and write down."""

from bot.domain import life, making, recovery, steps
from bot.domain.request import Why
from bot.domain.views import Owed, ViewKind
from tests.domain.stages import (
    ADAM,
    APPROVED,
    CALL_ID,
    CLAIMED,
    MINUTE,
    PACE,
    PASS,
    PLACEHOLDER,
    RITA,
    STAGES,
    changed,
)

OUTCOME = Owed(ViewKind.OUTCOME, RITA.id)


def test_who_took_a_pass_back_is_written_down_beside_the_pass() -> None:
    change = changed(recovery.withdraw(STAGES["issued"], CLAIMED + MINUTE, "root"))

    assert change.event.facts == {"why": "withdrawn", "pass_id": PASS.id, "operator": "root"}
    assert change.event.actor is None
    assert change.owed == (OUTCOME, Owed(ViewKind.ALARM, ADAM.id))


def test_a_pass_taken_back_is_deleted_at_once_and_no_longer_shown() -> None:
    becomes = changed(recovery.withdraw(STAGES["issued"], CLAIMED + MINUTE, "root")).request

    assert (becomes.why, becomes.due) == (Why.WITHDRAWN, CLAIMED + MINUTE)
    assert not becomes.shows_code


def test_a_request_of_a_backup_lapses_however_young_it_is() -> None:
    change = changed(recovery.forget_approval(STAGES["approved"], APPROVED))

    assert change.request.why is Why.RESTORED
    assert change.owed == (OUTCOME,)


def test_a_request_that_waits_for_a_resume_says_so_once() -> None:
    held = changed(life.hold(STAGES["approved"], CLAIMED)).request

    assert (held.why, held.due) == (Why.PAUSED, STAGES["approved"].due)
    assert life.hold(held, CLAIMED) == steps.moved_on(held)


def test_a_pause_does_not_make_an_approval_hold_longer() -> None:
    held = STAGES["held"]
    too_old = APPROVED + PACE.approval_holds

    in_time = changed(life.claim(held, too_old - MINUTE, PLACEHOLDER, [], PACE, CALL_ID))
    late = changed(life.claim(held, too_old, PLACEHOLDER, [], PACE, CALL_ID))

    assert (in_time.request.why, late.request.why) == (Why.CLAIMED, Why.APPROVAL_TOO_OLD)


def test_a_pass_that_vanished_says_that_it_no_longer_exists() -> None:
    gone = changed(recovery.vanished(STAGES["issued"], CLAIMED + MINUTE)).request

    assert gone.why is Why.DELETED
    assert changed(making.revoked(gone, CLAIMED + MINUTE)).request.why is Why.DELETED
