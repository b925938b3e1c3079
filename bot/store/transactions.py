"""What all parts of the SqlStore have: a transaction to write in, one to read in, and the time."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Self

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialects import DatabaseTime
from bot.store.engines import Engines
from bot.store.failures import transaction
from bot.store.journal import Hear, Journal, unheard

_TIME = select(DatabaseTime())
# In seconds. Clocks drift, and somebody may set the database's.
_CLOCK_HOLDS = 60


@dataclass(frozen=True, slots=True)
class _Clock:
    """What the database's clock `said`, and what ours `read` then, in seconds."""

    said: datetime
    read: float


class Transactions:
    """Every method may raise StoreFailed."""

    def __init__(
        self,
        engines: Engines,
        book: Journal,
        offset: Callable[[], timedelta] = timedelta,
        hear: Hear = unheard,
    ) -> None:
        self._engines = engines
        self._journal = book
        self._offset = offset
        self._hear = hear
        self._clock: _Clock | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._engines.close()

    async def now(self) -> datetime:
        """What the database's clock says, taken from it lately and counted on from there."""
        if self._has_our_clock:
            return datetime.now(UTC) + self._offset()
        if self._clock is None or monotonic() - self._clock.read > _CLOCK_HOLDS:
            async with self._reading() as conn:
                return await self._time(conn)
        passed = timedelta(seconds=monotonic() - self._clock.read)
        return self._clock.said + passed + self._offset()

    @property
    def _has_our_clock(self) -> bool:
        """SQLite has no clock but this machine's, so nobody has to be asked."""
        return self._engines.reader.dialect.name == "sqlite"

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return transaction(self._engines.writer)

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return transaction(self._engines.reader)

    async def _time(self, conn: AsyncConnection) -> datetime:
        if self._has_our_clock:
            return datetime.now(UTC) + self._offset()
        said = (await conn.execute(_TIME)).scalar_one()
        # Read after the answer, so that what is counted on from here is never ahead.
        self._clock = _Clock(said, monotonic())
        return said + self._offset()
