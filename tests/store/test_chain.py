"""The chain: whatever is changed, removed, moved or added is found, and named."""

import asyncio
import hashlib
import hmac
import json
import string
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, cast, func, insert, literal, select, text, update

from bot.domain.audit import Event, Happened, Head
from bot.store.archive import Checked, open_archive
from bot.store.chain import START, Broken, Entry, Walk, chained
from bot.store.sql_store import SqlStore, open_store
from bot.store.tables import audit
from tests.store.stories import ADAM, AUDIT_KEY, RITA, UMA
from tests.store.tampering import hash_of, head, removal, row, tamper

Check = Callable[..., Awaitable[Checked]]

TEXT = ("at", "what", "actor", "target", "request_id", "facts", "hash")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
REFUSED = Event(Happened.REFUSED, ADAM.id, UMA.id, "r1", {"why": "ümlaut", "refusal": "OwnPass"})


@pytest.fixture
async def check(store: SqlStore, url: str) -> Check:
    """Checks the chain of five rows."""
    for actor in (RITA, ADAM, UMA, RITA, ADAM):
        await store.record(replace(REFUSED, actor=actor.id))

    async def checked(noted: Head | None = None) -> Checked:
        async with open_archive(url, AUDIT_KEY) as archive:
            return await archive.check(noted)

    return checked


async def broken(check: Check, noted: Head | None = None) -> str:
    with pytest.raises(Broken) as found:
        await check(noted)
    return str(found.value)


async def test_a_chain_that_nobody_touched_is_unbroken(store: SqlStore, check: Check) -> None:
    checked = await check()

    assert (checked.start, checked.head) == (START, await store.head())
    assert checked.head.count == 5


def test_an_auditor_can_compute_the_chain_with_what_the_module_says() -> None:
    entry = chained(AUDIT_KEY, START, REFUSED, NOON)

    facts = '{"refusal":"OwnPass","why":"\\u00fcmlaut"}'
    row = [1, "2026-11-24T12:00:00.000000Z", "refused", ADAM.id, UMA.id, "r1", facts]
    content = "0" * 64 + json.dumps(row, separators=(",", ":"))
    known = hmac.new(AUDIT_KEY.encode(), content.encode(), hashlib.sha256).hexdigest()
    assert entry.hash == known


@pytest.mark.parametrize("column", TEXT)
async def test_one_changed_byte_in_any_column_is_found(url: str, check: Check, column: str) -> None:
    await tamper(url, row(3, **{column: literal("x") + func.substr(audit.c[column], 2)}))

    assert "row 3 was changed" in await broken(check)


@pytest.mark.parametrize("column", ["actor", "target", "request_id"])
async def test_a_column_that_was_emptied_is_found(url: str, check: Check, column: str) -> None:
    await tamper(url, row(3, **{column: None}))

    assert "row 3 was changed" in await broken(check)


async def test_a_space_in_the_facts_is_a_change(url: str, check: Check) -> None:
    await tamper(url, row(3, facts=func.replace(audit.c.facts, ",", ", ")))

    assert "row 3 was changed" in await broken(check)


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_byte_that_is_no_text_is_found_and_stops_nothing(url: str, check: Check) -> None:
    await tamper(url, text("UPDATE audit SET actor = CAST(x'ff' || actor AS TEXT) WHERE id = 3"))

    assert "row 3 was changed" in await broken(check)


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_the_same_bytes_as_another_type_are_found(url: str, check: Check) -> None:
    await tamper(url, row(3, actor=cast(audit.c.actor, LargeBinary)))

    assert "row 3 was changed" in await broken(check)


async def test_a_row_in_the_middle_that_was_removed_is_found(url: str, check: Check) -> None:
    await tamper(url, removal(3, 3))

    assert await broken(check) == "row 3 is missing"


async def test_the_first_row_that_was_removed_is_found(url: str, check: Check) -> None:
    await tamper(url, removal(1, 1))

    assert await broken(check) == "row 1 is missing"


async def test_the_last_row_that_was_removed_is_found(url: str, check: Check) -> None:
    await tamper(url, removal(5, 5))

    assert await broken(check) == "row 5 is missing: there were 5 rows"


async def test_a_gap_that_was_closed_is_found(url: str, check: Check) -> None:
    await tamper(url, removal(3, 3), row(4, id=3), row(5, id=4), head(count=4))

    assert "row 3 was changed, or never followed row 2" in await broken(check)


@pytest.mark.parametrize("columns", [TEXT, TEXT[:-1]], ids=["all of it", "all but the hash"])
async def test_two_swapped_rows_are_found(url: str, check: Check, columns: tuple[str, ...]) -> None:
    other = audit.alias()
    swapped = {
        each: select(other.c[each]).where(other.c.id == 6 - audit.c.id).scalar_subquery()
        for each in columns
    }
    await tamper(url, update(audit).where(audit.c.id.in_([2, 4])).values(swapped))

    assert "row 2 was changed" in await broken(check)


async def test_a_row_that_was_added_without_the_key_is_found(url: str, check: Check) -> None:
    copied = select(literal(6), *(audit.c[each] for each in TEXT)).where(audit.c.id == 5)
    added = insert(audit).from_select(["id", *TEXT], copied)
    await tamper(url, added, head(count=6))

    assert "row 6 was changed, or never followed row 5" in await broken(check)


@pytest.mark.parametrize("lie", [{"count": 4}, {"hash": "none"}, {"sealed_count": 2}], ids=str)
async def test_a_head_that_was_changed_alone_is_found(
    url: str, check: Check, lie: dict[str, object]
) -> None:
    await tamper(url, head(**lie))

    assert await broken(check)


async def test_an_end_that_was_cut_off_with_its_head_is_found_by_an_earlier_head(
    store: SqlStore, url: str, check: Check
) -> None:
    noted = await store.head()
    await tamper(url, head(count=3, hash=hash_of(3)), removal(4, 5))

    assert (await check()).head.count == 3
    assert await broken(check, noted) == "row 4 is missing: there were 5 rows"


async def test_an_earlier_head_fits_a_chain_that_went_on(store: SqlStore, check: Check) -> None:
    noted = await store.head()
    await store.record(REFUSED)

    checked = await check(noted)

    assert checked.head.count == 6


async def test_an_end_that_grew_anew_is_found_by_an_earlier_head(
    store: SqlStore, url: str, check: Check
) -> None:
    """As after a backup that was restored: the key chained both ends, and one is another's."""
    noted = await store.head()
    await tamper(url, head(count=3, hash=hash_of(3)), removal(4, 5))
    for _ in range(3):
        await store.record(REFUSED)

    assert await broken(check, noted) == "row 5 is another one than that of the head given"


async def test_rows_removed_as_if_they_were_sealed_are_found(url: str, check: Check) -> None:
    await tamper(url, head(sealed_count=2, sealed_hash=hash_of(2)), removal(1, 2))

    assert await broken(check) == "row 2 and those before it were removed without a seal"


async def test_rows_of_four_replicas_at_once_are_one_chain(url: str) -> None:
    replicas = await asyncio.gather(*(open_store(url, audit_key=AUDIT_KEY) for _ in range(4)))
    said = [replace(REFUSED, request_id=f"r{turn}") for turn in range(100)]

    await asyncio.gather(*(replicas[turn % 4].record(each) for turn, each in enumerate(said)))

    async with open_archive(url, AUDIT_KEY) as archive:
        assert (await archive.check()).head.count == 100
    rows = await replicas[0].events(1000)
    assert [row.number for row in rows] == [*range(100, 0, -1)]
    assert {row.event.request_id for row in rows} == {each.request_id for each in said}
    for replica in replicas:
        await replica.close()


def chain_of(events: list[Event]) -> list[Entry]:
    last, entries = START, []
    for event in events:
        entries.append(chained(AUDIT_KEY, last, event, NOON))
        last = entries[-1].head
    return entries


WORDS = st.text(st.sampled_from(string.ascii_letters + 'ü"\\,[]\n\0 '), max_size=8)
EVENTS = st.builds(
    Event,
    st.sampled_from(Happened),
    st.none() | WORDS,
    st.none() | WORDS,
    st.none() | WORDS,
    st.dictionaries(WORDS, WORDS, max_size=3),
).filter(lambda event: event.what is not Happened.SEALED)


@given(st.lists(EVENTS, min_size=2, max_size=6), st.data())
def test_no_part_of_a_row_can_be_taken_for_another_part(
    events: list[Event], data: st.DataObject
) -> None:
    entries = chain_of(events)
    spot = data.draw(st.integers(0, len(entries) - 1))
    column = data.draw(st.sampled_from(["actor", "target", "request_id", "facts"]))
    other = data.draw(WORDS.filter(lambda text: text != getattr(entries[spot], column)))
    change: dict[str, Any] = {column: other}
    entries[spot] = replace(entries[spot], **change)

    with pytest.raises(Broken) as found:
        Walk(AUDIT_KEY, START).follow(entries)

    assert found.value.number == spot + 1
