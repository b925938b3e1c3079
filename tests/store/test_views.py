"""Views owed: who is owed which, when, and when no more."""

from dataclasses import replace

from bot.domain.request import State
from bot.store.sql_store import SqlStore
from tests.store.stories import (
    CARD,
    HOUR,
    MINUTE,
    OTHER_CARD,
    OUTCOME,
    TO_RITA,
    TimeMachine,
    advancing,
    amending,
    only_owed,
    opened,
)


async def test_a_view_is_owed_with_its_request(store: SqlStore) -> None:
    request = await opened(store, TO_RITA)

    view = await only_owed(store)

    assert (view.owed, view.request, view.attempts) == (TO_RITA, request, 0)
    assert view.owed_since == request.created


async def test_a_taken_view_is_not_given_to_anybody_else(store: SqlStore) -> None:
    await opened(store, TO_RITA)

    await store.take_owed(10, HOUR)

    assert await store.take_owed(10, HOUR) == ()


async def test_a_view_whose_payer_was_lost_is_owed_after_the_lease(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    await opened(store, TO_RITA)
    (first,) = await store.take_owed(10, MINUTE)

    time_machine.forward(2 * MINUTE)

    # How far the first one came is not known, so it counts as an attempt.
    assert await only_owed(store) == replace(first, attempts=1)


async def test_a_paid_view_is_not_owed(store: SqlStore, time_machine: TimeMachine) -> None:
    await opened(store, TO_RITA)

    await store.paid(await only_owed(store), CARD)
    time_machine.forward(2 * HOUR)

    assert await store.take_owed(10, HOUR) == ()


async def test_a_paid_view_is_owed_at_once_when_its_request_moves_on(store: SqlStore) -> None:
    request = await opened(store, TO_RITA)
    await store.paid(await only_owed(store), CARD)

    changed = await store.change(request.id, advancing(State.DENIED))

    view = await only_owed(store)
    assert view.owed == replace(TO_RITA, message=CARD)
    assert view.request == changed
    assert view.owed_since == view.request.changed


async def test_a_change_while_a_view_is_being_paid_is_owed_at_once(store: SqlStore) -> None:
    request = await opened(store, TO_RITA)
    being_paid = await only_owed(store)
    changed = await store.change(request.id, advancing(State.DENIED))
    meanwhile = await store.take_owed(10, HOUR)

    await store.paid(being_paid, CARD)

    assert meanwhile == ()
    assert (await only_owed(store)).request == changed


async def test_a_late_payer_who_showed_an_old_state_makes_the_view_owed_again(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    request = await opened(store, TO_RITA)
    late = await only_owed(store)
    await store.change(request.id, advancing(State.DENIED))
    time_machine.forward(2 * HOUR)
    await store.paid(await only_owed(store), CARD)

    await store.paid(late, None)

    assert (await only_owed(store)).owed.message == CARD


async def test_a_view_paid_with_nothing_to_do_keeps_its_message(store: SqlStore) -> None:
    request = await opened(store, replace(TO_RITA, message=CARD))
    await store.paid(await only_owed(store), None)

    await store.change(request.id, amending())

    assert (await only_owed(store)).owed.message == CARD


async def test_a_view_without_a_message_can_be_paid_with_nothing_to_do(store: SqlStore) -> None:
    request = await opened(store, TO_RITA)

    await store.paid(await only_owed(store), None)
    at_once = await store.take_owed(10, HOUR)
    await store.change(request.id, amending())

    assert at_once == ()
    assert (await only_owed(store)).owed.message is None


async def test_a_message_sent_anew_takes_the_place_of_the_old(store: SqlStore) -> None:
    request = await opened(store, replace(TO_RITA, message=CARD))
    await store.paid(await only_owed(store), OTHER_CARD)

    await store.change(request.id, amending())

    assert (await only_owed(store)).owed.message == OTHER_CARD


async def test_a_view_given_again_with_a_message_learns_it(store: SqlStore) -> None:
    request = await opened(store, TO_RITA)

    await store.change(request.id, amending(replace(TO_RITA, message=CARD)))

    assert (await only_owed(store)).owed.message == CARD


async def test_a_view_given_again_without_a_message_keeps_it(store: SqlStore) -> None:
    request = await opened(store, replace(TO_RITA, message=CARD))

    await store.change(request.id, amending(TO_RITA))

    assert (await only_owed(store)).owed.message == CARD


async def test_a_view_given_again_stays_with_who_is_paying_it(store: SqlStore) -> None:
    request = await opened(store, TO_RITA)
    await only_owed(store)

    await store.change(request.id, amending(TO_RITA))

    assert await store.take_owed(10, HOUR) == ()


async def test_an_outcome_that_was_told_stays_as_it_is(store: SqlStore) -> None:
    request = await opened(store, OUTCOME)
    await store.paid(await only_owed(store), CARD)

    await store.change(request.id, amending())

    assert await store.take_owed(10, HOUR) == ()


async def test_another_outcome_is_another_message(store: SqlStore) -> None:
    request = await opened(store, OUTCOME)
    await store.paid(await only_owed(store), CARD)

    changed = await store.change(request.id, amending(OUTCOME))

    view = await only_owed(store)
    assert (view.owed, view.request, view.attempts) == (OUTCOME, changed, 0)


async def test_an_outcome_owed_anew_while_the_first_is_sent_is_not_lost(store: SqlStore) -> None:
    request = await opened(store, OUTCOME)
    being_sent = await only_owed(store)
    changed = await store.change(request.id, amending(OUTCOME))

    await store.paid(being_sent, CARD)

    view = await only_owed(store)
    assert (view.owed, view.request) == (OUTCOME, changed)


async def test_an_outcome_is_paid_once_though_its_request_moved_on_meanwhile(
    store: SqlStore,
) -> None:
    request = await opened(store, OUTCOME)
    being_paid = await only_owed(store)
    await store.change(request.id, amending())

    await store.paid(being_paid, CARD)

    assert await store.take_owed(10, HOUR) == ()
