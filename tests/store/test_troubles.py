"""A database that cannot be opened or does not answer."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from bot.ports import Failure, Trouble
from bot.store.engines import open_engines
from bot.store.failures import StoreFailed, StoreUnusable
from bot.store.sql_store import SqlStore, open_store
from tests.store.stories import AUDIT_KEY, opened


async def test_a_trouble_of_the_database_is_a_failure_with_a_logged_reference(
    store: SqlStore, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await lose_the_audit(url)

    with pytest.raises(StoreFailed) as failed:
        await opened(store, reason="lost her phone")

    assert isinstance(failed.value, Failure)
    assert failed.value.trouble is Trouble.RECORDS
    assert failed.value.reference in caplog.text


async def test_no_change_is_stored_without_its_audit_row(store: SqlStore, url: str) -> None:
    await lose_the_audit(url)

    with pytest.raises(StoreFailed):
        await opened(store)

    assert sum((await store.counts()).requests.values()) == 0


async def test_the_log_has_one_line_and_no_word_of_the_request(
    store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    request = await opened(store)
    caplog.set_level(logging.INFO)

    with pytest.raises(StoreFailed) as failed:
        await opened(store, id=request.id, target=request.requester, reason="lost her phone")

    (line,) = caplog.text.splitlines()
    assert failed.value.reference in line
    assert "lost her phone" not in line


async def test_a_full_database_is_a_failure(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/tap.db")
    async with store._engines.writer.connect() as conn:
        await conn.execute(text("PRAGMA max_page_count = 1"))

    with pytest.raises(StoreFailed):
        await opened(store, reason="long" * 100_000)

    assert sum((await store.counts()).requests.values()) == 0
    await store.close()


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_connections_that_the_server_cut_are_replaced(store: SqlStore, url: str) -> None:
    request = await opened(store)
    engines = open_engines(url)
    async with engines.writer.begin() as conn:
        others = (
            "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await conn.execute(text(f"SELECT pg_terminate_backend(pid) {others}"))
    await engines.close()

    assert await store.get(request.id) == request


async def test_a_server_that_is_not_there_is_a_failure() -> None:
    with pytest.raises(StoreFailed):
        await open_store("postgresql://nobody@127.0.0.1:1/nothing")


async def test_a_database_that_the_server_does_not_have_is_a_failure(postgresql: str) -> None:
    missing = make_url(postgresql).set(database="not_there")

    with pytest.raises(StoreFailed):
        await open_store(missing.render_as_string(hide_password=False))


async def test_a_file_that_is_no_database_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "tap.db").write_text("This is a letter, not a database. " * 100)

    with pytest.raises(StoreFailed):
        await open_store(f"sqlite:///{tmp_path}/tap.db")


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match=r"folder does not exist: .*/missing"):
        await open_store(f"sqlite:///{tmp_path}/missing/tap.db")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
async def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(StoreUnusable, match="needs a file"):
        await open_store(url, audit_key=AUDIT_KEY)


async def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(StoreUnusable, match="not mysql"):
        await open_store("mysql://somewhere/tap")


async def test_an_address_that_cannot_be_read_is_refused_without_repeating_it() -> None:
    with pytest.raises(StoreUnusable) as refused:
        await open_store("postgresql://rita:hush@host:no-port/tap")

    assert "hush" not in repr(refused.value)


async def lose_the_audit(url: str) -> None:
    engines = open_engines(url)
    async with engines.writer.begin() as conn:
        await conn.execute(text("DROP TABLE audit"))
    await engines.close()
