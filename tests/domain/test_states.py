"""The table of states, and the one way to advance."""

from itertools import product

import pytest

from bot.domain.request import LIVE, NEXT, ImpossibleStep, State, Why
from tests.domain.stages import MUCH_LATER, STAGES

PAIRS = list(product(STAGES, State))
ALLOWED = [(stage, to) for stage, to in PAIRS if to in NEXT[STAGES[stage].state]]
OTHERS = [pair for pair in PAIRS if pair not in ALLOWED]
FINAL = {
    State.DENIED,
    State.CANCELLED,
    State.LAPSED,
    State.FAILED,
    State.USED,
    State.ENDED,
    State.REVOKED,
}


def test_the_table_is_the_one_of_the_design() -> None:
    leads_to = {str(state): {str(to) for to in NEXT[state]} for state in State if NEXT[state]}

    assert leads_to == {
        "PENDING": {"APPROVED", "DENIED", "CANCELLED", "LAPSED", "FAILED"},
        "APPROVED": {"ISSUING", "CANCELLED", "LAPSED", "FAILED"},
        "ISSUING": {"ISSUED", "USED", "REVOKING", "FAILED"},
        "ISSUED": {"USED", "ENDED", "REVOKING"},
        "REVOKING": {"APPROVED", "REVOKED", "ENDED"},
    }


def test_every_state_is_tried_and_is_in_the_table() -> None:
    assert set(NEXT) == set(State) == {request.state for request in STAGES.values()}


@pytest.mark.parametrize(("stage", "to"), ALLOWED)
def test_a_request_advances_where_the_table_says_so(stage: str, to: State) -> None:
    was = STAGES[stage]

    becomes = was.advance(to, Why.ASKED, MUCH_LATER, due=MUCH_LATER)

    assert (becomes.state, becomes.why, becomes.changed) == (to, Why.ASKED, MUCH_LATER)
    assert becomes.version == was.version + 1


@pytest.mark.parametrize(("stage", "to"), OTHERS)
def test_every_other_step_is_impossible(stage: str, to: State) -> None:
    was = STAGES[stage]

    with pytest.raises(ImpossibleStep, match=f"{was.state} does not lead to {to}"):
        was.advance(to, Why.ASKED, MUCH_LATER)


@pytest.mark.parametrize(("stage", "to"), ALLOWED)
def test_a_final_request_is_never_due_and_another_when_it_was_said(stage: str, to: State) -> None:
    becomes = STAGES[stage].advance(to, Why.ASKED, MUCH_LATER, due=MUCH_LATER)

    assert becomes.final == (to in FINAL)
    assert becomes.due == (None if to in FINAL else MUCH_LATER)


def test_a_request_keeps_its_state_when_it_is_amended() -> None:
    was = STAGES["pending"]

    becomes = was.amend(reason="Lost phone")

    assert (becomes.state, becomes.changed, becomes.due) == (was.state, was.changed, was.due)
    assert (becomes.reason, becomes.version) == ("Lost phone", was.version + 1)
    assert was.reason == "New phone"


def test_a_target_is_busy_until_a_pass_exists_or_none_will() -> None:
    assert {State.PENDING, State.APPROVED, State.ISSUING} == LIVE


@pytest.mark.parametrize("stage", STAGES)
def test_the_code_stands_in_the_chat_from_the_claim_until_it_is_hidden(stage: str) -> None:
    assert STAGES[stage].shows_code == (stage in {"claimed", "made", "issued"})
