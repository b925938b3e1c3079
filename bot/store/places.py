"""Where people and the approvers' room were last heard."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, Row, bindparam, func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Conversation
from bot.store.dialects import Inserting, among, inserting
from bot.store.tables import conversations, room

_EVERYWHERE = union_all(
    select(conversations.c.service_url, conversations.c.heard),
    select(room.c.service_url, room.c.heard),
).subquery()
_LAST_HEARD = select(_EVERYWHERE.c.service_url).order_by(_EVERYWHERE.c.heard.desc()).limit(1)
_READERS = select(conversations).where(among(conversations.c.person_id))
_FORGET = (
    update(conversations)
    .where(conversations.c.person_id == bindparam("person"))
    .values(conversation_id=None)
)
_PLACE = ("service_url", "conversation_id", "heard")
_ROOM = select(room.c.service_url, room.c.conversation_id)


@cache
def _remembering(inserting: Inserting) -> Insert:
    new = inserting(conversations)
    heard = {name: new.excluded[name] for name in _PLACE}
    known = func.coalesce(new.excluded.language, conversations.c.language)
    return new.on_conflict_do_update(index_elements=["person_id"], set_=heard | {"language": known})


@cache
def _speaking(inserting: Inserting) -> Insert:
    new = inserting(conversations)
    language = {"language": new.excluded.language}
    return new.on_conflict_do_update(index_elements=["person_id"], set_=language)


@cache
def _setting_room(inserting: Inserting) -> Insert:
    new = inserting(room)
    place = {name: new.excluded[name] for name in _PLACE}
    return new.on_conflict_do_update(index_elements=["id"], set_=place)


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
    found = await conn.execute(_READERS, {"ids": list(person_ids)})
    return {row.person_id: _reader(row) for row in found}


def _reader(row: Row[Any]) -> Reader:
    place = (row.service_url, row.conversation_id, row.language)
    return Reader(Conversation(*place) if row.conversation_id else None, row.language)


async def remember(conn: AsyncConnection, person_id: str, at: Conversation, now: datetime) -> None:
    heard = {"conversation_id": at.id, **_heard(person_id, at, now)}
    await conn.execute(_remembering(inserting(conn)), heard)


async def speaks(conn: AsyncConnection, person_id: str, at: Conversation, now: datetime) -> None:
    await conn.execute(_speaking(inserting(conn)), _heard(person_id, at, now))


def _heard(person_id: str, at: Conversation, now: datetime) -> dict[str, Any]:
    spoke = {"service_url": at.service_url, "language": at.language}
    return {"person_id": person_id, "heard": now, **spoke}


async def forget(conn: AsyncConnection, person_id: str) -> None:
    await conn.execute(_FORGET, {"person": person_id})


async def service_url(conn: AsyncConnection) -> str | None:
    return await conn.scalar(_LAST_HEARD)


async def set_room(conn: AsyncConnection, at: Conversation, now: datetime) -> None:
    place = {"service_url": at.service_url, "conversation_id": at.id, "heard": now}
    await conn.execute(_setting_room(inserting(conn)), {"id": 1, **place})


async def get_room(conn: AsyncConnection) -> Conversation | None:
    row = (await conn.execute(_ROOM)).one_or_none()
    return None if row is None else Conversation(row.service_url, row.conversation_id)
