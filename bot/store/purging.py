"""Removes what was kept long enough: final requests with what belongs to them, and references."""

from datetime import datetime

from sqlalchemy import Delete, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.request import NEXT
from bot.store.tables import approvals, conversations, requests, views

_FINAL = [state for state, following in NEXT.items() if not following]


async def purge(conn: AsyncConnection, before: datetime, limit: int) -> dict[str, int]:
    """Remove what last changed, or was last heard, before that; say how much of each.

    At most `limit` of each kind. The audit is not touched.
    """
    old = (
        select(requests.c.id)
        .where(requests.c.state.in_(_FINAL), requests.c.changed < before)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = (await conn.scalars(old)).all()
    for table in (approvals, views):
        await conn.execute(delete(table).where(table.c.request_id.in_(ids)))
    unheard = select(conversations.c.person_id).where(conversations.c.heard < before).limit(limit)
    return {
        "requests": await _remove(conn, delete(requests).where(requests.c.id.in_(ids))),
        "conversations": await _remove(
            conn, delete(conversations).where(conversations.c.person_id.in_(unheard))
        ),
    }


async def _remove(conn: AsyncConnection, removal: Delete) -> int:
    return (await conn.execute(removal)).rowcount
