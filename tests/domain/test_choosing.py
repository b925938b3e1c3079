"""Which requests a click on a batch's card is about."""

from dataclasses import replace

import pytest

from bot.domain.choosing import NothingChosen, chosen
from bot.domain.refusals import NoSuchRequest
from tests.domain.stages import STAGES

UMA = STAGES["pending"]
UNA = replace(UMA, id="r2", batch_id=UMA.id)
BEN = replace(UMA, id="r3", batch_id=UMA.id)
BATCH = (UMA, UNA, BEN)


@pytest.mark.parametrize(
    ("rows", "picked"),
    [
        (("r1", "r2", "r3"), BATCH),
        (("r3", "r1"), (UMA, BEN)),
        (("r2",), (UNA,)),
        (("r2", "r2"), (UNA,)),
        (("r2", "foreign"), (UNA,)),
    ],
)
def test_the_ticked_ones_of_the_batch_are_chosen(rows: tuple[str, ...], picked: object) -> None:
    assert chosen(BATCH, rows) == picked


@pytest.mark.parametrize("rows", [None, ()])
def test_of_several_nobody_is_chosen_without_a_tick(rows: tuple[str, ...] | None) -> None:
    assert chosen(BATCH, rows) == NothingChosen()


def test_a_request_that_is_alone_needs_no_tick() -> None:
    assert chosen((UMA,), None) == (UMA,)


def test_a_request_that_is_alone_can_be_left_unticked() -> None:
    assert chosen((UMA,), ()) == NothingChosen()


@pytest.mark.parametrize("rows", [None, (), ("r1",)])
def test_where_there_is_no_request_none_is_found(rows: tuple[str, ...] | None) -> None:
    assert chosen((), rows) == NoSuchRequest()


def test_what_is_not_of_the_batch_is_not_found() -> None:
    assert chosen(BATCH, ("foreign",)) == NoSuchRequest()
