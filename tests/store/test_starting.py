"""A PostgreSQL is migrated by its owner, and a bot only looks whether it was."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.store import migrate
from bot.store.engines import open_engines
from bot.store.failures import StoreUnusable
from bot.store.sql_store import open_store
from tests.postgresql import empty_database
from tests.store.stories import AUDIT_KEY, opened


@pytest.fixture
async def empty(postgresql: str) -> AsyncIterator[str]:
    async with empty_database(postgresql) as url:
        yield url


async def set_revision(url: str, revision: str) -> None:
    engines = open_engines(url)
    async with engines.writer.begin() as conn:
        await conn.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    await engines.close()


async def test_a_bot_does_not_migrate_a_postgresql(empty: str) -> None:
    with pytest.raises(StoreUnusable, match=r"no tables yet.*python app.py migrate"):
        await open_store(empty, audit_key=AUDIT_KEY)

    assert await migrate.migrate_at(empty) is None


@pytest.mark.parametrize(("revision", "words"), [("0001", "older version"), ("9999", "newer")])
async def test_a_bot_refuses_an_older_and_a_newer_schema_in_a_sentence(
    empty: str, revision: str, words: str
) -> None:
    await migrate.migrate_at(empty)
    await set_revision(empty, revision)

    with pytest.raises(StoreUnusable, match=words) as refused:
        await open_store(empty, audit_key=AUDIT_KEY)

    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")


async def test_what_was_migrated_can_be_served(empty: str) -> None:
    await migrate.migrate_at(empty)

    async with await open_store(empty, audit_key=AUDIT_KEY) as store:
        request = await opened(store)

        assert await store.get(request.id) == request


async def test_of_many_who_migrate_at_once_one_does_it(empty: str) -> None:
    found = await asyncio.gather(*(migrate.migrate_at(empty) for _ in range(4)))

    assert sorted(str(revision) for revision in found) == [migrate.HEAD] * 3 + ["None"]


async def test_a_schema_that_is_newer_is_not_migrated_back(empty: str) -> None:
    await migrate.migrate_at(empty)
    await set_revision(empty, "9999")

    with pytest.raises(StoreUnusable, match="newer version"):
        await migrate.migrate_at(empty)
