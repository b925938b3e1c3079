"""What was kept long enough is removed; what still lives, and the audit, is not."""

from datetime import timedelta

from bot.domain.audit import Happened
from bot.domain.people import Person
from bot.domain.request import Approval, State
from bot.ports import Conversation
from bot.store.archive import open_archive
from bot.store.sql_store import SqlStore
from tests.store.stories import (
    ADAM,
    AUDIT_KEY,
    HOUR,
    RITA,
    TO_ADAM,
    TO_RITA,
    TimeMachine,
    advancing,
    amending,
    opened,
)

KEEP = timedelta(days=30)
ENOUGH = KEEP + HOUR
CHAT = Conversation("https://teams.test/", "a-chat")


def person(name: str) -> Person:
    return Person(f"{name}-id", name, f"{name}@contoso.com")


async def test_old_final_requests_go_with_their_approvals_and_views(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    request = await opened(store, TO_RITA, TO_ADAM)
    await store.change(request.id, amending(approvals=(Approval(ADAM),)))
    await store.change(request.id, advancing(State.DENIED))
    time_machine.forward(ENOUGH)

    removed = await store.purge(KEEP, 10)

    assert removed == 1
    assert await store.get(request.id) is None
    assert (await store.counts()).views_owed == 0


async def test_what_lives_or_ended_lately_stays(store: SqlStore, time_machine: TimeMachine) -> None:
    living = await opened(store)
    time_machine.forward(ENOUGH)
    lately = await opened(store, target=person("Ugo"))
    await store.change(lately.id, advancing(State.DENIED))

    removed = await store.purge(KEEP, 10)

    assert removed == 0
    assert await store.get(living.id) is not None
    assert await store.get(lately.id) is not None


async def test_people_who_were_not_heard_for_long_are_forgotten(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    await store.remember(RITA.id, CHAT)
    time_machine.forward(ENOUGH)
    await store.remember(ADAM.id, CHAT)

    await store.purge(KEEP, 10)

    assert await store.remembered(RITA.id) is None
    assert await store.remembered(ADAM.id) == CHAT


async def test_a_purge_is_a_row_and_one_of_nothing_is_none(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    await store.remember(RITA.id, CHAT)
    time_machine.forward(ENOUGH)
    await store.purge(KEEP, 10)
    await store.purge(KEEP, 10)

    (row,) = await store.events(10)

    assert row.event.what is Happened.PURGED
    assert row.event.facts == {"requests": "0", "conversations": "1"}


async def test_a_purge_removes_no_more_than_it_may_and_none_of_the_audit(
    store: SqlStore, time_machine: TimeMachine, url: str
) -> None:
    for name in ("Una", "Ugo", "Udo"):
        request = await opened(store, target=person(name))
        await store.change(request.id, advancing(State.DENIED))
    time_machine.forward(ENOUGH)

    removed = [await store.purge(KEEP, 2) for _ in range(3)]

    assert removed == [2, 1, 0]
    async with open_archive(url, AUDIT_KEY) as archive:
        assert (await archive.check()).head.count == 8
