"""The audit: rows that are only ever added, each chained to the one before."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import Event, Head
from bot.domain.request import Request
from bot.store.chain import Entry, chained
from bot.store.tables import audit, audit_head

_BATCH = 1000

_ENDS = select(audit_head)
_ENDS_LOCKED = _ENDS.with_for_update()
_ADD = insert(audit)
# The columns come as parameters.
_MOVE_HEAD = update(audit_head)
_KEY_CHECK = select(audit_head.c.key_check)
_BIND = _MOVE_HEAD.where(audit_head.c.key_check.is_(None))
_NEWEST = select(audit).order_by(audit.c.id.desc()).limit(bindparam("limit"))
_NEWEST_OF_ONE = _NEWEST.where(audit.c.request_id == bindparam("request"))
_TAKE_TELLING = _MOVE_HEAD.where(
    or_(audit_head.c.tell_at.is_(None), audit_head.c.tell_at <= bindparam("now"))
)

Hear = Callable[[Event, Request | None], None]


def unheard(_event: Event, _request: Request | None) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An audit row: `number` grows from row to row."""

    number: int
    at: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class Ends:
    """Where the rows that are kept begin and end: `sealed` stands before the first of them."""

    sealed: Head
    head: Head


@dataclass(frozen=True, slots=True)
class Journal:
    key: str = field(repr=False)

    async def write(self, conn: AsyncConnection, event: Event, now: datetime) -> None:
        """Add a row; no other replica adds one before this transaction ends.

        So it comes last in a transaction: what others wait for is then short.
        """
        last = (await ends(conn, lock=True)).head
        entry = chained(self.key, last, event, now)
        columns = asdict(entry)
        await conn.execute(_ADD, {"id": columns.pop("number"), **columns})
        await conn.execute(_MOVE_HEAD, {"count": entry.number, "hash": entry.hash})


async def ends(conn: AsyncConnection, *, lock: bool = False) -> Ends:
    row = (await conn.execute(_ENDS_LOCKED if lock else _ENDS)).mappings().one()
    return Ends(Head(row["sealed_count"], row["sealed_hash"]), Head(row["count"], row["hash"]))


async def key_check(conn: AsyncConnection) -> str | None:
    """None in a database that was never written to."""
    return await conn.scalar(_KEY_CHECK)


async def bind(conn: AsyncConnection, check: str) -> None:
    """Keep the check of the one key that this database's rows are chained with."""
    await conn.execute(_BIND, {"key_check": check})


async def read(conn: AsyncConnection, limit: int, request_id: str | None) -> tuple[Recorded, ...]:
    """The newest rows, newest first; only those of `request_id` where it is given."""
    newest = _NEWEST if request_id is None else _NEWEST_OF_ONE
    rows = await conn.execute(newest, {"limit": limit, "request": request_id})
    entries = [_entry(row) for row in rows.mappings()]
    return tuple(Recorded(one.number, datetime.fromisoformat(one.at), one.event) for one in entries)


async def batches(
    conn: AsyncConnection, after: int | None = None, upto: int | None = None
) -> AsyncIterator[Sequence[Entry]]:
    """The rows in their order: behind the number `after`, and up to the number `upto`."""
    while rows := (await conn.execute(_next(after, upto))).mappings().all():
        batch = [_entry(row) for row in rows]
        yield batch
        after = batch[-1].number


async def take_telling(conn: AsyncConnection, now: datetime, until: datetime) -> bool:
    """Whether the head is to be told now; nobody else hears so before `until`."""
    return (await conn.execute(_TAKE_TELLING, {"now": now, "tell_at": until})).rowcount == 1


async def told(conn: AsyncConnection, next_at: datetime) -> None:
    await conn.execute(_MOVE_HEAD, {"tell_at": next_at})


def _next(after: int | None, upto: int | None) -> Select[Any]:
    rows = select(audit).order_by(audit.c.id).limit(_BATCH)
    if after is not None:
        rows = rows.where(audit.c.id > after)
    return rows if upto is None else rows.where(audit.c.id <= upto)


def _entry(row: RowMapping) -> Entry:
    columns = dict(row)
    return Entry(number=columns.pop("id"), **columns)
