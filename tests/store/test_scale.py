"""Many finished requests do not slow down what is done every few seconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Table, event, insert, literal, select, text

from bot.domain.request import State
from bot.store.sql_store import SqlStore
from bot.store.tables import requests, views
from tests.store.stories import CARD, HOUR, RITA, TO_RITA, advancing, asking, only_owed, opened

DOUBLINGS = 13


@pytest.fixture
async def full(store: SqlStore) -> SqlStore:
    """A store with thousands of finished requests of many people, all of their views paid."""
    request = await opened(store, TO_RITA)
    await store.change(request.id, advancing(State.DENIED))
    await store.paid(await only_owed(store), CARD)
    async with store._engines.writer.begin() as conn:
        for turn in range(DOUBLINGS):
            for table, own in ((requests, ("id", "requester_id")), (views, ("request_id",))):
                await conn.execute(doubled(table, own, turn))
    async with store._engines.writer.begin() as conn:
        await conn.execute(text("ANALYZE"))
    return store


def doubled(table: Table, own: tuple[str, ...], turn: int) -> Any:
    """An insert that copies all rows of the table, with other values in the columns `own`."""
    names = [column.name for column in table.columns if column.name != "id" or "id" in own]
    copies = [table.c[n] + literal(f"-{turn}") if n in own else table.c[n] for n in names]
    return insert(table).from_select(names, select(*copies))


@contextmanager
def selects_of(store: SqlStore) -> Iterator[list[tuple[str, Any]]]:
    """The first SELECT from a table that each of the store's methods runs meanwhile."""
    seen: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT") and "FROM" in statement:
            seen.append((statement, values))

    for engine in (store._engines.writer, store._engines.reader):
        event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield seen


async def plan(store: SqlStore, kind: str, statement: str, values: Any) -> str:
    explain = "EXPLAIN QUERY PLAN " if kind == "sqlite" else "EXPLAIN "
    async with store._engines.reader.begin() as conn:
        rows = (await conn.exec_driver_sql(explain + statement, values)).all()
    return "\n".join(str(row[-1]) for row in rows)


async def test_due_requests_are_found_by_their_index(full: SqlStore, kind: str) -> None:
    with selects_of(full) as seen:
        await full.take_due(10, HOUR)

    assert "requests_due" in await plan(full, kind, *seen[0])


async def test_owed_views_are_found_by_their_index(full: SqlStore, kind: str) -> None:
    with selects_of(full) as seen:
        await full.take_owed(10, HOUR)

    assert "views_owed" in await plan(full, kind, *seen[0])


async def test_a_requesters_latest_are_found_by_their_index(full: SqlStore, kind: str) -> None:
    with selects_of(full) as seen:
        await full.latest(RITA.id, 5)

    assert "requests_by_requester" in await plan(full, kind, *seen[0])


async def test_a_busy_target_is_seen_among_thousands(full: SqlStore) -> None:
    await opened(full)

    assert type(await full.open(asking())).__name__ == "TargetBusy"
