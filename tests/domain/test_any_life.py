"""What holds for any steps, in any order, at any time."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.audit import Change
from bot.domain.request import NEXT, Request, State
from tests.domain.dialog_stages import DIALOG_STEPS, IN_DIALOG
from tests.domain.stages import STAGES, STEPS

Life = list[tuple[Request, datetime]]

ALL_STAGES = STAGES | IN_DIALOG
ALL_STEPS = STEPS | DIALOG_STEPS

# Most steps follow at once; some come when leases, approvals or passes have run out.
waits = st.sampled_from([0, 1, 20, 130, 301, 3_600, 7_200]).map(lambda s: timedelta(seconds=s))


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A request in some stage, and what it becomes by steps that are not refused, with times."""
    request = draw(st.sampled_from([each for each in ALL_STAGES.values() if not each.final]))
    life = [(request, request.changed)]
    for wait in draw(st.lists(waits, min_size=3, max_size=12)):
        request, now = life[-1]
        answers = (step(request, now + wait) for step in ALL_STEPS.values())
        changes = [answer.request for answer in answers if isinstance(answer, Change)]
        if changes:
            request = draw(st.sampled_from(changes))
        life.append((request, now + wait))
    return life


@given(lives())
def test_every_change_counts_one_version_and_follows_the_table(life: Life) -> None:
    for (was, _), (becomes, now) in pairwise(life):
        if becomes is not was:
            assert becomes.version == was.version + 1
            assert becomes.state in NEXT[was.state] | {was.state}
            assert becomes.changed == (was.changed if becomes.state is was.state else now)


@given(lives())
def test_a_final_state_is_never_left(life: Life) -> None:
    for (was, _), (becomes, _) in pairwise(life):
        assert becomes.state is was.state or not was.final


@given(lives())
def test_upkeep_looks_again_at_whatever_is_not_final_and_at_nothing_else(life: Life) -> None:
    for request, _ in life:
        assert (request.due is None) == request.final


@given(lives())
def test_nobody_counts_twice(life: Life) -> None:
    for request, _ in life:
        assert len({given.by.id for given in request.approvals}) == len(request.approvals)


@given(lives())
def test_no_pass_is_made_without_a_claim_or_for_a_request_that_failed(life: Life) -> None:
    for request, _ in life:
        assert request.made is None or request.claim is not None
        assert request.made is None or request.state is not State.FAILED


@given(lives())
def test_a_code_for_a_dialog_never_stands_in_a_message(life: Life) -> None:
    for request, _ in life:
        assert not (request.in_dialog and request.shows_code)


@given(lives())
def test_whoever_may_have_a_pass_made_has_none(life: Life) -> None:
    """So that one pass is alive at most, however often a request comes back to be APPROVED."""
    for request, _ in life:
        assert request.state is not State.APPROVED or (request.made, request.claim) == (None, None)
