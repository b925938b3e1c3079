"""A database from before the chain: its old rows are set aside, and stay as they are."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.domain.audit import Event, Happened
from bot.store.archive import open_archive
from bot.store.engines import open_engines
from bot.store.migrate import migrate_at
from bot.store.sql_store import open_store
from tests.postgresql import empty_database
from tests.store.stories import AUDIT_KEY

MIGRATIONS = Path(__file__).parents[2] / "bot/store/migrations"
OLD_ROW = "INSERT INTO audit (at, what, facts) VALUES ('2026-11-01T00:00:00.000000Z', 'made', '{}')"


@pytest.fixture
async def old(kind: str, tmp_path: Path, postgresql: str) -> AsyncIterator[str]:
    """A database as the first migration left it, with one row in its audit."""
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path}/old.db"
        await run(url, OLD_ROW, first=True)
        yield url
        return
    async with empty_database(postgresql) as url:
        await run(url, OLD_ROW, first=True)
        yield url


def first_migration(conn: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = conn
    command.upgrade(config, "0001")


async def run(url: str, statement: str, *, first: bool = False) -> list[tuple[object, ...]]:
    engines = open_engines(url)
    try:
        async with engines.writer.begin() as conn:
            if first:
                await conn.run_sync(first_migration)
            found = await conn.execute(text(statement))
            return [tuple(row) for row in found] if found.returns_rows else []
    finally:
        await engines.close()


async def test_old_rows_are_set_aside_and_cannot_be_removed_there(old: str) -> None:
    await migrate_at(old)

    assert await run(old, "SELECT what FROM audit_before_chain") == [("made",)]
    with pytest.raises(DBAPIError, match="only ever added"):
        await run(old, "DELETE FROM audit_before_chain")


async def test_the_chain_begins_with_the_first_row_after_that(old: str) -> None:
    await migrate_at(old)
    async with await open_store(old, audit_key=AUDIT_KEY) as store:
        await store.record(Event(Happened.LAPSED))

    async with open_archive(old, AUDIT_KEY) as archive:
        checked = await archive.check()

    assert checked.head.count == 1
