"""`python app.py migrate`, and a bot that is started before it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.migrate import HEAD
from bot.store.sql_store import open_store
from tests.postgresql import empty_database
from tests.stories.command_line import app

ID, OTHER = "72e2eb87-c124-4bd9-8e01-a447a1752058", "11111111-2222-4333-8444-555555555555"
AUDIT_KEY = "one key for all replicas, kept elsewhere"
SETTINGS = {
    "MicrosoftAppId": ID,
    "MicrosoftAppPassword": "opens-nothing",
    "MicrosoftAppTenantId": OTHER,
    "TAP_REQUESTER_GROUPS": ID,
    "TAP_APPROVER_GROUPS": OTHER,
    "TAP_AUDIT_KEY": AUDIT_KEY,
}


@pytest.fixture
async def url(postgresql: str) -> AsyncIterator[str]:
    async with empty_database(postgresql) as empty:
        yield empty


async def test_the_owner_migrates_with_an_address_and_no_other_setting(url: str) -> None:
    first = await app("migrate", database=url)
    second = await app("migrate", database=url)

    assert (first.code, first.said.strip()) == (0, f"From nothing to {HEAD}.")
    assert (second.code, second.said.strip()) == (0, f"The database is at {HEAD}.")
    await (await open_store(url, audit_key=AUDIT_KEY)).close()


async def test_a_bot_on_an_unmigrated_postgresql_stops_with_a_sentence(url: str) -> None:
    done = await app(database=url, **SETTINGS)

    assert done.code == 1
    assert "DATABASE_URL: The database has no tables yet" in done.complained
    assert "python app.py migrate" in done.complained
    assert "Traceback" not in done.complained


async def test_an_sqlite_file_can_be_migrated_by_hand_too(tmp_path: Path) -> None:
    done = await app("migrate", database=tmp_path / "tap.db")

    assert (done.code, done.said.strip()) == (0, f"From nothing to {HEAD}.")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://bot:opens-nothing@127.0.0.1:1/tap", "reference"),
        ("postgresql://bot:opens-nothing@127.0.0.1:1/tap?sslmode=full", "sslmode is one of"),
    ],
)
async def test_a_database_that_cannot_be_had_is_told_without_its_password(
    address: str, words: str
) -> None:
    done = await app("migrate", database=address)

    assert done.code == 1
    assert words in done.complained
    assert "opens-nothing" not in done.complained
    assert "Traceback" not in done.complained
