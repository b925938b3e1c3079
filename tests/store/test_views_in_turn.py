"""Views owed: which come first, and which are put off or dropped."""

from bot.domain.request import Approval
from bot.domain.views import Owed, ViewKind
from bot.store.sql_store import SqlStore, open_store
from tests.store.stories import (
    ADAM,
    ANNA,
    AUDIT_KEY,
    CARD,
    HOUR,
    MINUTE,
    OUTCOME,
    RITA,
    TO_ADAM,
    TO_RITA,
    UMA,
    TimeMachine,
    amending,
    only_owed,
    opened,
)


async def test_kinds_and_people_are_owed_apart(store: SqlStore) -> None:
    room = Owed(ViewKind.ROOM, "room-id")
    owed = (TO_RITA, TO_ADAM, Owed(ViewKind.APPROVER, ANNA.id), room, OUTCOME)
    await opened(store, *owed)

    taken = await store.take_owed(10, HOUR)

    assert tuple(view.owed for view in taken) == owed


async def test_the_longest_owed_are_taken_first_and_no_more_than_asked_for(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    for target in (ANNA, UMA, ADAM):
        await opened(store, TO_RITA, target=target)
        time_machine.forward(MINUTE)

    taken = await store.take_owed(2, HOUR)

    assert [view.request.target for view in taken] == [ANNA, UMA]


async def test_a_view_put_off_waits_and_counts_its_attempts(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    await opened(store, TO_RITA)
    first = await only_owed(store)

    await store.put_off(first, MINUTE)
    early = await store.take_owed(10, HOUR)
    time_machine.forward(2 * MINUTE)

    again = await only_owed(store)
    assert early == ()
    assert (again.attempts, again.owed_since) == (1, first.owed_since)


async def test_attempts_are_counted_from_nothing_after_a_payment(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    request = await opened(store, TO_RITA)
    await store.put_off(await only_owed(store), MINUTE)
    time_machine.forward(2 * MINUTE)
    await store.paid(await only_owed(store), CARD)

    await store.change(request.id, amending())

    assert (await only_owed(store)).attempts == 0


async def test_a_dropped_view_is_not_owed_again(store: SqlStore) -> None:
    request = await opened(store, TO_RITA, TO_ADAM)
    first, second = await store.take_owed(10, HOUR)
    await store.paid(second, CARD)

    await store.drop(first)
    await store.change(request.id, amending())

    assert (await only_owed(store)).owed.to == ADAM.id


async def test_a_late_payer_of_a_dropped_view_pays_no_other(store: SqlStore) -> None:
    await opened(store, TO_RITA)
    dropped = await only_owed(store)
    await store.drop(dropped)
    await opened(store, TO_RITA, target=ANNA)

    await store.paid(dropped, CARD)

    assert (await only_owed(store)).request.target == ANNA


async def test_approvals_come_with_the_request_of_a_view(store: SqlStore) -> None:
    await opened(store, TO_RITA, approvals=(Approval(ANNA), Approval(ADAM)))

    assert (await only_owed(store)).request.approvals == (Approval(ANNA), Approval(ADAM))


async def test_views_are_still_owed_after_a_restart(url: str) -> None:
    before = await open_store(url, audit_key=AUDIT_KEY)
    await opened(before, TO_RITA)
    await before.close()

    after = await open_store(url, audit_key=AUDIT_KEY)

    assert (await only_owed(after)).owed.to == RITA.id
    await after.close()


async def test_the_views_owed_are_counted(store: SqlStore) -> None:
    await opened(store, TO_RITA, TO_ADAM)
    first, _second = await store.take_owed(10, HOUR)

    await store.paid(first, CARD)

    assert (await store.counts()).views_owed == 1


async def test_a_view_that_is_to_be_shown_again_waits_for_its_time(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    await opened(store, TO_RITA)
    await store.show_again(await only_owed(store), MINUTE)
    early = await store.take_owed(10, HOUR)
    time_machine.forward(2 * MINUTE)

    again = await only_owed(store)

    assert early == ()
    assert again.attempts == 0


async def test_a_view_that_is_to_be_shown_again_follows_its_request_at_once(
    store: SqlStore,
) -> None:
    request = await opened(store, TO_RITA)
    await store.show_again(await only_owed(store), MINUTE)

    await store.change(request.id, amending())

    assert (await only_owed(store)).request.version == request.version + 1


async def test_a_view_that_is_shown_again_now_stays_with_who_has_taken_it(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    request = await opened(store, TO_RITA)
    await store.show_again(await only_owed(store), MINUTE)
    time_machine.forward(2 * MINUTE)
    await only_owed(store)

    await store.change(request.id, amending())

    assert await store.take_owed(10, HOUR) == ()
