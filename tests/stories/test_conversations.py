"""In a group little is said: what somebody asked, and what became of it, is told to them alone."""

import json
from collections.abc import Callable

import pytest

from bot import messages
from bot.domain import refusals as no
from bot.domain.audit import Happened
from bot.domain.request import State
from bot.sandbox.teams import BOT, Chat, Message
from tests.patience import until
from tests.stories.town import APPROVE, ASK_FOR_UMA, DENY, DONE, Town

Room = Callable[[Town], Chat]


def group(town: Town) -> Chat:
    return town.sandbox.teams.chats.group("Night shift", "rita", "rob", "adam", "ulf")


def channel(town: Town) -> Chat:
    return town.sandbox.teams.chats.channel("Service desk", "rita", "rob", "adam", "ulf")


IN_ROOMS = pytest.mark.parametrize("kind", [group, channel])


def said_in(room: Chat) -> list[Message]:
    """What the bot said there."""
    return [each for each in room.messages.values() if each.sender == BOT]


def texts_in(room: Chat) -> list[str]:
    return [each.text for each in said_in(room)]


async def room_of_approvals(town: Town, kind: Room) -> Chat:
    room = kind(town)
    await town.client("adam").say("/tap here", room, mention=True)
    await town.client("adam").sees(messages.room_is_set())
    return room


def everything_in(room: Chat) -> str:
    versions = [one.activity for each in said_in(room) for one in each.contents]
    return json.dumps(versions, ensure_ascii=False)


@IN_ROOMS
async def test_a_request_in_a_room_is_answered_privately(town: Town, kind: Room) -> None:
    rita, room = town.client("rita"), kind(town)

    await rita.say(ASK_FOR_UMA, room, mention=True)

    card = await rita.sees("Waiting for approval")
    assert card.conversation == rita.chat.id
    await until(lambda: texts_in(room) == [messages.answered_privately()])


@IN_ROOMS
async def test_the_room_learns_no_names_no_reason_and_no_outcome(town: Town, kind: Room) -> None:
    room = kind(town)
    await town.client("rita").say(ASK_FOR_UMA, room, mention=True)
    await town.client("adam").click(await town.client("adam").sees(APPROVE), APPROVE)

    await town.client("rita").sees("Adam Abel has the code")

    words = ("Uma", "uma@", "Rita", "Adam", "Lost phone", "approv", town.code_of("uma"))
    assert [word for word in words if word in everything_in(room)] == []


@IN_ROOMS
@pytest.mark.parametrize(
    "text", ["grace@contoso.com", "uma@contoso.com --lifetime soon", "status", "help"]
)
async def test_every_other_answer_is_private_too(town: Town, kind: Room, text: str) -> None:
    rita, room = town.client("rita"), kind(town)
    welcome = await rita.sees(messages.labels.WELCOME)

    await rita.say(f"/tap {text}", room, mention=True)

    await until(lambda: texts_in(room) == [messages.answered_privately()])
    assert rita.chat.latest.id != welcome.id


@IN_ROOMS
async def test_a_targeted_message_is_answered_to_its_sender_only(town: Town, kind: Room) -> None:
    rita, room = town.client("rita"), kind(town)

    await rita.say(ASK_FOR_UMA, room, targeted=True)

    told = await rita.sees(messages.answered_privately())
    assert (told.conversation, told.targeted_to) == (room.id, "rita")
    assert messages.answered_privately() not in town.sandbox.teams.chats.everything_seen_by("adam")


async def test_who_has_no_chat_with_the_bot_gets_nothing_from_a_room(town: Town) -> None:
    rita, room = town.client("rita"), group(town)
    await town.removes_app("rita")

    await rita.say(ASK_FOR_UMA, room, mention=True)

    await rita.sees(messages.cannot_answer_privately())
    assert texts_in(room) == [messages.cannot_answer_privately()]
    assert sum((await town.store.counts()).requests.values()) == 0


@IN_ROOMS
async def test_an_approver_makes_a_room_the_one_for_approvals(town: Town, kind: Room) -> None:
    room = await room_of_approvals(town, kind)

    await town.client("rita").say(ASK_FOR_UMA)

    card = await town.client("adam").sees(APPROVE)
    assert card.conversation == room.id
    assert Happened.ROOM_SET in await town.events()
    assert [each for each in town.client("ada").messages if APPROVE in str(each.card)] == []


@IN_ROOMS
async def test_a_click_in_the_room_sends_the_code_to_the_clicker_alone(
    town: Town, kind: Room
) -> None:
    adam, room = town.client("adam"), await room_of_approvals(town, kind)
    await town.client("rita").say(ASK_FOR_UMA)

    await adam.click(await adam.sees(APPROVE), APPROVE)

    with_code = await adam.sees(DONE)
    await town.client("ulf").sees("Pass ready")
    assert with_code.conversation == adam.chat.id
    assert town.code_of("uma") in str(with_code.card)
    assert town.code_of("uma") not in everything_in(room)


@IN_ROOMS
async def test_who_is_no_approver_decides_nothing_in_the_room(town: Town, kind: Room) -> None:
    await room_of_approvals(town, kind)
    await town.client("rita").say(ASK_FOR_UMA)
    card = await town.client("ulf").sees(APPROVE)

    answer = await town.client("ulf").click(card, APPROVE)

    assert answer.toast == messages.refusal(no.NotApprover())
    assert (await town.request()).state is State.PENDING
    assert await town.refusals() == ["NotApprover"]


@IN_ROOMS
async def test_who_is_no_approver_cannot_choose_the_room(town: Town, kind: Room) -> None:
    room = kind(town)

    await town.client("rita").say("/tap here", room, mention=True)

    told = await town.client("rita").sees(messages.refusal(no.NotApprover()))
    assert told.conversation == town.client("rita").chat.id
    assert await town.store.room() is None
    assert await town.refusals() == ["NotApprover"]


async def test_a_personal_chat_is_no_room(town: Town) -> None:
    await town.client("adam").say("/tap here")

    await town.client("adam").sees(messages.refusal(no.NotAGroupConversation()))
    assert await town.store.room() is None


async def test_a_room_that_the_bot_lost_ends_the_request_with_a_word(town: Town) -> None:
    room = await room_of_approvals(town, group)
    room.installed = False

    await town.client("rita").say(ASK_FOR_UMA)

    failed = await town.comes_to(State.FAILED)
    await town.client("rita").sees(messages.outcome(failed))


async def test_a_denial_by_the_fallback_button_carries_its_note(town: Town) -> None:
    card = await town.asked()

    await town.client("adam").submit(card, DENY, note="Please call me first")

    await town.client("rita").sees("“Please call me first”")
    assert (await town.request()).state is State.DENIED


async def test_the_fallback_button_in_a_room_says_nothing_there(town: Town) -> None:
    adam, room = town.client("adam"), await room_of_approvals(town, group)
    await town.client("rita").say(ASK_FOR_UMA)

    await adam.submit(await adam.sees(APPROVE), APPROVE)

    assert (await adam.sees(DONE)).conversation == adam.chat.id
    await until(lambda: messages.answered_privately() in texts_in(room))
    assert town.code_of("uma") not in everything_in(room)


async def test_status_tells_requesters_of_their_own_requests(town: Town) -> None:
    await town.asked()
    request = await town.request()

    await town.client("rita").say("/tap status")

    await town.client("rita").sees(f"{request.id}: Uma Underwood, waiting for an approver")


@pytest.mark.parametrize("key", ["rita", "adam"])
async def test_status_of_one_request_answers_requester_and_approvers(town: Town, key: str) -> None:
    await town.asked()
    request = await town.request()

    await town.client(key).say(f"/tap status {request.id}")

    await town.client(key).sees(
        f"{request.id}: The request for Uma Underwood is with the approvers."
    )


async def test_to_others_a_request_does_not_exist(town: Town) -> None:
    await town.asked()
    request = await town.request()

    await town.client("rob").say(f"/tap status {request.id}")

    told = await town.client("rob").sees(messages.refusal(no.NoSuchRequest()))
    assert told.text == messages.refusal(no.NoSuchRequest())


async def test_who_has_asked_for_nothing_is_told_so(town: Town) -> None:
    await town.client("rob").say("/tap status")

    await town.client("rob").sees(messages.labels.NO_REQUESTS)
