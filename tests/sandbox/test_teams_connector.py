from collections.abc import AsyncIterator

import pytest
from botbuilder.schema import Activity, ConversationParameters
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import AppCredentials
from botframework.connector.models import ChannelAccount

from tests.sandbox.teams_bot import APP_ID, BOT_TOKEN, Stage, on_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with on_stage() as stage:
        yield stage


async def test_who_brings_no_good_token_is_turned_away(stage: Stage) -> None:
    url = stage.activities(stage.teams.chats.personal("rita").id)
    statuses = []

    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {BOT_TOKEN}"}):
        async with stage.bot.session.post(url, json={"text": "x"}, headers=headers) as answer:
            statuses.append(answer.status)

    assert statuses == [401, 401, 401]


async def test_a_persons_chat_is_the_same_each_time(stage: Stage) -> None:
    first = await stage.open_chat("adam")
    second = await stage.open_chat("adam")

    assert first == second == (201, {"id": stage.teams.chats.personal("adam").id})


async def test_without_the_app_no_chat_can_be_opened(stage: Stage) -> None:
    status, body = await stage.open_chat("uma")

    assert status == 403
    assert body["error"]["code"] == "ForbiddenOperationException"


async def test_membership_of_a_team_with_the_app_is_enough_to_open_a_chat(stage: Stage) -> None:
    stage.teams.chats.channel("Sales", "uma", "una")

    status, body = await stage.open_chat("uma")

    assert status == 201
    assert (await stage.post(body["id"], text="Hello"))[0] == 201


async def test_a_chat_of_another_tenant_is_refused(stage: Stage) -> None:
    member = {"id": stage.tenant.person("adam").id}
    body = {"members": [member], "tenantID": "99999999-9999-4999-8999-999999999999"}

    status, _ = await stage.bot.call("POST", stage.conversations, body)

    assert status == 400


async def test_what_the_bot_sends_stands_in_the_chat(stage: Stage) -> None:
    rita = stage.teams.client("rita")

    status, body = await stage.post(rita.chat.id, text="Hello Rita", summary="Hello")

    message = rita.chat.messages[body["id"]]
    assert (status, message.sender, message.text) == (201, "bot", "Hello Rita")
    assert message.content.summary == "Hello"


async def test_after_uninstalling_messages_are_refused(stage: Stage) -> None:
    rita = stage.teams.client("rita")
    await rita.uninstall()

    status, body = await stage.post(rita.chat.id, text="Are you there?")

    assert status == 403
    assert body["error"]["code"] == "BotNotInConversationRoster"


async def test_an_update_keeps_what_stood_there(stage: Stage) -> None:
    rita = stage.teams.client("rita")
    _, body = await stage.post(rita.chat.id, text="Wait")
    url = f"{stage.activities(rita.chat.id)}/{body['id']}"

    status, _ = await stage.bot.call("PUT", url, {"type": "message", "text": "Done"})

    message = rita.messages[0]
    assert (status, message.text, message.edited) == (200, "Done", True)
    assert [one.text for one in message.history] == ["Wait"]


async def test_a_deleted_message_can_be_neither_updated_nor_deleted(stage: Stage) -> None:
    rita = stage.teams.client("rita")
    _, body = await stage.post(rita.chat.id, text="Oops")
    url = f"{stage.activities(rita.chat.id)}/{body['id']}"

    assert await stage.bot.call("DELETE", url) == (200, None)

    for method in ("PUT", "DELETE"):
        status, body = await stage.bot.call(method, url, {"type": "message", "text": "Again"})
        assert status == 404
        assert body["error"]["code"] == "ActivityNotFoundInConversation"
    assert rita.messages[0].deleted
    assert rita.messages[0].text == ""


async def test_a_persons_message_cannot_be_changed_by_the_bot(stage: Stage) -> None:
    rita = stage.teams.client("rita")
    await rita.say("mine")
    url = f"{stage.activities(rita.chat.id)}/{rita.messages[0].id}"

    status, _ = await stage.bot.call("PUT", url, {"type": "message", "text": "yours"})

    assert status == 403
    assert rita.messages[0].text == "mine"


async def test_messages_over_100_kilobytes_are_too_big(stage: Stage) -> None:
    rita = stage.teams.client("rita")

    fits = await stage.post(rita.chat.id, text="x" * 50_000)
    status, body = await stage.post(rita.chat.id, text="x" * 52_000)

    assert fits[0] == 201
    assert status == 413
    assert body["error"]["code"] == "MessageSizeTooBig"


async def test_a_conversation_that_does_not_exist_is_not_found(stage: Stage) -> None:
    status, body = await stage.post("a:nothing", text="Hello?")

    assert status == 404
    assert body["error"]["code"] == "ConversationNotFound"


async def test_a_targeted_message_is_for_one_reader(stage: Stage) -> None:
    group = stage.teams.chats.group("Desk", "rita", "rob")
    reader = {"id": stage.teams.chats.address_of(stage.tenant.person("rita"))}
    body = {"type": "message", "text": "Only for you", "recipient": reader}

    url = f"{stage.activities(group.id)}?isTargetedActivity=true"
    status, _ = await stage.bot.call("POST", url, body)

    assert status == 201
    assert [one.text for one in stage.teams.chats.seen_by("rita")] == ["Only for you"]
    assert stage.teams.chats.seen_by("rob") == []


async def test_a_personal_chat_takes_no_targeted_message(stage: Stage) -> None:
    reader = {"id": stage.tenant.person("rita").id}
    url = f"{stage.activities(stage.teams.chats.personal('rita').id)}?isTargetedActivity=true"

    status, _ = await stage.bot.call("POST", url, {"text": "psst", "recipient": reader})

    assert status == 400


async def test_the_bot_starts_a_thread_in_a_channel_and_goes_on_in_it(stage: Stage) -> None:
    channel = stage.teams.chats.channel("Approvals", "adam", "ada")
    where = {"channel": {"id": channel.id}, "tenant": {"id": stage.tenant.id}}
    body = {"channelData": where, "activity": {"type": "message", "text": "A request"}}

    _, thread = await stage.bot.call("POST", stage.conversations, body)
    await stage.post(thread["id"], text="An outcome")

    root, reply = channel.messages.values()
    assert (root.id, root.thread, reply.thread) == (thread["activityId"], root.id, root.id)


async def test_members_are_found_by_either_id_and_in_pages(stage: Stage) -> None:
    group = stage.teams.chats.group("Desk", "rita", "rob", "adam")
    url = stage.activities(group.id).removesuffix("activities")
    adam = stage.tenant.person("adam")

    _, everyone = await stage.bot.call("GET", f"{url}members")
    _, by_object_id = await stage.bot.call("GET", f"{url}members/{adam.id}")
    _, page = await stage.bot.call("GET", f"{url}pagedmembers?pageSize=2")
    token = page["continuationToken"]
    _, rest = await stage.bot.call("GET", f"{url}pagedmembers?continuationToken={token}")
    stranger, _ = await stage.bot.call("GET", f"{url}members/{stage.tenant.person('uma').id}")

    assert page["members"] + rest["members"] == everyone
    assert by_object_id == everyone[2]
    assert by_object_id["userPrincipalName"] == adam.user_principal_name
    assert stranger == 404


async def test_the_bot_frameworks_own_client_works_unchanged(stage: Stage) -> None:
    client = ConnectorClient(BotCredentials(app_id=APP_ID), base_url=stage.teams.service_url)
    adam = stage.tenant.person("adam")
    to_adam = ConversationParameters(
        is_group=False, members=[ChannelAccount(id=adam.id)], tenant_id=stage.tenant.id
    )

    conversation = await client.conversations.create_conversation(to_adam)
    hello = Activity(type="message", text="Hello Adam")
    sent = await client.conversations.send_to_conversation(conversation.id, hello)
    bye = Activity(type="message", text="Bye Adam")
    await client.conversations.update_activity(conversation.id, sent.id, bye)
    await client.conversations.delete_activity(conversation.id, sent.id)

    message = stage.teams.chats.personal("adam").messages[sent.id]
    assert [one.text for one in message.contents] == ["Hello Adam", "Bye Adam", ""]


class BotCredentials(AppCredentials):  # type: ignore[misc]  # the library ships no types
    def get_access_token(self, force_refresh: bool = False) -> str:
        del force_refresh
        return BOT_TOKEN
