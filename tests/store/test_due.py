"""Requests that upkeep must look at again."""

from dataclasses import replace

import pytest

from bot.domain.request import State
from bot.store.requests import NotNext
from bot.store.sql_store import SqlStore
from tests.store.stories import (
    ADAM,
    ANNA,
    HOUR,
    MINUTE,
    UMA,
    TimeMachine,
    advancing,
    amending,
    opened,
    stored,
)


async def test_a_request_is_due_when_its_time_has_come(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    request = await opened(store)
    early = await store.take_due(10, MINUTE)

    time_machine.forward(2 * HOUR)
    (taken,) = await store.take_due(10, MINUTE)

    assert early == ()
    assert taken == replace(request, due=taken.due)


async def test_a_taken_request_is_due_again_after_its_lease(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    request = await opened(store)
    time_machine.forward(2 * HOUR)

    (first,) = await store.take_due(10, MINUTE)
    at_once = await store.take_due(10, MINUTE)
    time_machine.forward(2 * MINUTE)
    (later,) = await store.take_due(10, MINUTE)

    assert at_once == ()
    assert first.id == later.id == request.id
    assert first.version == later.version == request.version


async def test_a_changed_request_is_due_when_the_change_says(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    request = await opened(store)
    time_machine.forward(2 * HOUR)
    await store.take_due(10, HOUR)

    await store.change(request.id, amending(due=await store.now()))

    assert [taken.id for taken in await store.take_due(10, HOUR)] == [request.id]


async def test_the_longest_due_are_taken_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    now = await store.now()
    for late, target in ((2, ANNA), (3, UMA), (1, ADAM)):
        await opened(store, target=target, due=now - late * HOUR)

    taken = await store.take_due(2, HOUR)

    assert [request.target for request in taken] == [UMA, ANNA]


async def test_a_final_request_is_never_due(store: SqlStore) -> None:
    request = await opened(store)
    denied = stored(await store.change(request.id, advancing(State.DENIED)))

    with pytest.raises(NotNext, match="final"):
        await store.change(request.id, amending(due=request.created))

    assert await store.get(request.id) == denied
    assert await store.take_due(10, HOUR) == ()
