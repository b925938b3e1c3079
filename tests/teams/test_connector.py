from collections.abc import AsyncIterator
from urllib.parse import unquote

import pytest

from bot.teams.connector import ActivityGone, ConnectorError, Unreachable
from tests.teams.line import CHAT, TEXT, Act, Line, connect, create, delete, send, update
from tests.teams.stand_ins import Call, Reply

BEARER = "Bearer the-bots-token"


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with connect() as line:
        yield line


def refusal(status: int, word: str, **headers: str) -> Reply:
    body = f'{{"error": {{"code": "{word}", "message": "Adam Approves"}}}}'
    return Reply(status, body.encode(), headers)


async def test_a_personal_chat_is_opened_by_object_id(line: Line) -> None:
    line.replies(Reply(201, b'{"id": "a:adam"}'))

    chat = await create(line)

    assert chat == "a:adam"
    body = {
        "isGroup": False,
        "bot": {"id": "28:bot"},
        "members": [{"id": "adam"}],
        "tenantId": "tenant",
        "channelData": {"tenant": {"id": "tenant"}},
    }
    assert line.server.calls == [Call("POST", "/emea/v3/conversations", body, BEARER)]


async def test_an_activity_is_sent_and_its_id_told(line: Line) -> None:
    line.replies(Reply(201, b'{"id": "17"}'))

    activity_id = await send(line)

    assert activity_id == "17"
    path = "/emea/v3/conversations/a:rita/activities"
    (call,) = line.server.calls
    assert (call.method, unquote(call.path), call.body) == ("POST", path, TEXT)


async def test_a_reply_goes_under_what_it_replies_to(line: Line) -> None:
    await line.connector.send(line.url, CHAT, TEXT | {"replyToId": "16"})

    assert line.server.calls[0].path.endswith("/activities/16")


async def test_what_is_meant_for_one_of_a_group_is_targeted_in_the_address_too(line: Line) -> None:
    await line.connector.send(line.url, CHAT, TEXT | {"recipient": {"id": "29:rita"}})
    await line.connector.send(
        line.url, CHAT, TEXT | {"recipient": {"id": "29:rita", "isTargeted": True}}
    )

    targets = [call.path.partition("?")[2] for call in line.server.calls]
    assert targets == ["", "isTargetedActivity=true"]


async def test_an_activity_is_updated_and_deleted_in_its_place(line: Line) -> None:
    await update(line)
    await delete(line)

    path = "/emea/v3/conversations/a:rita/activities/1"
    calls = [(call.method, unquote(call.path), call.body) for call in line.server.calls]
    assert calls == [("PUT", path, TEXT), ("DELETE", path, None)]


@pytest.mark.parametrize("slash", ["", "/"])
async def test_a_service_url_may_end_with_a_slash(line: Line, slash: str) -> None:
    await line.connector.send(f"{line.url}{slash}", CHAT, TEXT)

    assert line.server.calls[0].path.startswith("/emea/v3/conversations/")


async def test_ids_cannot_leave_their_place_in_the_address(line: Line) -> None:
    chat = "19:x@thread.tacv2;messageid=1/../?a#b%2F é"

    await line.connector.update(line.url, chat, "../1", TEXT)

    parts = line.server.calls[0].path.split("/")
    assert [unquote(part) for part in parts[4:]] == [chat, "activities", "../1"]


@pytest.mark.parametrize("act", [send, update, delete])
@pytest.mark.parametrize("reply", [Reply(200, b""), Reply(202, b"")])
async def test_an_answer_without_an_id_is_fine(line: Line, act: Act, reply: Reply) -> None:
    line.replies(reply)

    answer = await act(line)

    assert not answer
    assert len(line.server.calls) == 1


async def test_a_personal_chat_without_an_id_is_none(line: Line) -> None:
    line.replies(Reply(201, b"{}"))

    with pytest.raises(ConnectorError, match="no conversation id"):
        await create(line)


@pytest.mark.parametrize(
    ("act", "reply", "kind"),
    [
        (create, refusal(403, "BotNotInConversationRoster"), Unreachable),
        (create, refusal(404, "NotFound"), Unreachable),
        (send, refusal(403, "MessageWritesBlocked"), Unreachable),
        (send, refusal(404, "ConversationNotFound"), Unreachable),
        (update, refusal(403, "MessageWritesBlocked"), Unreachable),
        (update, refusal(404, "ConversationNotFound"), Unreachable),
        (update, refusal(404, "ActivityNotFoundInConversation"), ActivityGone),
        (update, Reply(404, b""), ActivityGone),
        (delete, Reply(404, b""), ActivityGone),
        (send, refusal(413, "MessageSizeTooBig"), ConnectorError),
        (update, refusal(400, "BadSyntax"), ConnectorError),
        (send, refusal(401, "Unauthorized"), ConnectorError),
        (send, Reply(302, b"", {"Location": "https://evil.example/"}), ConnectorError),
    ],
)
async def test_a_clear_no_is_an_error_at_once(
    line: Line, act: Act, reply: Reply, kind: type[ConnectorError]
) -> None:
    line.replies(reply)

    with pytest.raises(ConnectorError) as raised:
        await act(line)

    assert type(raised.value) is kind
    assert raised.value.status == reply.status
    assert len(line.server.calls) == 1


async def test_an_error_carries_teams_word_and_nothing_more(line: Line) -> None:
    line.replies(refusal(403, "MessageWritesBlocked"))

    with pytest.raises(Unreachable) as raised:
        await send(line)

    assert raised.value.reason == "MessageWritesBlocked"
    assert str(raised.value) == "403 MessageWritesBlocked"
