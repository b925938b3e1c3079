"""The audit: a row for everything, and no row that changes."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Executable, delete, func, select, update
from sqlalchemy.exc import DBAPIError

from bot.domain.audit import Event, Happened
from bot.domain.request import State
from bot.store.engines import open_engines
from bot.store.sql_store import SqlStore
from bot.store.tables import audit
from tests.store.stories import ADAM, MINUTE, RITA, UMA, advancing, opened

REFUSED = Event(Happened.REFUSED, ADAM.id, UMA.id, "a-request", {"refusal": "OwnPass"})


async def test_every_change_has_its_row(store: SqlStore) -> None:
    request = await opened(store)
    await store.change(request.id, advancing(State.DENIED))

    events = [recorded.event for recorded in await store.events(10)]

    assert events == [
        Event(Happened.APPROVED, ADAM.id, UMA.id, request.id),
        Event(Happened.REQUESTED, RITA.id, UMA.id, request.id),
    ]


async def test_a_refusal_is_recorded_with_its_facts_and_its_time(store: SqlStore) -> None:
    await store.record(REFUSED)

    (recorded,) = await store.events(10)

    assert recorded.event == REFUSED
    assert abs(recorded.at - datetime.now(UTC)) < MINUTE


async def test_what_is_not_known_of_an_event_is_not_made_up(store: SqlStore) -> None:
    await store.record(Event(Happened.LAPSED))

    (recorded,) = await store.events(10)

    assert recorded.event == Event(Happened.LAPSED)


async def test_the_rows_of_one_request_can_be_read_alone(store: SqlStore) -> None:
    await store.record(REFUSED)
    request = await opened(store)

    (recorded,) = await store.events(10, request.id)

    assert recorded.event.what is Happened.REQUESTED


async def test_no_more_rows_are_read_than_asked_for_and_numbers_grow(store: SqlStore) -> None:
    for _ in range(3):
        await store.record(REFUSED)

    newest, older = await store.events(2)

    assert newest.number == older.number + 1


@pytest.mark.parametrize(
    "tampering", [update(audit).values(actor="nobody"), delete(audit)], ids=["update", "delete"]
)
async def test_a_row_can_be_neither_changed_nor_deleted(
    store: SqlStore, url: str, tampering: Executable
) -> None:
    await store.record(REFUSED)
    engines = open_engines(url)

    with pytest.raises(DBAPIError, match="only ever added"):
        async with engines.writer.begin() as conn:
            await conn.execute(tampering)

    async with engines.reader.connect() as conn:
        assert await conn.scalar(select(func.count()).select_from(audit)) == 1
    await engines.close()
    assert (await store.events(1))[0].event == REFUSED
