"""The statements on the pause: one row, whose `since` is NULL while nothing is paused."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.refusals import Paused
from bot.store.tables import pause

_PAUSE = select(pause)
_PAUSE_HELD = _PAUSE.with_for_update(read=True)
_START = (
    update(pause).where(pause.c.since.is_(None)).values(since=bindparam("now"), by=bindparam("who"))
)
_END = update(pause).where(pause.c.since.is_not(None)).values(since=None, by=None)


async def get(conn: AsyncConnection) -> Paused | None:
    return _paused((await conn.execute(_PAUSE)).one())


async def hold(conn: AsyncConnection) -> Paused | None:
    """The same, and nobody pauses or resumes before this transaction ends."""
    return _paused((await conn.execute(_PAUSE_HELD)).one())


async def start(conn: AsyncConnection, by: str, now: datetime) -> bool:
    """Whether it was this call that paused everything."""
    return bool((await conn.execute(_START, {"now": now, "who": by})).rowcount)


async def end(conn: AsyncConnection) -> bool:
    """Whether there was a pause to end."""
    return bool((await conn.execute(_END)).rowcount)


def _paused(row: Any) -> Paused | None:
    return Paused(row.by, row.since) if row.since else None
