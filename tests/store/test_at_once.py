"""What happens when much happens at once, in one process and in several replicas."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.domain.audit import Change, Event, Happened
from bot.domain.people import Person
from bot.domain.refusals import AlreadyDecided, Refusal, TargetBusy
from bot.domain.request import Approval, Request, State, Why
from bot.domain.views import Owed, ViewKind
from bot.ports import Step
from bot.store.sql_store import SqlStore, open_store
from tests.store.stories import (
    ADAM,
    AUDIT_KEY,
    CARD,
    HOUR,
    RITA,
    TO_RITA,
    UMA,
    amending,
    asking,
    only_owed,
    opened,
)


@pytest.fixture
async def replicas(url: str) -> AsyncIterator[tuple[SqlStore, ...]]:
    """Four stores on one database, which they all migrate at the same time."""
    stores = await asyncio.gather(*(open_store(url, audit_key=AUDIT_KEY) for _ in range(4)))
    yield tuple(stores)
    for store in stores:
        await store.close()


def approve(request: Request, now: datetime) -> Change | Refusal:
    if request.state is not State.PENDING:
        return AlreadyDecided(request.state, request.decided_by)
    becomes = request.advance(State.APPROVED, Why.APPROVED, now, decided_by=ADAM)
    return Change(becomes, Event(Happened.APPROVED, ADAM.id, UMA.id, request.id))


async def test_of_fifty_clicks_at_once_one_wins(store: SqlStore) -> None:
    request = await opened(store)

    answers = await asyncio.gather(*(store.change(request.id, approve) for _ in range(50)))

    assert sum(isinstance(answer, Request) for answer in answers) == 1
    assert answers.count(AlreadyDecided(State.APPROVED, ADAM)) == 49
    assert len(await store.events(100)) == 2


async def test_of_fifty_clicks_on_four_replicas_one_wins(replicas: tuple[SqlStore, ...]) -> None:
    request = await opened(replicas[0])

    answers = await asyncio.gather(
        *(replicas[turn % 4].change(request.id, approve) for turn in range(50))
    )

    assert sum(isinstance(answer, Request) for answer in answers) == 1
    assert len(await replicas[3].events(100)) == 2


async def test_of_many_requests_at_once_for_one_target_one_is_made(
    replicas: tuple[SqlStore, ...],
) -> None:
    answers = await asyncio.gather(*(replicas[turn % 4].open(asking()) for turn in range(20)))

    assert sum(isinstance(answer, Request) for answer in answers) == 1
    assert answers.count(TargetBusy(UMA)) == 19
    assert len(await replicas[0].latest(RITA.id, 100)) == 1


async def test_no_vote_is_lost_among_many_at_once(replicas: tuple[SqlStore, ...]) -> None:
    request = await opened(replicas[0])
    voters = [Person(f"voter-{n}", f"Voter {n}", f"voter{n}@contoso.com") for n in range(40)]

    def voting(voter: Person) -> Step:
        def vote(was: Request, _now: datetime) -> Change:
            return Change(
                was.amend(approvals=(*was.approvals, Approval(voter))), Event(Happened.APPROVED)
            )

        return vote

    await asyncio.gather(
        *(replicas[turn % 4].change(request.id, voting(voter)) for turn, voter in enumerate(voters))
    )

    found = await replicas[0].get(request.id)
    assert found is not None
    assert sorted(given.by.id for given in found.approvals) == sorted(p.id for p in voters)
    assert found.version == 40


async def test_many_requests_at_once_for_many_targets_are_all_made(
    replicas: tuple[SqlStore, ...],
) -> None:
    targets = [Person(f"target-{n}", "Uma", "uma@contoso.com") for n in range(100)]

    answers = await asyncio.gather(
        *(replicas[turn % 4].open(asking(target=who)) for turn, who in enumerate(targets))
    )

    assert all(isinstance(answer, Request) for answer in answers)


async def test_no_view_is_taken_by_two_replicas(replicas: tuple[SqlStore, ...]) -> None:
    owed = [Owed(ViewKind.APPROVER, f"approver-{n}") for n in range(60)]
    await opened(replicas[0], *owed)

    taken = await asyncio.gather(*(store.take_owed(10, HOUR) for store in replicas * 3))

    ids = [view.id for views in taken for view in views]
    assert len(ids) == len(set(ids))
    assert len(ids) + len(await replicas[0].take_owed(100, HOUR)) == 60


async def test_no_due_request_is_taken_by_two_replicas(replicas: tuple[SqlStore, ...]) -> None:
    past = await replicas[0].now() - HOUR
    for number in range(20):
        await opened(replicas[0], target=Person(f"target-{number}", "Uma", "uma"), due=past)

    taken = await asyncio.gather(*(store.take_due(5, HOUR) for store in replicas * 2))

    ids = [request.id for requests in taken for request in requests]
    assert len(ids) == len(set(ids))
    assert len(ids) + len(await replicas[0].take_due(100, HOUR)) == 20


async def test_a_payment_never_hides_a_change_made_at_the_same_time(
    replicas: tuple[SqlStore, ...],
) -> None:
    request = await opened(replicas[0], TO_RITA)

    for _ in range(20):
        view = await only_owed(replicas[0])
        await asyncio.gather(
            replicas[1].change(request.id, amending()),
            replicas[2].paid(view, CARD),
        )

    assert (await only_owed(replicas[0])).request.version == 20


async def test_a_change_that_is_cancelled_leaves_the_store_working(store: SqlStore) -> None:
    request = await opened(store)
    for turns in range(40):
        change = asyncio.create_task(store.change(request.id, amending()))
        for _ in range(turns):
            await asyncio.sleep(0)
        change.cancel()
        await asyncio.gather(change, return_exceptions=True)

    before = await store.get(request.id)
    answer = await store.change(request.id, amending())

    assert before is not None
    assert isinstance(answer, Request)
    assert answer.version == before.version + 1
    assert len(await store.events(100)) == answer.version + 1


async def test_a_batch_that_moves_on_all_over_while_its_cards_are_shown_comes_to_rest(
    replicas: tuple[SqlStore, ...],
) -> None:
    """No change waits for another in a circle, and every card shows the last state of all."""
    to = [Owed(ViewKind.APPROVER, f"approver-{place}") for place in range(8)]
    people = [Person(f"target-{place}", f"T{place}", "t@contoso.com") for place in range(8)]
    lead = await opened(replicas[0], TO_RITA, *to, target=people[0])
    others = [await opened(replicas[0], target=one, batch_id=lead.id) for one in people[1:]]

    shown: dict[str, list[int]] = {}

    async def show(store: SqlStore) -> int:
        views = await store.take_owed(3, HOUR)
        for view in views:
            shown[view.owed.to] = [each.version for each in view.batch]
            await store.paid(view, CARD)
        return len(views)

    await asyncio.gather(
        *(store.change(each.id, amending()) for store in replicas for each in (lead, *others)),
        *(show(store) for store in replicas for _ in range(6)),
    )
    while await show(replicas[0]):
        continue

    assert shown == dict.fromkeys([RITA.id, *(one.to for one in to)], [len(replicas)] * 8)
