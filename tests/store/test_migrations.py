"""The migrations make the tables that the statements expect."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store import migrate
from bot.store.engines import Engines, open_engines
from bot.store.failures import StoreUnusable
from bot.store.sql_store import open_store
from bot.store.tables import metadata
from tests.store.stories import AUDIT_KEY, opened

ROOT = Path(__file__).parents[2]
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


@pytest.fixture
async def engines(url: str) -> Any:
    """Of a database just migrated."""
    await (await open_store(url, audit_key=AUDIT_KEY)).close()
    engines = open_engines(url)
    yield engines
    await engines.close()


async def test_a_fresh_database_has_the_tables_that_the_code_knows(engines: Engines) -> None:
    def differences(conn: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(conn), metadata))

    async with engines.reader.begin() as conn:
        found = await conn.run_sync(differences)

    assert found == []


async def test_its_indexes_have_the_same_columns_and_conditions(
    engines: Engines, kind: str
) -> None:
    """Alembic does not compare the conditions of partial indexes, so the database's words are."""
    async with engines.writer.begin() as conn:
        migrated = {tuple(row) for row in await conn.execute(text(INDEXES[kind]))}
        await conn.run_sync(metadata.drop_all)
        await conn.run_sync(metadata.create_all)
        from_code = {tuple(row) for row in await conn.execute(text(INDEXES[kind]))}

    assert from_code == migrated
    assert {"requests_one_live_per_target", "views_owed"} < {name for name, _ in from_code}


async def test_opening_again_keeps_what_is_there(url: str) -> None:
    first = await open_store(url, audit_key=AUDIT_KEY)
    request = await opened(first)

    second = await open_store(url, audit_key=AUDIT_KEY)

    assert await second.get(request.id) == request
    await first.close()
    await second.close()


def test_the_newest_migration_is_the_one_that_the_code_expects() -> None:
    scripts = ScriptDirectory(ROOT / "bot/store/migrations")

    assert scripts.get_current_head() == migrate.HEAD


async def test_a_database_of_a_newer_bot_is_not_opened(url: str, engines: Engines) -> None:
    async with engines.writer.begin() as conn:
        await conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreUnusable, match="newer version"):
        await open_store(url, audit_key=AUDIT_KEY)


@pytest.mark.usefixtures("engines")
async def test_a_start_that_migrates_nothing_does_not_wait_for_alembic(url: str) -> None:
    script = (
        "import asyncio, sys; from bot.store.sql_store import open_store\n"
        "async def start(url, key):\n    await (await open_store(url, audit_key=key)).close()\n"
        "asyncio.run(start(*sys.argv[1:])); print('alembic' in sys.modules)"
    )

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, url, AUDIT_KEY, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )

    said, _ = await process.communicate()
    assert said == b"False\n"


def test_no_column_could_be_taken_for_a_place_of_codes() -> None:
    columns = {column.name for table in metadata.tables.values() for column in table.columns}

    assert not [name for name in columns if "code" in name or "secret" in name]
