"""Many ask at the same time, on several replicas: the limits hold, and nobody waits for ever."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from itertools import permutations

import pytest

from bot.domain.audit import Change, Event, Happened
from bot.domain.limiting import UNLIMITED, Limit, Limits
from bot.domain.people import Person
from bot.domain.refusals import LimitReached, TargetBusy
from bot.domain.request import Request
from bot.ports import BatchStep
from bot.store.sql_store import SqlStore, open_store
from tests.store.stories import AUDIT_KEY, HOUR, RITA, amending, asked, stored

PEOPLE = tuple(Person(f"person-{n}", f"Person {n}", f"p{n}@contoso.com") for n in range(12))
FIVE = Limits(requester=Limit(5, HOUR))


@pytest.fixture
async def replicas(url: str) -> AsyncIterator[tuple[SqlStore, ...]]:
    stores = await asyncio.gather(*(open_store(url, audit_key=AUDIT_KEY) for _ in range(3)))
    yield tuple(stores)
    for store in stores:
        await store.close()


def asks(target: Person) -> BatchStep:
    def step(now: datetime, before: Sequence[Request]) -> Change:
        del before
        new = asked(now, target=target)
        return Change(new, Event(Happened.REQUESTED, RITA.id, target.id, new.id))

    return step


async def test_the_limit_of_a_requester_holds_over_all_replicas(
    replicas: tuple[SqlStore, ...],
) -> None:
    answers = await asyncio.gather(
        *(
            replicas[number % 3].open_all([asks(person)], FIVE)
            for number, person in enumerate(PEOPLE)
        )
    )

    assert sum(isinstance(each, Request) for (each,) in answers) == 5
    assert answers.count((LimitReached(5, HOUR, None),)) == 7


async def test_batches_in_any_order_beside_changes_are_all_answered(
    replicas: tuple[SqlStore, ...],
) -> None:
    """Each batch wants the same people, while requests of theirs are changed."""
    (first,) = await replicas[0].open_all([asks(PEOPLE[0])])
    request = stored(first)
    batches = list(permutations(PEOPLE[:4]))
    changes = [replicas[n % 3].change(request.id, amending()) for n in range(24)]
    asking = [
        replicas[n % 3].open_all([asks(person) for person in batch], UNLIMITED)
        for n, batch in enumerate(batches)
    ]

    async with asyncio.timeout(60):
        answers, _ = await asyncio.gather(asyncio.gather(*asking), asyncio.gather(*changes))

    said = [each for batch in answers for each in batch]
    opened = [each.target.id for each in said if isinstance(each, Request)]
    assert sorted(opened) == [each.id for each in PEOPLE[1:4]]
    assert sum(isinstance(each, TargetBusy) for each in said) == len(said) - len(opened)
