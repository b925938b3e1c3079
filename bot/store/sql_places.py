"""The SqlStore, as far as it is about where people are, and whether passes are made at all."""

from bot.domain.audit import Event
from bot.domain.refusals import Paused
from bot.ports import Conversation
from bot.store import pauses, places
from bot.store.transactions import Transactions


class SqlPlaces(Transactions):
    async def remember(self, person_id: str, at: Conversation) -> None:
        async with self._writing() as conn:
            await places.remember(conn, person_id, at, await self._time(conn))

    async def speaks(self, person_id: str, at: Conversation) -> None:
        async with self._writing() as conn:
            await places.speaks(conn, person_id, at, await self._time(conn))

    async def language(self, person_id: str) -> str | None:
        async with self._reading() as conn:
            return (await places.reader(conn, person_id)).language

    async def forget(self, person_id: str) -> None:
        async with self._writing() as conn:
            await places.forget(conn, person_id)

    async def remembered(self, person_id: str) -> Conversation | None:
        async with self._reading() as conn:
            return (await places.reader(conn, person_id)).chat

    async def service_url(self) -> str | None:
        async with self._reading() as conn:
            return await places.service_url(conn)

    async def set_room(self, room: Conversation, event: Event) -> None:
        async with self._writing() as conn:
            now = await self._time(conn)
            await places.set_room(conn, room, now)
            await self._journal.write(conn, event, now)

    async def room(self) -> Conversation | None:
        async with self._reading() as conn:
            return await places.get_room(conn)

    async def paused(self) -> Paused | None:
        async with self._reading() as conn:
            return await pauses.get(conn)

    async def pause(self, by: str, event: Event) -> Paused | None:
        async with self._writing() as conn:
            now = await self._time(conn)
            if not await pauses.start(conn, by, now):
                return await pauses.get(conn)
            await self._journal.write(conn, event, now)
        return None

    async def resume(self, event: Event) -> bool:
        async with self._writing() as conn:
            if was_paused := await pauses.end(conn):
                await self._journal.write(conn, event, await self._time(conn))
        return was_paused
