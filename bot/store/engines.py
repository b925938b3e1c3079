"""Connections to SQLite or PostgreSQL: one engine that writes, one that reads a frozen moment."""

import asyncio
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext import asyncio as sqlalchemy_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.failures import StoreUnusable
from bot.store.one_visit import OneVisit

_BUSY_SECONDS = 5
_ATTEMPTS = 50
_CONNECT_SECONDS = 10
_STATEMENT_SECONDS = 30
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


@dataclass(frozen=True, slots=True)
class Engines:
    writer: AsyncEngine
    reader: AsyncEngine

    async def close(self) -> None:
        await self.reader.dispose()
        await self.writer.dispose()


def open_engines(url: str) -> Engines:
    """For `sqlite:///path` or `postgresql://…`. Raises StoreUnusable; connects only when used."""
    try:
        parsed = make_url(url)
        urlsplit(url)  # As the driver of PostgreSQL will do, later and with a traceback.
    except (ArgumentError, ValueError):
        # The address may hold a password, so it is in neither the words nor the chain.
        raise StoreUnusable("The database's address cannot be read.") from None
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed)
        case "postgresql" | "postgres":
            return _postgresql(parsed)
        case other:
            raise StoreUnusable(f"The database is SQLite or PostgreSQL, not {other}.")


def _sqlite(url: URL) -> Engines:
    path = Path(url.database or "")
    if url.database in {None, "", ":memory:"}:
        raise StoreUnusable("SQLite needs a file: sqlite:///path/to/tap.db")
    if not path.parent.is_dir():
        raise StoreUnusable(f"The database's folder does not exist: {path.parent.absolute()}")
    # One connection, and the write lock from the start: two writers then wait, and never clash.
    writer = _sqlite_engine(url, connections=1, begin="BEGIN IMMEDIATE", query_only="OFF")
    reader = _sqlite_engine(url, connections=5, begin="BEGIN", query_only="ON")
    return Engines(writer, reader)


class _LetsGo(sqlite3.Connection):
    """Closed with a cursor still alive, SQLite would keep the lock of an open transaction.

    That is what a task leaves behind that is cancelled while it writes.
    """

    def close(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # It is closed already.
            self.rollback()
        super().close()


def _open_file(path: str) -> sqlite3.Connection:
    # Without an isolation level Python's driver leaves transactions to us.
    return sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, factory=_LetsGo)


def _sqlite_engine(url: URL, *, connections: int, begin: str, query_only: str) -> AsyncEngine:
    # Looked up when it is called, so that traces can put theirs in its place.
    engine = sqlalchemy_asyncio.create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        async_creator=lambda: OneVisit(partial(_open_file, url.database or "")),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
    )

    async def prepare(driver: OneVisit) -> None:
        # A byte that is no UTF-8 must not stop whoever looks for what was tampered with.
        driver.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        await _use_write_ahead_log(driver)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", f"query_only={query_only}"):
            await (await driver.execute(f"PRAGMA {pragma}")).close()

    def connected(connection: Any, _record: object) -> None:
        connection.run_async(prepare)

    def start(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.begin_with(begin)

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", start)
    return engine


async def _use_write_ahead_log(driver: OneVisit) -> None:
    """Then readers do not wait for the writer. The file remembers it."""
    for attempt in range(_ATTEMPTS):
        try:
            await (await driver.execute("PRAGMA journal_mode=WAL")).close()
        except sqlite3.OperationalError:
            # SQLite waits for every lock but this one, so processes that start together must.
            if attempt == _ATTEMPTS - 1:
                raise
            await asyncio.sleep(_BUSY_SECONDS / _ATTEMPTS)
        else:
            return


def _postgresql(url: URL) -> Engines:
    if (mode := url.query.get("sslmode", "prefer")) not in _SSL_MODES:
        raise StoreUnusable(f"sslmode is one of {', '.join(_SSL_MODES)}, not {mode}.")
    import asyncpg

    # asyncpg reads the address itself: it knows sslmode, sslrootcert and PostgreSQL's other words.
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    limits = {"timeout": _CONNECT_SECONDS, "command_timeout": _STATEMENT_SECONDS}
    writer = sqlalchemy_asyncio.create_async_engine(
        "postgresql+asyncpg://",
        async_creator=partial(asyncpg.connect, address, **limits),
        hide_parameters=True,
        pool_size=10,
        pool_pre_ping=True,
    )
    frozen = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return Engines(writer, writer.execution_options(**frozen))
