"""Where people and the approvers' room were last heard."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Conversation
from bot.store.dialects import insert_into
from bot.store.tables import conversations, room

_EVERYWHERE = union_all(
    select(conversations.c.service_url, conversations.c.heard),
    select(room.c.service_url, room.c.heard),
).subquery()
_LAST_HEARD = select(_EVERYWHERE.c.service_url).order_by(_EVERYWHERE.c.heard.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody's chat with the bot and what they speak, as far as they were heard."""

    chat: Conversation | None = None
    language: str | None = None


UNHEARD = Reader()


async def reader(conn: AsyncConnection, person_id: str) -> Reader:
    return (await readers(conn, {person_id})).get(person_id, UNHEARD)


async def readers(conn: AsyncConnection, person_ids: Collection[str]) -> dict[str, Reader]:
    """Those of them who were heard, by their object ids."""
    found = await conn.execute(
        select(conversations).where(conversations.c.person_id.in_(person_ids))
    )
    return {row.person_id: _reader(row) for row in found}


def _reader(row: Row[Any]) -> Reader:
    place = (row.service_url, row.conversation_id, row.language)
    return Reader(Conversation(*place) if row.conversation_id else None, row.language)


async def remember(conn: AsyncConnection, person_id: str, at: Conversation, now: datetime) -> None:
    place = {"service_url": at.service_url, "conversation_id": at.id, "heard": now}
    new = insert_into(conn, conversations).values(
        person_id=person_id, language=at.language, **place
    )
    known = func.coalesce(new.excluded.language, conversations.c.language)
    await conn.execute(
        new.on_conflict_do_update(index_elements=["person_id"], set_=place | {"language": known})
    )


async def speaks(conn: AsyncConnection, person_id: str, at: Conversation, now: datetime) -> None:
    new = insert_into(conn, conversations).values(
        person_id=person_id, service_url=at.service_url, heard=now, language=at.language
    )
    language = {"language": new.excluded.language}
    await conn.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=language))


async def forget(conn: AsyncConnection, person_id: str) -> None:
    theirs = conversations.c.person_id == person_id
    await conn.execute(update(conversations).where(theirs).values(conversation_id=None))


async def service_url(conn: AsyncConnection) -> str | None:
    return await conn.scalar(_LAST_HEARD)


async def set_room(conn: AsyncConnection, at: Conversation, now: datetime) -> None:
    place = {"service_url": at.service_url, "conversation_id": at.id, "heard": now}
    new = insert_into(conn, room).values(id=1, **place)
    await conn.execute(new.on_conflict_do_update(index_elements=["id"], set_=place))


async def get_room(conn: AsyncConnection) -> Conversation | None:
    row = (await conn.execute(select(room.c.service_url, room.c.conversation_id))).one_or_none()
    return None if row is None else Conversation(row.service_url, row.conversation_id)
