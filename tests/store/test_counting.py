"""What operators hear of the records."""

from datetime import timedelta
from functools import partial

from bot.domain import life
from bot.domain.audit import Event, Happened
from bot.domain.refusals import NoSuchRequest
from bot.domain.request import Request
from bot.store.sql_store import SqlStore, open_store
from tests.store.stories import (
    ADAM,
    AUDIT_KEY,
    HOUR,
    MINUTE,
    TO_ADAM,
    TO_RITA,
    TimeMachine,
    opened,
)


async def test_nothing_is_owed_for_no_time(sql_store: SqlStore) -> None:
    assert (await sql_store.counts()).longest_owed == timedelta()


async def test_the_oldest_of_the_views_owed_says_for_how_long(
    sql_store: SqlStore, time_machine: TimeMachine
) -> None:
    await opened(sql_store, TO_RITA, TO_ADAM)
    time_machine.forward(HOUR)
    later, *_ = await sql_store.take_owed(1, MINUTE)
    await sql_store.paid(later, None)

    counts = await sql_store.counts()

    assert counts.views_owed == 1
    assert HOUR <= counts.longest_owed < HOUR + MINUTE


async def test_who_listens_hears_of_what_is_on_the_record_and_of_nothing_else(url: str) -> None:
    heard: list[tuple[Happened, str | None]] = []

    def hear(event: Event, request: Request | None) -> None:
        heard.append((event.what, request.state if request else None))

    async with await open_store(url, audit_key=AUDIT_KEY, hear=hear) as store:
        request = await opened(store)
        await store.change(request.id, partial(life.deny, by=ADAM, note=None))
        await store.change(request.id, lambda _request, _now: NoSuchRequest())
        await store.record(Event(Happened.REFUSED, ADAM.id, facts={"refusal": "OwnPass"}))

    assert heard == [
        (Happened.REQUESTED, "PENDING"),
        (Happened.DENIED, "DENIED"),
        (Happened.REFUSED, None),
    ]
