"""Puts many requests into a store, each a copy of one that was really told, by SQL alone."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import asyncpg
from sqlalchemy import Table, make_url

from bot.domain.request import State, Why
from bot.store.dialects import utc_text
from bot.store.tables import approvals, audit, requests, views
from tests.bench.stories import REQUESTERS

AT_A_TIME = 50_000
_OLD = "'2026-01-01T00:00:00.000000Z'"
_NUMBERS = (
    "WITH RECURSIVE numbers(n) AS "
    "(SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last}), "
    "template AS (SELECT * FROM requests WHERE state = 'ISSUED' LIMIT 1), "
    "people AS (SELECT (row_number() OVER (ORDER BY person_id)) - 1 AS place, person_id "
    "FROM conversations ORDER BY person_id LIMIT {people}) "
)
_OF_REQUESTER = f"people JOIN numbers ON people.place = numbers.n % {REQUESTERS}"
_ID, _WAITING, _TARGET = "'F' || n", "'P' || n", "'gone-' || n"
# What a request that nobody has decided yet does not have.
_LATER = ("decided_by_", "claim_", "pass_", "hide_at", "confirmed_by_")

_COUNT = "SELECT count(*) FROM requests"


async def fill(address: str, how_many: int) -> None:
    """Add so many finished requests with their approvals, views and audit rows."""
    await _insert(address, how_many, _finished)


async def fill_with_pending(address: str, how_many: int) -> None:
    """Add so many requests that nobody decides within the hour."""
    await _insert(address, how_many, _pending)


def _finished(first: int, last: int) -> Iterator[str]:
    ended = {
        "id": _ID,
        "requester_id": "people.person_id",
        "target_id": _TARGET,
        "state": f"'{State.ENDED.value}'",
        "why": f"'{Why.RAN_OUT.value}'",
        "created": _OLD,
        "changed": _OLD,
        "lapses": _OLD,
        "due": "NULL",
        "hidden": "TRUE",
    }
    yield _copied(requests, ended, f"template t, {_OF_REQUESTER}", first, last)
    given = "approvals t JOIN template ON t.request_id = template.id, numbers"
    yield _copied(approvals, {"request_id": _ID, "at": _OLD}, given, first, last)
    shown = "views t JOIN template ON t.request_id = template.id, numbers"
    paid = {"request_id": _ID, "owed_since": "NULL", "not_before": _OLD}
    yield _copied(views, paid, shown, first, last, without="id")
    yield from _written(first, last)


def _written(first: int, last: int) -> Iterator[str]:
    rows = (
        "(SELECT audit.*, row_number() OVER (ORDER BY audit.id) AS place, count(*) OVER () AS many "
        "FROM audit JOIN template ON audit.request_id = template.id) t, numbers, audit_head"
    )
    number = f"audit_head.count + (n - {first}) * t.many + t.place"
    columns = {"id": number, "request_id": _ID, "target": _TARGET, "at": _OLD}
    yield _copied(audit, columns, rows, first, last)
    yield "UPDATE audit_head SET count = (SELECT max(id) FROM audit)"


def _pending(first: int, last: int) -> Iterator[str]:
    soon = f"'{utc_text(datetime.now(UTC) + timedelta(minutes=55))}'"
    later = (one.name for one in requests.columns if one.name.startswith(_LATER))
    waiting = dict.fromkeys(later, "NULL") | {
        "id": _WAITING,
        "requester_id": "people.person_id",
        "target_id": _TARGET,
        "state": f"'{State.PENDING.value}'",
        "why": f"'{Why.ASKED.value}'",
        "lapses": soon,
        "due": soon,
        "hidden": "FALSE",
    }
    yield _copied(requests, waiting, f"template t, {_OF_REQUESTER}", first, last)


def _copied(
    table: Table,
    columns: Mapping[str, str],
    source: str,
    first: int,
    last: int,
    without: str | None = None,
) -> str:
    """An insert of copies of the rows `t` in `source`, but for these columns."""
    names = [one.name for one in table.columns if one.name != without]
    values = ", ".join(columns.get(name, f"t.{name}") for name in names)
    numbers = _NUMBERS.format(first=first, last=last, people=REQUESTERS)
    return f"INSERT INTO {table.name} ({', '.join(names)}) {numbers} SELECT {values} FROM {source}"  # noqa: S608 - nothing of it comes from outside


async def _insert(
    address: str, how_many: int, statements: Callable[[int, int], Iterator[str]]
) -> None:
    batches = (
        list(statements(first, min(first + AT_A_TIME, how_many) - 1))
        for first in range(0, how_many, AT_A_TIME)
    )
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        found = await asyncio.to_thread(_into_sqlite, str(url.database), batches)
    else:
        found = await _into_postgresql(address, batches)
    if found < how_many:
        raise RuntimeError(f"only {found} requests are in the store, not {how_many}")


def _into_sqlite(file: str, batches: Iterator[list[str]]) -> int:
    connection = sqlite3.connect(file)
    for batch in batches:
        for statement in batch:
            connection.execute(statement)
        connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (found,) = connection.execute(_COUNT).fetchone()
    connection.close()
    return int(found)


async def _into_postgresql(address: str, batches: Iterator[list[str]]) -> int:
    connection = await asyncpg.connect(address)
    # Copies refer to copies, so nothing has to be checked; only a superuser may say so.
    with suppress(asyncpg.InsufficientPrivilegeError):
        await connection.execute("SET session_replication_role = replica")
    for batch in batches:
        async with connection.transaction():
            for statement in batch:
                await connection.execute(statement)
    await connection.execute("VACUUM ANALYZE")
    found = await connection.fetchval(_COUNT)
    await connection.close()
    return int(found)
