"""Requests that were asked together are shown on one card, which is true of them all."""

from datetime import timedelta

from bot.domain.people import Person
from bot.domain.request import Approval, Request, State
from bot.domain.views import Owed, ViewKind
from bot.store.sql_store import SqlStore
from tests.store.stories import (
    ADAM,
    ANNA,
    CARD,
    HOUR,
    MINUTE,
    RITA,
    TO_ADAM,
    TO_RITA,
    UMA,
    TimeMachine,
    advancing,
    amending,
    only_owed,
    opened,
)

UNA = Person("una-id", "Una", "una@contoso.com")
BEN = Person("ben-id", "Ben", "ben@contoso.com")
ROOM = Owed(ViewKind.ROOM, "room-id")
TO_ULF = Owed(ViewKind.CONFIRMATION, "ulf-id")
CODE = Owed(ViewKind.DELIVERY, ADAM.id)


async def asked_together(store: SqlStore, *owed: Owed) -> tuple[Request, ...]:
    """Uma's request, which has the cards, and after it Ben's and Una's."""
    lead = await opened(store, *owed)
    una = await opened(store, target=UNA, batch_id=lead.id)
    ben = await opened(store, target=BEN, batch_id=lead.id)
    return lead, ben, una


async def all_paid(store: SqlStore) -> None:
    for view in await store.take_owed(100, HOUR):
        await store.paid(view, CARD)


async def test_a_batch_is_found_by_each_of_its_requests(store: SqlStore) -> None:
    batch = await asked_together(store)

    found = [await store.batch(each.id) for each in batch]

    assert found == [batch, batch, batch]


async def test_a_request_that_was_asked_alone_is_a_batch_of_one(store: SqlStore) -> None:
    await asked_together(store)
    alone = await opened(store, target=ANNA)

    assert await store.batch(alone.id) == (alone,)
    assert await store.batch("nobody's") == ()


async def test_a_card_of_a_batch_comes_with_all_its_requests(store: SqlStore) -> None:
    batch = await asked_together(store, TO_RITA, TO_ADAM, ROOM)

    taken = await store.take_owed(10, HOUR)

    assert [(view.owed, view.batch) for view in taken] == [
        (owed, batch) for owed in (TO_RITA, TO_ADAM, ROOM)
    ]


async def test_what_each_request_has_for_itself_comes_alone(store: SqlStore) -> None:
    lead, _, una = await asked_together(store, TO_ULF)
    await store.change(una.id, amending(CODE))

    taken = await store.take_owed(10, HOUR)

    assert [(view.owed, len(view.batch)) for view in taken] == [(TO_ULF, 1), (CODE, 1)]
    assert [view.request.id for view in taken] == [lead.id, una.id]


async def test_a_card_and_what_one_of_its_requests_has_for_itself_are_taken_at_once(
    store: SqlStore,
) -> None:
    _, ben, una = await asked_together(store, TO_RITA)
    await store.change(una.id, amending(CODE))

    card, code = await store.take_owed(10, HOUR)

    assert [each.id for each in card.others] == [ben.id, una.id]
    assert (code.request.id, code.others) == (una.id, ())


async def test_the_cards_of_a_batch_are_owed_again_when_any_of_it_moves_on(
    store: SqlStore,
) -> None:
    lead, _, una = await asked_together(store, TO_RITA, TO_ADAM, ROOM, TO_ULF)
    await all_paid(store)

    changed = await store.change(una.id, advancing(State.DENIED))

    taken = await store.take_owed(10, HOUR)
    assert [view.owed.kind for view in taken] == [TO_RITA.kind, TO_ADAM.kind, ROOM.kind]
    assert {view.request.id for view in taken} == {lead.id}
    assert all(changed in view.others for view in taken)


async def test_a_card_that_moved_on_while_it_was_shown_is_owed_again(store: SqlStore) -> None:
    _, ben, _ = await asked_together(store, TO_RITA)
    being_paid = await only_owed(store)
    await store.change(ben.id, advancing(State.DENIED))

    await store.paid(being_paid, CARD)

    again = await only_owed(store)
    assert [each.state for each in again.batch] == [State.PENDING, State.DENIED, State.PENDING]


async def test_a_card_that_shows_all_as_they_are_is_owed_no_more(store: SqlStore) -> None:
    _, ben, una = await asked_together(store, TO_RITA)
    await store.change(ben.id, amending())
    await store.change(una.id, advancing(State.DENIED))

    await store.paid(await only_owed(store), CARD)

    assert await store.take_owed(10, HOUR) == ()


async def test_a_card_that_is_to_be_shown_again_is_when_any_of_the_batch_moves_on(
    store: SqlStore,
) -> None:
    _, ben, _ = await asked_together(store, TO_RITA)
    await store.show_again(await only_owed(store), HOUR)

    await store.change(ben.id, amending())

    assert len((await only_owed(store)).batch) == 3


async def test_it_is_counted_how_often_somebody_approved_what_somebody_asked(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    for target, by in ((UMA, ADAM), (UNA, ADAM), (BEN, ANNA)):
        request = await opened(store, target=target)
        await store.change(request.id, amending(approvals=(Approval(by),)))
        time_machine.forward(MINUTE)
    now = await store.now()

    assert await store.approved_before(ADAM.id, RITA.id, now - HOUR) == 2
    assert await store.approved_before(ADAM.id, RITA.id, now - timedelta(seconds=150)) == 1
    assert await store.approved_before(ANNA.id, RITA.id, now - HOUR) == 1
    assert await store.approved_before(ADAM.id, UMA.id, now - HOUR) == 0
