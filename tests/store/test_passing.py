"""What the bot is about to leave by itself is shown only where it lasts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.request import Request, State
from bot.domain.views import Owed, ViewKind
from bot.store.sql_store import SqlStore
from tests.store.stories import (
    CARD,
    HOUR,
    OTHER_CARD,
    TO_ADAM,
    TO_RITA,
    CountedClock,
    TimeMachine,
    advancing,
    only_owed,
    opened,
    stored,
)

# Two of these are more than the second that a passing state has to last, one is less.
MOMENT = timedelta(milliseconds=600)
PLACEHOLDER = Owed(ViewKind.DELIVERY, TO_ADAM.to, OTHER_CARD)


@pytest.fixture
def time_machine() -> TimeMachine:
    return CountedClock()


@pytest.fixture
async def shown(store: SqlStore) -> Request:
    """A request that Rita's card shows as it is."""
    request = await opened(store, TO_RITA)
    await store.paid(await only_owed(store), CARD)
    return request


async def test_it_is_not_shown_at_once(store: SqlStore, shown: Request) -> None:
    await store.change(shown.id, advancing(State.APPROVED))

    assert await store.take_owed(10, HOUR) == ()


async def test_it_is_shown_where_it_lasts(
    store: SqlStore, shown: Request, time_machine: TimeMachine
) -> None:
    approved = await store.change(shown.id, advancing(State.APPROVED))

    time_machine.forward(2 * MOMENT)

    view = await only_owed(store)
    assert (view.owed, view.request) == (replace(TO_RITA, message=CARD), approved)
    assert view.owed_since == view.request.changed


async def test_a_further_step_does_not_put_it_off(
    store: SqlStore, shown: Request, time_machine: TimeMachine
) -> None:
    await store.change(shown.id, advancing(State.APPROVED))
    time_machine.forward(MOMENT)
    issuing = await store.change(shown.id, advancing(State.ISSUING))

    time_machine.forward(MOMENT)

    assert (await only_owed(store)).request == issuing


async def test_what_it_comes_to_is_shown_at_once(store: SqlStore, shown: Request) -> None:
    await store.change(shown.id, advancing(State.APPROVED))
    failed = await store.change(shown.id, advancing(State.FAILED))

    assert (await only_owed(store)).request == failed


async def test_that_does_not_overtake_what_was_put_off(
    store: SqlStore, shown: Request, time_machine: TimeMachine
) -> None:
    await store.change(shown.id, advancing(State.APPROVED))
    time_machine.forward(2 * MOMENT)
    await store.put_off(await only_owed(store), 2 * HOUR)

    await store.change(shown.id, advancing(State.FAILED))

    assert await store.take_owed(10, HOUR) == ()


async def test_a_card_that_it_overtook_waits_too(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    request = await opened(store, TO_RITA)
    being_paid = await only_owed(store)
    approved = await store.change(request.id, advancing(State.APPROVED))

    await store.paid(being_paid, CARD)

    assert await store.take_owed(10, HOUR) == ()
    time_machine.forward(2 * MOMENT)
    assert (await only_owed(store)).request == approved


async def test_what_was_not_sent_yet_is_sent_at_once(store: SqlStore) -> None:
    request = await opened(store)

    await store.change(request.id, advancing(State.APPROVED, TO_RITA))

    assert (await only_owed(store)).owed == TO_RITA


async def test_a_placeholder_that_stands_there_waits_for_its_code(store: SqlStore) -> None:
    request = stored(await store.change((await opened(store)).id, advancing(State.APPROVED)))

    await store.change(request.id, advancing(State.ISSUING, PLACEHOLDER))
    meanwhile = await store.take_owed(10, HOUR)
    await store.change(request.id, advancing(State.ISSUED))

    assert meanwhile == ()
    assert (await only_owed(store)).owed == PLACEHOLDER
