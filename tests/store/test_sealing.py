"""Rows leave the audit by a seal only, and what follows is chained to it."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Executable, delete, text, update
from sqlalchemy.exc import DBAPIError

from bot.domain.audit import Event, Happened, Head
from bot.store import chain
from bot.store.archive import Archive, open_archive
from bot.store.chain import START, Broken
from bot.store.engines import open_engines
from bot.store.sql_store import SqlStore
from bot.store.tables import audit, audit_head
from tests.store.stories import ADAM, AUDIT_KEY, UMA
from tests.store.tampering import removal, row, tamper

REFUSED = Event(Happened.REFUSED, ADAM.id, UMA.id, "r1", {"refusal": "OwnPass"})


@pytest.fixture
async def archive(store: SqlStore, url: str) -> AsyncIterator[Archive]:
    """Of five rows."""
    for _ in range(5):
        await store.record(REFUSED)
    async with open_archive(url, AUDIT_KEY) as opened:
        yield opened


async def seal(archive: Archive, upto: int, since: Head = START) -> Head:
    rows = [entry async for _, entry in archive.rows(last=upto)]
    await archive.remove(since, chain.seal(rows[-1].head, "digest", "root"))
    return rows[-1].head


async def test_a_seal_removes_what_it_names_and_is_a_row_itself(
    store: SqlStore, archive: Archive
) -> None:
    sealed = await seal(archive, 3)

    rows = await store.events(10)
    assert [row.number for row in rows] == [6, 5, 4]
    assert rows[0].event.what is Happened.SEALED
    assert rows[0].event.facts["operator"] == "root"
    assert chain.sealed(rows[0].event) == sealed


async def test_what_follows_a_seal_is_chained_to_it(store: SqlStore, archive: Archive) -> None:
    sealed = await seal(archive, 5)
    await store.record(REFUSED)

    checked = await archive.check()

    assert (checked.start, checked.head.count) == (sealed, 7)


async def test_one_seal_can_follow_another(archive: Archive) -> None:
    first = await seal(archive, 2)
    second = await seal(archive, 6, first)

    checked = await archive.check()

    assert (checked.start, checked.head.count) == (second, 7)


async def test_two_who_seal_at_once_do_not_both_remove(archive: Archive) -> None:
    await seal(archive, 2)

    with pytest.raises(Broken, match="sealed meanwhile"):
        await seal(archive, 4)

    assert (await archive.check()).head.count == 6


async def test_a_row_removed_after_a_seal_is_found(url: str, archive: Archive) -> None:
    await seal(archive, 3)
    await tamper(url, removal(4, 4))

    with pytest.raises(Broken, match="row 4 is missing"):
        await archive.check()


async def test_a_seal_that_was_changed_is_found(url: str, archive: Archive) -> None:
    await seal(archive, 3)
    await tamper(url, row(6, facts='{"count":"2"}'))

    with pytest.raises(Broken, match="row 6 was changed"):
        await archive.check()


async def test_a_head_from_before_the_seal_is_for_the_sealed_file(
    store: SqlStore, archive: Archive
) -> None:
    noted = await store.head()
    await store.record(REFUSED)
    await seal(archive, 6)

    with pytest.raises(Broken, match="row 5 is sealed: check the file"):
        await archive.check(noted)


REFUSED_BY_TRIGGERS = {
    "a row is changed": update(audit).where(audit.c.id == 5).values(actor="nobody"),
    "a row is removed": delete(audit).where(audit.c.id == 4),
    "all rows are removed": delete(audit),
    "the head goes back": update(audit_head).values(count=4),
    "the seal goes back": update(audit_head).values(sealed_count=1),
    "the seal runs ahead": update(audit_head).values(sealed_count=7),
    "the head is removed": delete(audit_head),
}


@pytest.mark.parametrize("act", REFUSED_BY_TRIGGERS.values(), ids=REFUSED_BY_TRIGGERS)
async def test_triggers_refuse_what_the_bot_never_does(
    url: str, archive: Archive, act: Executable
) -> None:
    await seal(archive, 3)

    await refused(url, act)

    assert (await archive.check()).head.count == 6


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_row_cannot_be_replaced_on_sqlite(url: str, archive: Archive) -> None:
    """SQLite removes a row to replace it, and asks no trigger."""
    copied = "SELECT id, at, what, 'nobody', target, request_id, facts, hash FROM audit"

    await refused(url, text(f"INSERT OR REPLACE INTO audit {copied} WHERE id = 3"))

    assert (await archive.check()).head.count == 5


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("table", ["audit", "audit_head"])
async def test_tables_cannot_be_emptied_on_postgresql(
    url: str, archive: Archive, table: str
) -> None:
    await refused(url, text(f"TRUNCATE {table}"))

    assert (await archive.check()).head.count == 5


async def refused(url: str, act: Executable) -> None:
    engines = open_engines(url)
    with pytest.raises(DBAPIError, match="only"):
        async with engines.writer.begin() as conn:
            await conn.execute(act)
    await engines.close()
