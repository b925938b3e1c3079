"""The audit as an administrator has it before them: checked, exported, sealed."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import Event, Head
from bot.store import chain, journal
from bot.store.chain import Broken, Entry, Walk
from bot.store.dialects import DatabaseTime, utc_text
from bot.store.engines import Engines, open_engines
from bot.store.failures import StoreUnusable, told_as_failure, transaction
from bot.store.journal import Journal
from bot.store.keys import known_key
from bot.store.migrate import check
from bot.store.tables import audit, audit_head


@dataclass(frozen=True, slots=True)
class Checked:
    """An unbroken chain: `start` stands before its first row, `head` is its last."""

    start: Head
    head: Head


@asynccontextmanager
async def open_archive(url: str, audit_key: str | None = None) -> AsyncIterator["Archive"]:
    """Changes nothing. Raises StoreUnusable, StoreFailed."""
    engines = open_engines(url)
    try:
        _must_exist(engines.reader.url)
        with told_as_failure():
            await check(engines)
            key = await known_key(engines, url, audit_key)
        yield Archive(engines, Journal(key))
    finally:
        await engines.close()


def _must_exist(url: URL) -> None:
    # To connect would make an empty database, and a check of that would find nothing wrong.
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise StoreUnusable(f"There is no database at {url.database}.")


@dataclass(frozen=True, slots=True)
class Archive:
    """Methods raise StoreFailed."""

    engines: Engines
    book: Journal

    async def check(self, noted: Head | None = None) -> Checked:
        """Follow the whole chain; `noted` is a head that was written down before. Raises Broken."""
        async with transaction(self.engines.reader) as conn:
            ends = await journal.ends(conn)
            walk = Walk(self.book.key, ends.sealed, noted)
            async for batch in journal.batches(conn):
                walk.follow(batch)
        walk.end(ends.head)
        walk.must_be_sealed()
        return Checked(walk.start, walk.head)

    async def last_before(self, moment: datetime | None) -> int:
        """The number of the last row older than `moment`, or of the last one; 0 if none is kept."""
        last = select(func.coalesce(func.max(audit.c.id), 0))
        if moment is not None:
            last = last.where(audit.c.at < utc_text(moment))
        async with transaction(self.engines.reader) as conn:
            return await conn.scalar(last) or 0

    async def first_since(self, moment: datetime) -> int | None:
        """The number of the first row not older than `moment`."""
        first = select(func.min(audit.c.id)).where(audit.c.at >= utc_text(moment))
        async with transaction(self.engines.reader) as conn:
            number: int | None = await conn.scalar(first)
        return number

    async def rows(
        self, first: int | None = None, last: int | None = None
    ) -> AsyncGenerator[tuple[Head, Entry], None]:
        """The rows from the number `first` up to `last`, each with the head before it."""
        async with transaction(self.engines.reader) as conn:
            before = await _before(conn, first)
            async for batch in journal.batches(conn, before.count, last):
                for entry in batch:
                    yield before, entry
                    before = entry.head

    async def remove(self, sealed: Head, event: Event) -> None:
        """Record this seal and remove the rows that it names, which stand in a file now.

        `sealed` is where the rows began when that was written. Raises Broken.
        """
        upto = chain.sealed(event)
        async with transaction(self.engines.writer) as conn:
            if (await journal.ends(conn, lock=True)).sealed != sealed:
                raise Broken(upto.count, "has been sealed meanwhile")
            now = (await conn.execute(select(DatabaseTime()))).scalar_one()
            await self.book.write(conn, event, now)
            marks = {"sealed_count": upto.count, "sealed_hash": upto.hash}
            await conn.execute(update(audit_head).values(marks))
            await conn.execute(delete(audit).where(audit.c.id <= upto.count))


async def _before(conn: AsyncConnection, first: int | None) -> Head:
    """The head that the row with the number `first` follows; of all rows if None."""
    sealed = (await journal.ends(conn)).sealed
    if first is None or first - 1 <= sealed.count:
        return sealed
    found = await conn.scalar(select(audit.c.hash).where(audit.c.id == first - 1))
    return Head(first - 1, found or "")
