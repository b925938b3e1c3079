"""What upkeep asks of the store about requests that it looks at again and again."""

from datetime import datetime, timedelta

from bot.domain.people import Person
from bot.domain.request import Claim, State
from bot.domain.views import Owed, ViewKind
from bot.store.sql_store import SqlStore
from tests.store.stories import (
    ANNA,
    CARD,
    HOUR,
    MINUTE,
    TO_ADAM,
    TO_RITA,
    UMA,
    TimeMachine,
    amending,
    only_owed,
    opened,
)

UNA = Person("una-id", "Una", "una@contoso.com")
ROOM = Owed(ViewKind.ROOM, "room-id")
TO_ANNA = Owed(ViewKind.APPROVER, ANNA.id)


def _claim(since: datetime) -> Claim:
    return Claim(CARD, since, since + MINUTE, frozenset())


async def test_a_request_is_looked_at_again_when_that_was_said(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    request = await opened(store)
    time_machine.forward(HOUR)
    (taken,) = await store.take_due(10, MINUTE)

    await store.due_again(taken, await store.now() + 10 * MINUTE)
    time_machine.forward(9 * MINUTE)
    early = await store.take_due(10, MINUTE)
    time_machine.forward(2 * MINUTE)
    (again,) = await store.take_due(10, MINUTE)

    assert early == ()
    assert (again.id, again.version) == (request.id, request.version)


async def test_to_look_again_changes_nothing_that_people_see(store: SqlStore) -> None:
    request = await opened(store, TO_RITA)
    await store.paid(await only_owed(store), CARD)

    await store.due_again(request, await store.now() + HOUR)

    assert await store.take_owed(10, HOUR) == ()
    assert len(await store.events(10)) == 1


async def test_a_request_that_has_moved_on_is_due_as_that_says(store: SqlStore) -> None:
    request = await opened(store)
    soon = await store.now()
    await store.change(request.id, amending(due=soon))

    await store.due_again(request, soon + 10 * HOUR)

    assert [each.id for each in await store.take_due(10, MINUTE)] == [request.id]


async def test_who_was_asked_is_known_from_the_cards(store: SqlStore) -> None:
    request = await opened(store, TO_RITA, TO_ADAM, TO_ANNA, ROOM)

    assert await store.asked(request.id) == (TO_ADAM, TO_ANNA, ROOM)


async def test_a_batch_has_the_cards_of_its_first_request(store: SqlStore) -> None:
    lead = await opened(store, TO_RITA, TO_ADAM)
    other = await opened(store, target=UNA, batch_id=lead.id)

    assert await store.asked(other.id) == (TO_ADAM,)


async def test_another_pass_is_one_for_the_same_person_claimed_later(store: SqlStore) -> None:
    now = await store.now()
    first = await opened(store, state=State.ISSUED, claim=_claim(now))
    before = await store.made_another(first)

    await opened(store, target=UNA, claim=_claim(now + MINUTE))
    another_person = await store.made_another(first)
    second = await opened(store, claim=_claim(now + MINUTE))

    assert (before, another_person) == (False, False)
    assert await store.made_another(first)
    assert not await store.made_another(second)
    assert second.target == UMA


async def test_requests_are_found_by_their_state_oldest_first(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    first = await opened(store)
    time_machine.forward(timedelta(seconds=1))
    second = await opened(store, target=UNA)
    await opened(store, target=ANNA, state=State.LAPSED, due=None)

    assert await store.in_states({State.PENDING}) == (first, second)
