from collections.abc import AsyncIterator

import pytest

from tests.sandbox.teams_bot import Stage, attached, card_of, on_stage

APPROVE = {"type": "Action.Execute", "title": "Approve", "verb": "approve", "data": {"id": "7"}}
CARD = card_of({"type": "TextBlock", "text": "A pass for Uma?"}, actions=[APPROVE])
TAKEN = card_of({"type": "TextBlock", "text": "You approved."})


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with on_stage() as stage:
        stage.bot.invoke_answers["adaptiveCard/action"] = lambda _: {
            "statusCode": 200,
            "type": "application/vnd.microsoft.card.adaptive",
            "value": TAKEN,
        }
        yield stage


async def test_a_person_sees_their_own_chats_only(stage: Stage) -> None:
    group = stage.teams.chats.group("Desk", "rita", "adam")
    await stage.post(group.id, text="for both")
    await stage.post(stage.teams.chats.personal("adam").id, text="for Adam")

    rita = [one.text for one in stage.teams.chats.seen_by("rita")]
    adam = {one.text for one in stage.teams.chats.seen_by("adam")}

    assert rita == ["for both"]
    assert adam == {"for both", "for Adam"}


async def test_a_card_answered_to_one_person_is_seen_by_that_person(stage: Stage) -> None:
    group = stage.teams.chats.group("Approvers", "adam", "ada")
    await stage.post(group.id, attachments=attached(CARD))
    adam, ada = stage.teams.client("adam"), stage.teams.client("ada")

    await adam.click(adam.messages[0], "Approve")

    assert (adam.messages[0].card, ada.messages[0].card) == (TAKEN, CARD)
    assert [one.card for one in adam.messages[0].history] == [CARD]


async def test_an_update_for_all_takes_the_place_of_single_views(stage: Stage) -> None:
    adam = stage.teams.client("adam")
    _, body = await stage.post(adam.chat.id, attachments=attached(CARD))
    await adam.click(adam.messages[0], "Approve")

    url = f"{stage.activities(adam.chat.id)}/{body['id']}"
    await stage.bot.call("PUT", url, {"type": "message", "text": "Approved by Adam"})

    message = adam.messages[0]
    assert (message.text, message.card) == ("Approved by Adam", None)
    assert [one.card for one in message.history] == [CARD, TAKEN]


async def test_a_leak_is_found_in_former_versions_summaries_and_deleted_messages(
    stage: Stage,
) -> None:
    chat = stage.teams.chats.personal("rita")
    _, body = await stage.post(chat.id, text="first", summary="in the summary")
    url = f"{stage.activities(chat.id)}/{body['id']}"
    await stage.bot.call("PUT", url, {"type": "message", "text": "second"})
    await stage.bot.call("DELETE", url)

    everything = stage.teams.chats.everything_seen_by("rita")

    assert all(words in everything for words in ("first", "in the summary", "second"))
    assert "first" not in stage.teams.chats.everything_seen_by("adam")


async def test_dialogs_and_toasts_count_as_seen_by_their_reader_alone(stage: Stage) -> None:
    dialog = card_of({"type": "TextBlock", "text": "the form"})
    task = {"type": "continue", "value": {"card": attached(dialog)[0]}}
    stage.bot.invoke_answers["composeExtension/fetchTask"] = lambda _: {"task": task}

    await stage.teams.client("rita").open_dialog("request")

    assert "the form" in stage.teams.chats.everything_seen_by("rita")
    assert "the form" not in stage.teams.chats.everything_seen_by("adam")


async def test_waiting_ends_when_the_words_arrive(stage: Stage) -> None:
    rita = stage.teams.client("rita")
    await rita.say("hello")

    message = await rita.sees("You said: hello")

    assert message.sender == "bot"


async def test_waiting_for_what_never_comes_ends_with_an_error(stage: Stage) -> None:
    with pytest.raises(TimeoutError):
        await stage.teams.client("rita").sees("never", seconds=0.01)
