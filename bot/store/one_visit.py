"""aiosqlite, but with one visit to its thread for each statement.

Its own cursors visit the thread to be made, to run, to fetch and to be closed, and so does BEGIN: a
transaction that reads one row took nine visits, and each costs more than what SQLite does there.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self

import aiosqlite

_CHUNK = 64


class OneVisit(aiosqlite.Connection):
    """What SQLAlchemy uses of a connection; `open_file` connects, in the thread."""

    def __init__(self, open_file: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(self._opened, _CHUNK)
        self._open_file = open_file
        self._file: sqlite3.Connection | None = None
        # A thread of its own must not keep alive a process that has come to its end.
        self._thread.daemon = True
        self._begin: str | None = None
        self._is_sure = True

    def cursor(self) -> "_Cursor":  # type: ignore[override]  # as SQLAlchemy calls it
        return _Cursor(self)

    def stop(self) -> asyncio.Future[Any] | None:
        """Close the file, which aiosqlite forgets where whoever opened it was cancelled."""
        self._tx.put_nowait((None, self._close_file))
        return super().stop()

    def begin_with(self, statement: str) -> None:
        """The next statement begins a transaction with this one."""
        self._begin = statement

    async def commit(self) -> None:
        self._begin = None
        if self._may_be_within:
            await super().commit()

    async def rollback(self) -> None:
        self._begin = None
        if self._may_be_within:
            await super().rollback()
            self._is_sure = True

    async def visit(self, do: Callable[[sqlite3.Connection], None]) -> None:
        """Run it in the thread. Whoever is cancelled here does not know what was done there."""
        begin, self._begin, self._is_sure = self._begin, None, False
        visiting: Awaitable[None] = self._execute(  # type: ignore[no-untyped-call]  # as its cursors do
            self._within, begin, do
        )
        await visiting
        self._is_sure = True

    @property
    def _may_be_within(self) -> bool:
        return self.in_transaction or not self._is_sure

    def _opened(self) -> sqlite3.Connection:
        self._file = self._open_file()
        return self._file

    def _close_file(self) -> None:
        if self._file is not None:
            self._file.close()

    def _within(self, begin: str | None, do: Callable[[sqlite3.Connection], None]) -> None:
        if begin is not None:
            self._conn.execute(begin).close()
        do(self._conn)


class _Cursor:
    """A statement, and the rows that came of it."""

    arraysize = 1

    def __init__(self, connection: OneVisit) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        await self._connection.visit(lambda file: self._take(file.execute(sql, parameters)))

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        await self._connection.visit(lambda file: self._take(file.executemany(sql, parameters)))

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """It was closed as soon as it had run."""

    def _take(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else []
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()
