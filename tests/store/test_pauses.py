"""The pause: stored, audited, and heeded inside the transaction that it is to stop."""

import asyncio

from bot.domain.audit import Event, Happened
from bot.domain.people import Person
from bot.domain.refusals import Paused
from bot.domain.request import Request, State
from bot.store.sql_store import SqlStore
from tests.store.stories import ADAM, advancing, amending, opened

PAUSED = Event(Happened.PAUSED, ADAM.id)
RESUMED = Event(Happened.RESUMED, ADAM.id)


async def test_nothing_is_paused_at_first(store: SqlStore) -> None:
    assert await store.paused() is None


async def test_a_pause_says_by_whom_and_since_when(store: SqlStore) -> None:
    before = await store.now()

    assert await store.pause("Adam", PAUSED) is None

    paused = await store.paused()
    assert paused is not None
    assert paused.by == "Adam"
    assert before <= paused.since <= await store.now()


async def test_a_change_that_heeds_the_pause_is_refused_with_it(store: SqlStore) -> None:
    request = await opened(store)
    await store.pause("Adam", PAUSED)

    answer = await store.change(request.id, advancing(State.APPROVED), heeds_pause=True)

    assert answer == await store.paused()
    assert await store.get(request.id) == request


async def test_any_other_change_goes_on(store: SqlStore) -> None:
    request = await opened(store)
    await store.pause("Adam", PAUSED)

    answer = await store.change(request.id, advancing(State.DENIED))

    assert isinstance(answer, Request)


async def test_after_the_pause_the_same_change_is_stored(store: SqlStore) -> None:
    request = await opened(store)
    await store.pause("Adam", PAUSED)
    assert await store.resume(RESUMED)

    answer = await store.change(request.id, advancing(State.APPROVED), heeds_pause=True)

    assert isinstance(answer, Request)
    assert await store.paused() is None


async def test_a_second_pause_leaves_the_first_as_it_is(store: SqlStore) -> None:
    await store.pause("Adam", PAUSED)
    first = await store.paused()

    assert await store.pause("Anna", PAUSED) == first
    assert await store.paused() == first


async def test_both_are_audited_once(store: SqlStore) -> None:
    for _ in range(2):
        await store.pause("Adam", PAUSED)
    for _ in range(2):
        await store.resume(RESUMED)

    assert [each.event for each in await store.events(10)] == [RESUMED, PAUSED]


async def test_what_the_step_refuses_is_not_put_down_to_the_pause(store: SqlStore) -> None:
    await store.pause("Adam", PAUSED)

    answer = await store.change("nobody-knows", amending(), heeds_pause=True)

    assert not isinstance(answer, Paused)


async def test_no_change_comes_after_a_pause_that_came_at_the_same_time(store: SqlStore) -> None:
    targets = [Person(f"target-{n}", "Uma", "uma@contoso.com") for n in range(20)]
    requests = [await opened(store, target=target) for target in targets]

    def approve(request: Request) -> asyncio.Task[object]:
        step = advancing(State.APPROVED)
        return asyncio.create_task(store.change(request.id, step, heeds_pause=True))

    first = [approve(each) for each in requests[:10]]
    pausing = asyncio.create_task(store.pause("Adam", PAUSED))
    then = [approve(each) for each in requests[10:]]
    answers = await asyncio.gather(*first, *then)
    await pausing

    after = [each.event.what for each in await store.events(100)]
    done = sum(isinstance(each, Request) for each in answers)
    assert after.index(Happened.PAUSED) == 0
    assert after.count(Happened.APPROVED) == done
    assert done + sum(isinstance(each, Paused) for each in answers) == 20
