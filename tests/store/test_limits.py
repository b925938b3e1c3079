"""The limits: counted in the transaction that stores, whoever asks at the same time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest

from bot.domain.audit import Change, Event, Happened
from bot.domain.limiting import Limit, Limits
from bot.domain.people import Person
from bot.domain.refusals import LimitReached, Refusal, TargetBusy
from bot.domain.request import Request, State
from bot.ports import BatchStep
from bot.store.sql_store import SqlStore
from tests.store.stories import ADAM, HOUR, MINUTE, RITA, UMA, TimeMachine, asked, stored

ROB = Person("rob-id", "Rob", "rob@contoso.com")
PEOPLE = tuple(Person(f"person-{n}", f"Person {n}", f"p{n}@contoso.com") for n in range(10))
THREE = Limits(requester=Limit(3, HOUR))
THREE_FOR_ONE = Limits(target=Limit(3, HOUR))
BY_RITA, FOR_UMA = LimitReached(3, HOUR, None), LimitReached(3, HOUR, UMA)


def asks(target: Person, requester: Person = RITA, state: State = State.PENDING) -> BatchStep:
    """Somebody asks; in another state than PENDING the next request is not kept waiting."""

    def step(now: datetime, before: Sequence[Request]) -> Change:
        del before
        due = None if state is State.CANCELLED else now
        new = asked(now, requester=requester, target=target, state=state, due=due)
        return Change(new, Event(Happened.REQUESTED, requester.id, target.id, new.id))

    return step


async def one(store: SqlStore, step: BatchStep, limits: Limits) -> Request | Refusal:
    (answer,) = await store.open_all([step], limits)
    return answer


async def refused(
    store: SqlStore, why: str = "NoSuchPerson", request_id: str | None = None
) -> None:
    facts = {"refusal": why}
    await store.record(Event(Happened.REFUSED, RITA.id, None, request_id, facts))


async def test_a_requester_may_ask_so_often_and_no_more(store: SqlStore) -> None:
    answers = [await one(store, asks(person), THREE) for person in PEOPLE[:4]]

    assert [isinstance(each, Request) for each in answers] == [True, True, True, False]
    assert answers[3] == BY_RITA
    assert len(await store.latest(RITA.id, 10)) == 3


async def test_another_requester_may_still_ask(store: SqlStore) -> None:
    for person in PEOPLE[:3]:
        await one(store, asks(person), THREE)

    answer = await one(store, asks(PEOPLE[3], ROB), THREE)

    assert stored(answer).requester == ROB


async def test_for_one_person_may_be_asked_so_often_and_no_more(store: SqlStore) -> None:
    cancelled = State.CANCELLED
    answers = [
        await one(store, asks(UMA, who, cancelled), THREE_FOR_ONE) for who in (RITA, ROB) * 2
    ]

    assert answers[3] == FOR_UMA
    assert [isinstance(each, Request) for each in answers] == [True, True, True, False]
    stored(await one(store, asks(PEOPLE[0]), THREE_FOR_ONE))


async def test_what_was_asked_before_the_window_does_not_count(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    for person in PEOPLE[:3]:
        await one(store, asks(person), THREE)
    time_machine.forward(HOUR - MINUTE)
    assert await one(store, asks(PEOPLE[3]), THREE) == BY_RITA

    time_machine.forward(2 * MINUTE)

    stored(await one(store, asks(PEOPLE[3]), THREE))


async def test_each_of_a_batch_counts(store: SqlStore) -> None:
    answers = await store.open_all([asks(person) for person in PEOPLE[:5]], THREE)

    assert [isinstance(each, Request) for each in answers] == [True, True, True, False, False]
    assert set(answers[3:]) == {BY_RITA}


async def test_a_target_that_is_busy_does_not_count(store: SqlStore) -> None:
    answers = await store.open_all([asks(UMA), asks(UMA), *map(asks, PEOPLE[:3])], THREE)

    assert answers[1] == TargetBusy(UMA)
    assert [isinstance(each, Request) for each in answers] == [True, False, True, True, False]


async def test_nothing_is_limited_where_no_limit_is_set(store: SqlStore) -> None:
    answers = await store.open_all([asks(person) for person in PEOPLE])

    assert all(isinstance(each, Request) for each in answers)


async def test_refusals_count(store: SqlStore) -> None:
    await one(store, asks(UMA), THREE)
    assert await store.at_limit(RITA.id, THREE) is None
    for _ in range(2):
        await refused(store)

    assert await store.at_limit(RITA.id, THREE) == BY_RITA
    assert await store.at_limit(ROB.id, THREE) is None
    assert await one(store, asks(PEOPLE[0]), THREE) == BY_RITA


@pytest.mark.parametrize(("why", "request_id"), [("LimitReached", None), ("NotApprover", "r1")])
async def test_neither_a_limit_nor_a_denied_click_counts(
    store: SqlStore, why: str, request_id: str | None
) -> None:
    for _ in range(5):
        await refused(store, why, request_id)

    assert await store.at_limit(RITA.id, THREE) is None


async def test_what_approvers_do_does_not_count(store: SqlStore) -> None:
    for _ in range(5):
        await store.record(Event(Happened.DENIED, RITA.id, UMA.id, "r1"))
        await store.record(Event(Happened.APPROVED, ADAM.id, UMA.id, "r1"))

    assert await store.at_limit(RITA.id, THREE) is None
    stored(await one(store, asks(UMA), Limits(Limit(1, HOUR), Limit(1, HOUR))))


async def test_of_ten_at_once_exactly_as_many_as_may_be_are_stored(store: SqlStore) -> None:
    answers = await asyncio.gather(*(one(store, asks(person), THREE) for person in PEOPLE))

    assert sum(isinstance(each, Request) for each in answers) == 3
    assert answers.count(BY_RITA) == 7
