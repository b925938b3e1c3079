"""Where people and the room were last heard."""

from dataclasses import replace

from bot.domain.audit import Event, Happened
from bot.ports import Conversation
from bot.store.sql_store import SqlStore, open_store
from tests.store.stories import ADAM, AUDIT_KEY, MINUTE, RITA, TimeMachine

RITAS = Conversation("https://emea.test/", "chat-of-rita")
ADAMS = Conversation("https://amer.test/", "chat-of-adam")
ROOM = Conversation("https://apac.test/", "approvals")
ROOM_SET = Event(Happened.ROOM_SET, ADAM.id)


async def test_a_person_never_heard_is_not_remembered(store: SqlStore) -> None:
    assert await store.remembered(RITA.id) is None
    assert await store.service_url() is None


async def test_a_person_is_remembered_where_last_heard(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    await store.remember(RITA.id, ADAMS)
    time_machine.forward(MINUTE)

    await store.remember(RITA.id, RITAS)

    assert await store.remembered(RITA.id) == RITAS
    assert await store.remembered(ADAM.id) is None


async def test_teams_address_is_the_one_last_heard_from_anybody(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    await store.remember(RITA.id, RITAS)
    time_machine.forward(MINUTE)
    await store.remember(ADAM.id, ADAMS)
    time_machine.forward(MINUTE)

    adams = await store.service_url()
    await store.remember(RITA.id, RITAS)

    assert (adams, await store.service_url()) == (ADAMS.service_url, RITAS.service_url)


async def test_a_forgotten_person_leaves_teams_address_known(store: SqlStore) -> None:
    await store.remember(RITA.id, RITAS)

    await store.forget(RITA.id)

    assert await store.remembered(RITA.id) is None
    assert await store.service_url() == RITAS.service_url


async def test_a_forgotten_person_can_be_heard_again(store: SqlStore) -> None:
    await store.remember(RITA.id, RITAS)
    await store.forget(RITA.id)

    await store.remember(RITA.id, RITAS)

    assert await store.remembered(RITA.id) == RITAS


async def test_forgetting_a_stranger_does_nothing(store: SqlStore) -> None:
    await store.forget("stranger")

    assert await store.remembered("stranger") is None


async def test_a_person_is_remembered_with_their_language(store: SqlStore) -> None:
    await store.remember(RITA.id, replace(RITAS, language="de"))
    await store.remember(RITA.id, replace(RITAS, language="fr"))

    assert await store.remembered(RITA.id) == replace(RITAS, language="fr")
    assert await store.language(RITA.id) == "fr"


async def test_a_conversation_that_the_bot_opened_does_not_change_the_language(
    store: SqlStore,
) -> None:
    await store.remember(RITA.id, replace(ADAMS, language="de"))

    await store.remember(RITA.id, RITAS)

    assert await store.remembered(RITA.id) == replace(RITAS, language="de")


async def test_a_person_who_is_not_written_to_has_a_language_and_no_conversation(
    store: SqlStore,
) -> None:
    await store.speaks(RITA.id, replace(ROOM, language="es"))

    assert await store.language(RITA.id) == "es"
    assert await store.remembered(RITA.id) is None


async def test_a_person_speaks_another_language_in_the_same_conversation(store: SqlStore) -> None:
    await store.remember(RITA.id, replace(RITAS, language="de"))

    await store.speaks(RITA.id, replace(ROOM, language="en"))

    assert await store.remembered(RITA.id) == replace(RITAS, language="en")


async def test_the_language_outlasts_the_conversation(store: SqlStore) -> None:
    await store.remember(RITA.id, replace(RITAS, language="de"))

    await store.forget(RITA.id)

    assert await store.language(RITA.id) == "de"


async def test_nobody_knows_the_language_of_a_stranger(store: SqlStore) -> None:
    assert await store.language("stranger") is None


async def test_there_is_no_room_before_one_was_set(store: SqlStore) -> None:
    assert await store.room() is None


async def test_a_later_room_takes_the_place_of_the_first(
    store: SqlStore, time_machine: TimeMachine
) -> None:
    await store.set_room(ADAMS, ROOM_SET)
    time_machine.forward(MINUTE)

    await store.set_room(ROOM, ROOM_SET)

    assert await store.room() == ROOM
    assert await store.service_url() == ROOM.service_url
    assert [recorded.event for recorded in await store.events(10)] == [ROOM_SET, ROOM_SET]


async def test_people_and_the_room_are_remembered_over_a_restart(url: str) -> None:
    before = await open_store(url, audit_key=AUDIT_KEY)
    await before.remember(RITA.id, RITAS)
    await before.set_room(ROOM, ROOM_SET)
    await before.close()

    after = await open_store(url, audit_key=AUDIT_KEY)

    assert (await after.remembered(RITA.id), await after.room()) == (RITAS, ROOM)
    await after.close()
