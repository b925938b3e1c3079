"""The SqlStore, as far as it is about the audit, and what is measured and removed."""

from datetime import timedelta

from bot.domain.audit import Event, Happened, Head
from bot.store import counting, journal, purging
from bot.store.counting import Counts
from bot.store.journal import Recorded
from bot.store.transactions import Transactions


class SqlBooks(Transactions):
    async def events(self, limit: int, request_id: str | None = None) -> tuple[Recorded, ...]:
        """The newest audit rows, newest first; of one request where `request_id` is given."""
        async with self._reading() as conn:
            return await journal.read(conn, limit, request_id)

    async def head(self) -> Head:
        async with self._reading() as conn:
            return (await journal.ends(conn)).head

    async def take_telling(self, lease: timedelta) -> bool:
        async with self._writing() as conn:
            now = await self._time(conn)
            return await journal.take_telling(conn, now, now + lease)

    async def told(self, every: timedelta) -> None:
        async with self._writing() as conn:
            await journal.told(conn, await self._time(conn) + every)

    async def purge(self, keep: timedelta, limit: int) -> int:
        async with self._writing() as conn:
            now = await self._time(conn)
            gone = await purging.purge(conn, now - keep, limit)
            if total := sum(gone.values()):
                facts = {name: str(number) for name, number in gone.items()}
                await self._journal.write(conn, Event(Happened.PURGED, facts=facts), now)
        return total

    async def counts(self) -> Counts:
        async with self._reading() as conn:
            return await counting.count(conn, await self._time(conn))
