"""The statements on the pause: one row, whose `since` is NULL while nothing is paused."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.refusals import Paused
from bot.store.tables import pause


async def get(conn: AsyncConnection) -> Paused | None:
    return _paused((await conn.execute(select(pause))).one())


async def hold(conn: AsyncConnection) -> Paused | None:
    """The same, and nobody pauses or resumes before this transaction ends."""
    held = select(pause).with_for_update(read=True)
    return _paused((await conn.execute(held)).one())


async def start(conn: AsyncConnection, by: str, now: datetime) -> bool:
    """Whether it was this call that paused everything."""
    idle = update(pause).where(pause.c.since.is_(None))
    return bool((await conn.execute(idle.values(since=now, by=by))).rowcount)


async def end(conn: AsyncConnection) -> bool:
    """Whether there was a pause to end."""
    paused = update(pause).where(pause.c.since.is_not(None))
    return bool((await conn.execute(paused.values(since=None, by=None))).rowcount)


def _paused(row: Any) -> Paused | None:
    return Paused(row.by, row.since) if row.since else None
