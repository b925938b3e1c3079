import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.teams import ClientRefusalError
from tests.sandbox.teams_bot import APP_ID, Stage, attached, card_of, on_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with on_stage() as stage:
        yield stage


async def test_a_message_looks_as_teams_sends_it(stage: Stage) -> None:
    rita = stage.tenant.person("rita")

    answer = await stage.teams.client("rita").say("/tap uma@contoso.com")

    heard = stage.bot.heard[0]
    assert answer.status == 200
    assert heard["from"] == {
        "id": stage.teams.chats.address_of(rita),
        "name": "Rita Reyes",
        "aadObjectId": rita.id,
    }
    assert heard["conversation"] == {
        "conversationType": "personal",
        "tenantId": stage.tenant.id,
        "id": stage.teams.chats.personal("rita").id,
    }
    assert heard["recipient"] == {"id": f"28:{APP_ID}", "name": "TAP"}
    assert heard["text"] == "/tap uma@contoso.com"
    assert heard["channelData"]["tenant"]["id"] == stage.tenant.id
    assert heard["entities"][0]["timezone"] == heard["localTimezone"] == "Europe/Berlin"
    assert heard["timestamp"].endswith("Z")


async def test_activities_follow_the_sandboxs_clock(stage: Stage) -> None:
    stage.tenant.clock.move(timedelta(days=400))
    await stage.teams.client("rita").say("hello")

    assert stage.bot.heard[0]["timestamp"][:4] == str(stage.tenant.clock.now().year)


async def test_overrides_replace_and_remove_parts_of_the_activity(stage: Stage) -> None:
    await stage.teams.client("rita").say("hello", locale="nb-NO", localTimezone=None)

    assert stage.bot.heard[0]["locale"] == "nb-NO"
    assert "localTimezone" not in stage.bot.heard[0]


async def test_a_client_speaks_the_language_that_it_is_set_to(stage: Stage) -> None:
    stage.teams.client("rita").set_language("de-DE")

    await stage.teams.client("rita").say("hello")

    (heard,) = stage.bot.heard
    assert heard["locale"] == "de-DE"
    assert [each["locale"] for each in heard["entities"]] == ["de-DE"]


async def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(stage: Stage) -> None:
    group = stage.teams.chats.group("Desk", "rita", "rob")
    rita = stage.teams.client("rita")

    await rita.say("just chatting", group)
    await rita.say("help", group, mention=True)
    await rita.say("tap uma", group, targeted=True)

    mentioned, targeted = stage.bot.heard
    assert mentioned["text"] == "<at>TAP</at> help"
    assert mentioned["entities"][0]["mentioned"]["id"] == f"28:{APP_ID}"
    assert targeted["recipient"]["isTargeted"] is True
    assert "tap uma" not in [one.text for one in stage.teams.chats.seen_by("rob")]


async def test_people_can_be_mentioned_but_addresses_are_left_alone(stage: Stage) -> None:
    await stage.teams.client("rita").say("tap @uma not uma@contoso.com @nobody")

    heard = stage.bot.heard[0]
    assert heard["text"] == "tap <at>Uma Underwood</at> not uma@contoso.com @nobody"
    assert heard["entities"][0]["text"] == "<at>Uma Underwood</at>"
    assert heard["entities"][0]["mentioned"]["aadObjectId"] == stage.tenant.person("uma").id


async def test_a_message_in_a_channel_names_its_thread(stage: Stage) -> None:
    channel = stage.teams.chats.channel("Desk", "rita")

    await stage.teams.client("rita").say("help", channel, mention=True)

    said, reply = channel.messages.values()
    assert stage.bot.heard[0]["conversation"]["id"] == f"{channel.id};messageid={said.id}"
    assert reply.thread == said.id


async def test_installing_and_uninstalling_tell_the_bot(stage: Stage) -> None:
    uma = stage.teams.client("uma")

    await uma.install()
    await uma.uninstall()

    added, joined, removed, left = stage.bot.heard
    assert (added["type"], added["action"]) == ("installationUpdate", "add")
    assert joined["membersAdded"] == [{"id": f"28:{APP_ID}", "name": "TAP"}]
    assert (removed["action"], left["type"]) == ("remove", "conversationUpdate")
    assert not uma.chat.installed


async def test_the_same_activity_can_be_delivered_again(stage: Stage) -> None:
    rita = stage.teams.client("rita")
    await rita.say("once")

    answers = await rita.resend(3)

    assert [one.status for one in answers] == [200, 200, 200]
    assert stage.bot.heard == [stage.bot.heard[0]] * 4


async def test_many_people_may_write_at_once(stage: Stage) -> None:
    keys = list(stage.tenant.people)
    await asyncio.gather(*(stage.teams.client(key).install() for key in keys))

    answers = await asyncio.gather(
        *(stage.teams.client(key).say(f"{n}") for n in range(10) for key in keys)
    )

    assert {one.status for one in answers} == {200}
    assert all(len(stage.teams.client(key).chat.messages) == 20 for key in keys)


async def test_a_bot_that_is_away_is_an_answer_not_an_error(stage: Stage) -> None:
    stage.teams.bot_endpoint = "http://127.0.0.1:9/api/messages"

    answer = await stage.teams.client("rita").say("hello?")

    assert answer.status == 502
    assert answer.toast == "Unable to reach app. Please try again."


async def test_nobody_writes_in_a_chat_of_others(stage: Stage) -> None:
    group = stage.teams.chats.group("Approvers", "adam", "ada")

    with pytest.raises(ClientRefusalError):
        await stage.teams.client("rita").say("hello", group)


async def test_a_refresh_is_for_those_whom_the_card_names(stage: Stage) -> None:
    address = stage.teams.chats.address_of(stage.tenant.person("adam"))
    action = {"type": "Action.Execute", "verb": "refresh", "data": {"id": "7"}}
    card = card_of(refresh={"action": action, "userIds": [address]})
    group = stage.teams.chats.group("Approvers", "adam", "ada")
    await stage.post(group.id, attachments=attached(card))
    stage.bot.invoke_answers["adaptiveCard/action"] = _message_answer
    adam, ada = stage.teams.client("adam"), stage.teams.client("ada")

    answers = await adam.refresh(adam.messages[0]), await ada.refresh(ada.messages[0])

    assert [one.status for one in answers] == [200, 0]
    assert [one["value"]["trigger"] for one in stage.bot.heard] == ["automatic"]


def _message_answer(_: dict[str, Any]) -> dict[str, Any]:
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": "Nothing new.",
    }
