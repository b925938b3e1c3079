import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from botbuilder.core import CardFactory, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity
from botbuilder.schema.teams import (
    TaskModuleContinueResponse,
    TaskModuleResponse,
    TaskModuleTaskInfo,
)

from bot.teams.connector import Unreachable
from tests.teams.stage import TEXT_ANSWER, Stage, answering, be_silent, set_stage
from tests.teams.stand_ins import APP_ID, KEY, TENANT, Reply, Sent, activity, claims

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "é"}]}
CARD_ANSWER = {
    "statusCode": 200,
    "type": "application/vnd.microsoft.card.adaptive",
    "value": CARD,
}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with set_stage() as stage:
        yield stage


async def test_a_message_is_answered_in_its_conversation(stage: Stage) -> None:
    async def greet(context: TurnContext) -> None:
        await context.send_activity(f"Hello {context.activity.from_property.name}")

    stage.says(greet)

    sent = await stage.write()

    assert sent == Sent(202, b"")
    (call,) = stage.teams.calls
    assert call.method == "POST"
    assert call.path.endswith("/activities/1700000000000")
    assert call.authorization == "Bearer the-bots-token"
    assert (call.body["type"], call.body["text"]) == ("message", "Hello Rita")
    assert call.body["recipient"]["id"] == "29:rita"
    assert call.body["from"]["id"] == f"28:{APP_ID}"


async def test_a_message_is_accepted_before_its_turn_is_over(stage: Stage) -> None:
    """Teams sends again what is not accepted soon, and a look-up may take longer."""
    looked_up = asyncio.Event()

    async def look_up(context: TurnContext) -> None:
        await looked_up.wait()
        await context.send_activity("Found")

    stage.says(look_up)

    sent = await stage.post()
    said_before = list(stage.teams.calls)
    looked_up.set()
    await stage.adapter.drain()

    assert sent.status == 202
    assert said_before == []
    assert [call.body["text"] for call in stage.teams.calls] == ["Found"]


async def test_a_turn_knows_the_tenant(stage: Stage) -> None:
    seen: list[Any] = []

    async def look(context: TurnContext) -> None:
        reference = TurnContext.get_conversation_reference(context.activity)
        seen.extend([context.activity.conversation.tenant_id, reference.conversation.tenant_id])

    stage.says(look)

    await stage.write()

    assert seen == [TENANT, TENANT]


async def test_a_turn_updates_and_deletes_what_it_sent(stage: Stage) -> None:
    async def change_its_mind(context: TurnContext) -> None:
        sent = await context.send_activity("A")
        await context.update_activity(Activity(id=sent.id, type="message", text="B"))
        await context.delete_activity(sent.id)

    stage.says(change_its_mind)

    await stage.write()

    _, update, delete = stage.teams.calls
    assert (update.method, update.body["text"], delete.method) == ("PUT", "B", "DELETE")
    assert update.path == delete.path
    assert update.path.endswith("/activities/activity-1")


async def test_a_turn_hears_that_a_person_cannot_be_reached(stage: Stage) -> None:
    heard: list[str] = []

    async def greet(context: TurnContext) -> None:
        try:
            await context.send_activity("Hello")
        except Unreachable as error:
            heard.append(error.reason)

    stage.says(greet)
    stage.teams.replies.append(Reply(403, b'{"error": {"code": "MessageWritesBlocked"}}'))

    await stage.write()

    assert heard == ["MessageWritesBlocked"]


@pytest.mark.parametrize("body", [CARD_ANSWER, TEXT_ANSWER, {"task": {"value": "x"}}, [], "text"])
async def test_an_invokes_answer_arrives_as_it_is(stage: Stage, body: object) -> None:
    stage.says(answering(body))

    sent = await stage.invoke("adaptiveCard/action", {"action": {"verb": "approve"}})

    assert sent.status == 200
    assert json.loads(sent.body) == body


async def test_an_invokes_status_arrives_without_a_body(stage: Stage) -> None:
    stage.says(answering(None, 404))

    sent = await stage.invoke("task/fetch")

    assert sent == Sent(404, b"")


async def test_botbuilders_own_handler_opens_a_dialog(stage: Stage) -> None:
    class Dialogs(TeamsActivityHandler):
        async def on_teams_task_module_fetch(self, _context: Any, _request: Any) -> Any:
            card = CardFactory.adaptive_card(CARD)
            info = TaskModuleTaskInfo(title="New request", card=card)
            return TaskModuleResponse(task=TaskModuleContinueResponse(value=info))

    stage.bot = Dialogs()

    sent = await stage.invoke("task/fetch", {"data": {}, "context": {"theme": "dark"}})

    task = json.loads(sent.body)["task"]
    assert sent.status == 200
    assert (task["type"], task["value"]["title"]) == ("continue", "New request")
    assert task["value"]["card"]["content"] == CARD


async def test_botbuilders_models_may_be_answers(stage: Stage) -> None:
    info = TaskModuleTaskInfo(title="New request")
    stage.says(answering(TaskModuleResponse(task=TaskModuleContinueResponse(value=info))))

    sent = await stage.invoke("task/fetch")

    expected = {"task": {"type": "continue", "value": {"title": "New request"}}}
    assert json.loads(sent.body) == expected


async def test_an_invoke_that_nobody_answers_is_not_implemented(stage: Stage) -> None:
    sent = await stage.invoke("composeExtension/query")

    assert sent == Sent(501, b"")


async def test_too_many_turns_at_once_are_put_off(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Teams sends again later what is 503; a click is short and still answered."""
    go_on = asyncio.Event()

    async def wait(context: TurnContext) -> None:
        if context.activity.type == "message":
            await go_on.wait()

    stage.says(wait)

    statuses = [(await stage.post()).status for _ in range(3)]
    click = await stage.door.write(
        activity(type="invoke", serviceUrl=stage.teams_url),
        token=KEY.sign(claims(serviceurl=stage.teams_url)),
    )
    go_on.set()
    await stage.adapter.drain()
    later = await stage.write()

    assert statuses == [202, 202, 503]
    assert click.status == 501
    assert later.status == 202
    assert len(caplog.records) == 1


async def test_a_turn_that_outlasts_the_shutdown_is_cancelled(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    ended: list[str] = []

    async def never_end(_context: TurnContext) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")

    stage.says(never_end)
    await stage.post()

    await stage.adapter.drain(timedelta(seconds=0.01))

    assert ended == ["cancelled"]
    assert caplog.messages == ["turns cancelled: turns=1"]


async def test_the_adapter_has_no_door_of_its_own(stage: Stage) -> None:
    """An Authorization header means nothing to it, since Ingress alone decides."""
    header = f"Bearer {KEY.sign(claims())}"

    with pytest.raises(PermissionError):
        await stage.adapter.process_activity(header, Activity(), be_silent)
