"""Opening, finding and changing requests, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.audit import Change, Event, Happened
from bot.domain.refusals import AlreadyVoted, NoSuchRequest, TargetBusy
from bot.domain.request import Approval, ImpossibleStep, Request, State
from bot.store.requests import NotNext
from bot.store.sql_store import SqlStore, open_store
from tests.store.stories import (
    ADAM,
    ANNA,
    AUDIT_KEY,
    HOUR,
    MINUTE,
    RITA,
    UMA,
    TimeMachine,
    advancing,
    amending,
    asking,
    opened,
    stored,
)


async def test_an_opened_request_is_found_as_it_was_given(store: SqlStore) -> None:
    request = await opened(store, reason="new phone")

    found = await store.get(request.id)

    assert found == request


async def test_there_is_nothing_under_an_unknown_id(store: SqlStore) -> None:
    assert await store.get("nobody-knows") is None


async def test_the_first_step_gets_the_databases_time(store: SqlStore) -> None:
    request = await opened(store)

    assert abs(request.created - datetime.now(UTC)) < MINUTE
    assert request.created.utcoffset() == UTC.utcoffset(None)


async def test_an_offset_moves_the_databases_time(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    before = await store.now()

    time_machine.forward(HOUR)

    assert HOUR <= await store.now() - before < HOUR + MINUTE


async def test_a_target_with_a_live_request_is_busy(store: SqlStore) -> None:
    first = await opened(store)

    answer = await store.open(asking())

    assert answer == TargetBusy(UMA)
    assert await store.latest(RITA.id, 10) == (first,)
    assert len(await store.events(10)) == 1


@pytest.mark.parametrize("state", [State.PENDING, State.APPROVED, State.ISSUING])
async def test_every_undecided_state_keeps_the_target_busy(store: SqlStore, state: State) -> None:
    await opened(store, state=state)

    assert await store.open(asking()) == TargetBusy(UMA)


async def test_a_target_is_free_again_after_a_denial(store: SqlStore) -> None:
    first = await opened(store)
    await store.change(first.id, advancing(State.DENIED))

    second = await store.open(asking())

    assert isinstance(second, Request)


async def test_a_request_is_not_live_again_beside_another_one(store: SqlStore) -> None:
    slow = await opened(store, state=State.REVOKING)
    await opened(store)

    answer = await store.change(slow.id, advancing(State.APPROVED))

    assert answer == TargetBusy(UMA)
    assert await store.get(slow.id) == slow


async def test_a_request_is_live_again_where_there_is_no_other(store: SqlStore) -> None:
    slow = await opened(store, state=State.REVOKING)
    await opened(store, target=ANNA)

    again = stored(await store.change(slow.id, advancing(State.APPROVED)))

    assert again.state is State.APPROVED
    assert await store.open(asking()) == TargetBusy(UMA)


async def test_the_requests_whose_pass_somebody_has_are_found(store: SqlStore) -> None:
    first = await opened(store, state=State.ISSUED)
    await opened(store, state=State.ENDED, due=None)
    await opened(store, state=State.ISSUED, target=ANNA)

    assert await store.issued(UMA.id) == (first,)
    assert await store.issued(RITA.id) == ()


async def test_another_target_is_not_busy(store: SqlStore) -> None:
    await opened(store)

    assert isinstance(await store.open(asking(target=ANNA)), Request)


async def test_the_latest_requests_are_the_requesters_own_newest_first(store: SqlStore) -> None:
    now = await store.now()
    old = await opened(store, created=now - HOUR, target=ADAM)
    new = await opened(store, created=now)
    await opened(store, requester=ANNA, target=RITA)

    assert await store.latest(RITA.id, 10) == (new, old)
    assert await store.latest(RITA.id, 1) == (new,)


async def test_a_change_is_stored_and_handed_back(store: SqlStore) -> None:
    request = await opened(store)

    answer = await store.change(request.id, advancing(State.DENIED, decided_by=ADAM, note="no"))

    assert isinstance(answer, Request)
    assert (answer.state, answer.decided_by, answer.note) == (State.DENIED, ADAM, "no")
    assert (answer.version, answer.due) == (1, None)
    assert await store.get(request.id) == answer


async def test_approvals_are_kept_in_their_order(store: SqlStore) -> None:
    request = await opened(store)

    await store.change(request.id, amending(approvals=(Approval(ANNA),)))
    await store.change(request.id, amending(approvals=(Approval(ANNA), Approval(ADAM))))

    assert stored_approvals(await store.get(request.id)) == (ANNA, ADAM)
    assert stored_approvals((await store.latest(RITA.id, 1))[0]) == (ANNA, ADAM)


async def test_the_step_sees_the_approvals_given_before(store: SqlStore) -> None:
    request = await opened(store, approvals=(Approval(ANNA),))
    seen = []

    def step(was: Request, _now: datetime) -> AlreadyVoted:
        seen.append(was.approvals)
        return AlreadyVoted()

    await store.change(request.id, step)

    assert seen == [(Approval(ANNA),)]


async def test_a_refusal_changes_nothing(store: SqlStore) -> None:
    request = await opened(store)

    answer = await store.change(request.id, lambda _was, _now: AlreadyVoted())

    assert answer == AlreadyVoted()
    assert await store.get(request.id) == request
    assert len(await store.events(10)) == 1


async def test_an_unknown_request_is_not_changed(store: SqlStore) -> None:
    answer = await store.change("nobody-knows", amending())

    assert answer == NoSuchRequest()
    assert await store.events(10) == ()


async def test_an_impossible_step_changes_nothing(store: SqlStore) -> None:
    request = await opened(store)

    with pytest.raises(ImpossibleStep):
        await store.change(request.id, advancing(State.ISSUED))

    assert await store.get(request.id) == request
    assert len(await store.events(10)) == 1


@pytest.mark.parametrize(
    ("raised", "different"),
    [
        (NotNext, {"id": "another-id"}),
        (NotNext, {"version": 0}),
        (NotNext, {"version": 2}),
        (NotNext, {"approvals": ()}),
        (NotNext, {"approvals": (ADAM, ANNA)}),
        (ImpossibleStep, {"state": State.ISSUED}),
    ],
)
async def test_a_step_that_is_not_the_next_one_is_not_stored(
    store: SqlStore, raised: type[Exception], different: dict[str, Any]
) -> None:
    request = await opened(store, approvals=(Approval(ANNA),))

    def step(was: Request, _now: datetime) -> Change:
        return Change(replace(was.amend(), **different), Event(Happened.APPROVED))

    with pytest.raises(raised):
        await store.change(request.id, step)

    assert await store.get(request.id) == request


async def test_a_restart_keeps_everything(url: str) -> None:
    before = await open_store(url, audit_key=AUDIT_KEY)
    request = await opened(before)
    changed = stored(await before.change(request.id, amending(approvals=(Approval(ADAM),))))
    await before.close()

    after = await open_store(url, audit_key=AUDIT_KEY)

    assert await after.get(request.id) == changed
    assert [recorded.event.what for recorded in await after.events(10)] == [
        Happened.HIDDEN,
        Happened.REQUESTED,
    ]
    await after.close()


async def test_the_counts_are_by_state(store: SqlStore) -> None:
    await opened(store)
    await opened(store, target=ANNA, state=State.DENIED, due=None)

    counts = await store.counts()

    assert set(counts.requests) == set(State)
    assert counts.requests[State.PENDING] == counts.requests[State.DENIED] == 1
    assert sum(counts.requests.values()) == 2


def stored_approvals(request: Request | None) -> object:
    assert request is not None
    return tuple(given.by for given in request.approvals)
