"""What each step keeps, owes and writes down, and when its time is."""

from datetime import datetime, timedelta

import pytest

from bot.domain import afterwards, life, making, steps
from bot.domain.audit import Change, Happened
from bot.domain.refusals import AlreadyDecided, NoSuchRequest
from bot.domain.request import State, Why
from bot.domain.terms import Pass
from bot.domain.views import Owed, ViewKind
from tests.domain.stages import (
    ADAM,
    ASKED,
    CALL_ID,
    CLAIMED,
    DELIVERED,
    DESK,
    HOUR,
    MINUTE,
    PACE,
    PASS,
    PLACEHOLDER,
    RITA,
    SECOND,
    STAGES,
    TRACE,
    changed,
)

OUTCOME = Owed(ViewKind.OUTCOME, RITA.id)
DELIVERY = Owed(ViewKind.DELIVERY, ADAM.id, PLACEHOLDER)


def test_a_claim_holds_the_request_for_one_lease_and_remembers_older_passes() -> None:
    change = changed(life.claim(STAGES["approved"], CLAIMED, PLACEHOLDER, [PASS], PACE, CALL_ID))

    held = change.request.claim
    assert held is not None
    assert (held.placeholder, held.since) == (PLACEHOLDER, CLAIMED)
    assert held.lease_until == change.request.due == CLAIMED + PACE.lease
    assert held.passes_before == {PASS.id}
    assert change.owed == (DELIVERY,)


def test_a_claim_announces_the_id_of_its_call_before_there_is_one() -> None:
    change = changed(life.claim(STAGES["approved"], CLAIMED, PLACEHOLDER, [], PACE, CALL_ID))

    assert change.event.facts == {"client_request_id": CALL_ID}


def test_a_recorded_pass_is_named_in_the_audit() -> None:
    change = changed(making.record_pass(STAGES["claimed"], DELIVERED, PASS, TRACE))

    assert change.request.made == PASS
    assert change.event.facts == {"pass_id": PASS.id} | TRACE.facts()


@pytest.mark.parametrize(
    ("start", "lifetime", "hide_at"),
    [
        (CLAIMED, HOUR, DELIVERED + DESK.hide_after),
        (DELIVERED + HOUR, HOUR, DELIVERED + HOUR + DESK.hide_after),
        (CLAIMED, DESK.hide_after, CLAIMED + DESK.hide_after),
        (CLAIMED - HOUR, HOUR, CLAIMED),
    ],
    ids=["from delivery on", "from a later start on", "not beyond its end", "ended already"],
)
def test_a_code_is_hidden_some_time_after_it_can_be_used(
    start: datetime, lifetime: timedelta, hide_at: datetime
) -> None:
    made = Pass("pass-2", CLAIMED, start, lifetime, one_time=False, usability=PASS.usability)

    change = changed(making.deliver(STAGES["claimed"].amend(made=made), DELIVERED, DESK, PACE))

    assert change.request.hide_at == hide_at
    assert change.owed == (OUTCOME,)
    assert change.event.actor == ADAM.id


def test_a_failure_keeps_its_reason_and_reference() -> None:
    change = changed(making.fail(STAGES["claimed"], DELIVERED, Why.GRAPH_BUSY, "ref-1"))

    assert (change.request.why, change.request.reference) == (Why.GRAPH_BUSY, "ref-1")
    assert change.owed == (OUTCOME,)


def test_a_failure_of_graphs_can_be_found_there() -> None:
    failed = making.fail(STAGES["claimed"], DELIVERED, Why.GRAPH_BUSY, "ref-1", trace=TRACE)
    lost = making.unclear(STAGES["claimed"], DELIVERED, "ref-1", TRACE)

    assert changed(failed).event.facts.items() >= TRACE.facts().items()
    assert changed(lost).event.facts.items() >= TRACE.facts().items()


def test_a_failure_before_the_claim_is_shown_in_the_placeholder_too() -> None:
    was = STAGES["approved"]

    change = changed(making.fail(was, CLAIMED, Why.GRAPH_BUSY, "ref-1", PLACEHOLDER))

    assert change.owed == (OUTCOME, DELIVERY)


def test_an_approver_whose_placeholder_is_unknown_is_owed_a_new_message() -> None:
    was = STAGES["approved"]

    change = changed(making.fail(was, CLAIMED, Why.CHAT_CLOSED, "ref-1"))

    assert change.owed == (OUTCOME, Owed(ViewKind.DELIVERY, ADAM.id))


def test_an_unclear_answer_gives_up_the_lease_at_once() -> None:
    change = changed(making.unclear(STAGES["claimed"], DELIVERED, "ref-1"))

    held = change.request.claim
    assert held is not None
    assert held.lease_until == change.request.due == DELIVERED
    assert (held.since, held.passes_before) == (CLAIMED, frozenset({"older"}))
    assert not change.request.shows_code


def test_a_pass_that_was_found_is_the_one_that_goes() -> None:
    change = changed(making.revoke(STAGES["unclear"], DELIVERED, Why.CODE_LOST, PASS))

    assert (change.request.made, change.request.why) == (PASS, Why.CODE_LOST)
    assert change.request.due == DELIVERED
    assert change.owed == (OUTCOME,)


def test_a_revoked_request_keeps_the_reason_for_which_its_pass_had_to_go() -> None:
    change = changed(making.revoked(STAGES["revoking"], DELIVERED))

    assert change.request.why is Why.NOT_DELIVERED
    assert change.event.facts == {"pass_id": PASS.id}


def test_upkeep_hides_a_code_when_its_time_is_up_and_not_before() -> None:
    was, time = STAGES["issued"], DELIVERED + DESK.hide_after

    early, then = afterwards.hide(was, time - SECOND), changed(afterwards.hide(was, time))

    assert early == AlreadyDecided(State.ISSUED, ADAM)
    assert then.request.hidden
    assert then.event.actor is None


def test_an_approver_who_is_done_hides_the_code_at_any_time() -> None:
    change = changed(afterwards.hide(STAGES["issued"], DELIVERED + SECOND, ADAM))

    assert change.request.hidden
    assert change.event.actor == ADAM.id


@pytest.mark.parametrize("stage", ["issued", "hidden", "revoking"])
def test_a_pass_ends_exactly_at_its_end(stage: str) -> None:
    early = afterwards.end(STAGES[stage], PASS.end - SECOND)
    then = afterwards.end(STAGES[stage], PASS.end)

    assert not isinstance(early, Change)
    assert changed(then).request.why is Why.RAN_OUT


def test_a_request_answers_to_its_requester_only() -> None:
    request = STAGES["pending"]

    assert steps.only_for(request, RITA.id) is request
    assert steps.only_for(request, ADAM.id) == NoSuchRequest()
    assert steps.only_for(None, RITA.id) == NoSuchRequest()


def test_an_approval_that_nobody_took_up_is_too_old_exactly_at_its_time() -> None:
    was = STAGES["approved"]
    too_old = was.changed + PACE.approval_holds

    early = life.lapse(was, too_old - SECOND, PACE)
    then = changed(life.lapse(was, too_old, PACE))

    assert early == AlreadyDecided(State.APPROVED, ADAM)
    assert (then.request.state, then.request.why) == (State.LAPSED, Why.APPROVAL_TOO_OLD)
    # A placeholder may stand there that nobody knows of, so the approver gets a new message.
    assert then.owed == (OUTCOME, Owed(ViewKind.DELIVERY, ADAM.id))


def test_a_claim_that_comes_too_late_lapses_the_request() -> None:
    was = STAGES["approved"]
    too_old = was.changed + PACE.approval_holds

    in_time = changed(life.claim(was, too_old - SECOND, PLACEHOLDER, [], PACE, CALL_ID))
    late = changed(life.claim(was, too_old, PLACEHOLDER, [], PACE, CALL_ID))

    assert in_time.request.state is State.ISSUING
    assert (late.request.state, late.request.claim) == (State.LAPSED, None)
    assert late.event.what is Happened.LAPSED


def test_a_request_that_nobody_answered_lapses_exactly_at_its_time() -> None:
    was = STAGES["pending"]

    early = life.lapse(was, was.lapses - timedelta(microseconds=1), PACE)
    then = changed(life.lapse(was, was.lapses, PACE))

    assert early == AlreadyDecided(State.PENDING, None)
    assert (then.request.state, then.request.why) == (State.LAPSED, Why.NOT_ANSWERED)
    assert then.request.changed == was.lapses == ASKED + 60 * MINUTE
    assert then.owed == (OUTCOME,)
