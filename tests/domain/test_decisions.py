"""Approving and denying: votes, their number, and their time."""

from dataclasses import replace
from datetime import timedelta

from bot.domain import life
from bot.domain.demands import Demands
from bot.domain.refusals import AlreadyDecided, AlreadyVoted, Lapsed
from bot.domain.request import Approval, State, Why
from bot.domain.views import Owed, ViewKind
from tests.domain.stages import ADAM, ANNA, APPROVED, ONE, PACE, RITA, STAGES, changed

PENDING = STAGES["pending"]
TWO_NEEDED = Demands(approvals=2)


def test_one_approval_is_enough_where_one_is_needed() -> None:
    approved = changed(life.approve(PENDING, APPROVED, Approval(ADAM), ONE, PACE)).request

    assert (approved.state, approved.why) == (State.APPROVED, Why.APPROVED)
    assert (approved.approvals, approved.decided_by) == ((Approval(ADAM),), ADAM)
    assert approved.due == APPROVED + PACE.resume_after


def test_the_first_of_two_approvals_leaves_the_request_open() -> None:
    change = changed(life.approve(PENDING, APPROVED, Approval(ADAM), TWO_NEEDED, PACE))

    open_still = change.request
    assert (open_still.state, open_still.approvals) == (State.PENDING, (Approval(ADAM),))
    assert (open_still.decided_by, open_still.due) == (None, PENDING.lapses)
    assert change.event.actor == ADAM.id


def test_the_second_of_two_approvals_decides() -> None:
    once = PENDING.amend(approvals=(Approval(ADAM),))

    twice = changed(life.approve(once, APPROVED, Approval(ANNA), TWO_NEEDED, PACE)).request

    assert (twice.state, twice.approvals) == (State.APPROVED, (Approval(ADAM), Approval(ANNA)))
    assert twice.decided_by == ANNA


def test_nobody_approves_twice_not_even_under_another_name() -> None:
    once = PENDING.amend(approvals=(Approval(ADAM),))
    renamed = replace(ADAM, name="Adam Approver", upn="adam.approver@contoso.com")

    answers = [
        life.approve(once, APPROVED, Approval(who), TWO_NEEDED, PACE) for who in (ADAM, renamed)
    ]

    assert answers == [AlreadyVoted(), AlreadyVoted()]


def test_a_second_approver_is_told_who_was_first() -> None:
    answer = life.approve(STAGES["approved"], APPROVED, Approval(ANNA), ONE, PACE)

    assert answer == AlreadyDecided(State.APPROVED, ADAM)


def test_one_denial_ends_a_request_that_was_approved_by_another() -> None:
    once = PENDING.amend(approvals=(Approval(ADAM),))

    change = changed(life.deny(once, APPROVED, ANNA, "Please call me"))

    denied = change.request
    assert (denied.state, denied.decided_by) == (State.DENIED, ANNA)
    assert (denied.note, denied.due) == ("Please call me", None)
    assert change.owed == (Owed(ViewKind.OUTCOME, RITA.id),)


def test_a_click_counts_until_the_request_lapses_and_not_after() -> None:
    last_moment = PENDING.lapses - timedelta(microseconds=1)

    in_time = life.approve(PENDING, last_moment, Approval(ADAM), ONE, PACE)
    late = [
        life.approve(PENDING, PENDING.lapses, Approval(ADAM), ONE, PACE),
        life.deny(PENDING, PENDING.lapses, ADAM, None),
    ]

    assert changed(in_time).request.state is State.APPROVED
    assert late == [Lapsed(), Lapsed()]
