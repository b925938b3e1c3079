"""The key of the audit: where it comes from, and that a database has one only."""

import asyncio
import stat
from pathlib import Path

import pytest

from bot.domain.audit import Event, Happened
from bot.store.archive import open_archive
from bot.store.failures import StoreUnusable
from bot.store.sql_store import open_store
from tests.store.stories import AUDIT_KEY

OTHER_KEY = "another key, as long as the one that is right"


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/tap.db"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "tap.db.audit-key"


async def start(url: str, audit_key: str | None = None) -> None:
    """A bot starts, writes a row and stops."""
    async with await open_store(url, audit_key=audit_key) as store:
        await store.record(Event(Happened.LAPSED))


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def text_of(file: Path) -> str:
    """Empty where there is no file."""
    return file.read_text() if file.exists() else ""


def lose(file: Path) -> None:
    file.unlink()


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_beside_sqlite_a_key_is_made_that_only_its_owner_reads(
    sqlite: str, key_file: Path
) -> None:
    await start(sqlite)

    assert mode_of(key_file) == 0o600
    assert len(text_of(key_file)) == 64


async def test_the_key_made_once_is_used_from_then_on(sqlite: str, key_file: Path) -> None:
    await start(sqlite)
    made = text_of(key_file)

    await start(sqlite)

    assert text_of(key_file) == made
    async with open_archive(sqlite) as archive:
        assert (await archive.check()).head.count == 2


async def test_bots_that_start_together_make_one_key(sqlite: str) -> None:
    await asyncio.gather(*(start(sqlite) for _ in range(8)))

    async with open_archive(sqlite) as archive:
        assert (await archive.check()).head.count == 8


async def test_a_key_that_is_set_makes_no_file(sqlite: str, key_file: Path) -> None:
    await start(sqlite, AUDIT_KEY)

    assert text_of(key_file) == ""


async def test_a_lost_key_is_not_made_anew(sqlite: str, key_file: Path) -> None:
    await start(sqlite)
    lose(key_file)

    with pytest.raises(StoreUnusable, match="key is missing"):
        await start(sqlite)

    assert text_of(key_file) == ""


async def test_postgresql_needs_a_key_that_is_set(url: str, kind: str) -> None:
    if kind == "sqlite":
        await start(url)
        return

    with pytest.raises(StoreUnusable, match="PostgreSQL needs TAP_AUDIT_KEY"):
        await start(url)


async def test_a_bot_with_another_key_does_not_start(url: str) -> None:
    await start(url, AUDIT_KEY)

    with pytest.raises(StoreUnusable, match="another key"):
        await start(url, OTHER_KEY)


async def test_an_auditor_with_another_key_is_told_so(url: str) -> None:
    await start(url, AUDIT_KEY)

    with pytest.raises(StoreUnusable, match="another key"):
        async with open_archive(url, OTHER_KEY):
            pass


async def test_an_auditor_makes_no_database(sqlite: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="no database at"):
        async with open_archive(sqlite, AUDIT_KEY):
            pass

    assert files_in(tmp_path) == []
