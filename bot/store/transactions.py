"""What all parts of the SqlStore have: a transaction to write in, one to read in, and the time."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialects import DatabaseTime
from bot.store.engines import Engines
from bot.store.failures import transaction
from bot.store.journal import Hear, Journal, unheard


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

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._engines.close()

    async def now(self) -> datetime:
        async with self._reading() as conn:
            return await self._time(conn)

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return transaction(self._engines.writer)

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return transaction(self._engines.reader)

    async def _time(self, conn: AsyncConnection) -> datetime:
        return (await conn.execute(select(DatabaseTime()))).scalar_one() + self._offset()
