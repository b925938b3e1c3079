from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox.teams import ClientRefusalError, Message
from tests.sandbox.teams_bot import Stage, attached, card_of, on_stage

Json = dict[str, Any]

REASON = {
    "type": "Input.Text",
    "id": "reason",
    "label": "Reason",
    "isRequired": True,
    "errorMessage": "Say why.",
    "maxLength": 20,
}
HOURS = {
    "type": "Input.ChoiceSet",
    "id": "hours",
    "label": "Hours",
    "value": "1",
    "choices": [{"title": "One", "value": "1"}, {"title": "Four", "value": "4"}],
}
NOTE = {"type": "Input.Text", "id": "note", "label": "Note"}


def execute(title: str, **more: Any) -> Json:
    return {"type": "Action.Execute", "title": title, "verb": title.lower(), **more}


def submit(title: str, **data: Any) -> Json:
    return {"type": "Action.Submit", "title": title, "data": data}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with on_stage() as stage:
        stage.bot.invoke_answers["adaptiveCard/action"] = lambda _: {
            "statusCode": 200,
            "type": "application/vnd.microsoft.activity.message",
            "value": "Thank you.",
        }
        yield stage


async def given(stage: Stage, card: Json) -> Message:
    """Send Adam this card; return the message."""
    await stage.post(stage.teams.chats.personal("adam").id, attachments=attached(card))
    return stage.teams.client("adam").messages[-1]


async def test_a_click_sends_the_verb_and_the_data_with_the_inputs(stage: Stage) -> None:
    message = await given(
        stage, card_of(REASON, HOURS, NOTE, actions=[execute("Approve", data={"id": "7"})])
    )

    answer = await stage.teams.client("adam").click(message, "Approve", reason="Seen in person")

    heard = stage.bot.heard[0]
    assert (heard["type"], heard["name"]) == ("invoke", "adaptiveCard/action")
    assert heard["replyToId"] == message.id
    assert heard["value"] == {
        "action": {
            "type": "Action.Execute",
            "title": "Approve",
            "verb": "approve",
            "data": {"id": "7", "reason": "Seen in person", "hours": "1", "note": ""},
        },
        "trigger": "manual",
    }
    assert answer.toast == "Thank you."
    assert stage.teams.client("adam").toasts == ["Thank you."]


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "Say why."),
        ({"reason": ""}, "Say why."),
        ({"reason": "x" * 21}, "Say why."),
        ({"reason": "ok", "hours": "9"}, "hours does not take '9'"),
    ],
)
async def test_the_client_refuses_inputs_that_the_card_does_not_allow(
    stage: Stage, inputs: dict[str, str], words: str
) -> None:
    message = await given(stage, card_of(REASON, HOURS, actions=[execute("Approve")]))

    with pytest.raises(ClientRefusalError, match=words):
        await stage.teams.client("adam").click(message, "Approve", **inputs)

    assert stage.bot.heard == []


@pytest.mark.parametrize(
    ("kind", "limits", "good", "bad"),
    [
        ("Input.Number", {"min": 1, "max": 8}, "8", "9"),
        ("Input.Date", {"min": "2026-11-24"}, "2026-11-24", "2026-11-23"),
        ("Input.Time", {"max": "18:00"}, "09:30", "18:01"),
        ("Input.Toggle", {"valueOn": "yes"}, "yes", "maybe"),
        ("Input.ChoiceSet", {"choices": HOURS["choices"], "isMultiSelect": True}, "1,4", "1,5"),
        ("Input.ChoiceSet", {"choices.data": {"type": "Data.Query"}}, "an object id", None),
    ],
)
async def test_each_kind_of_input_has_its_limits(
    stage: Stage, kind: str, limits: Json, good: str, bad: str | None
) -> None:
    entry = {"type": kind, "id": "entry", "isRequired": True, **limits}
    message = await given(stage, card_of(entry, actions=[execute("Approve")]))
    adam = stage.teams.client("adam")

    await adam.click(message, "Approve", entry=good)
    with pytest.raises(ClientRefusalError):
        await adam.click(message, "Approve", entry=bad)

    assert [one["value"]["action"]["data"]["entry"] for one in stage.bot.heard] == [good]


async def test_an_input_that_the_card_lacks_is_the_tests_mistake(stage: Stage) -> None:
    message = await given(stage, card_of(NOTE, actions=[execute("Approve")]))

    with pytest.raises(LookupError, match="resaon"):
        await stage.teams.client("adam").click(message, "Approve", resaon="typo")


async def test_buttons_are_found_wherever_a_card_has_them(stage: Stage) -> None:
    shown = card_of(NOTE, actions=[execute("Deny")])
    deep = {"type": "Container", "items": [{"type": "ActionSet", "actions": [execute("Later")]}]}
    columns = {"type": "ColumnSet", "columns": [{"type": "Column", "items": [deep]}]}
    reveal = {"type": "Action.ShowCard", "title": "Deny …", "card": shown}
    message = await given(stage, card_of(HOURS, columns, actions=[reveal]))
    adam = stage.teams.client("adam")

    await adam.click(message, "Deny", note="Not now", hours="4")
    await adam.click(message, "Later")

    inner, outer = (one["value"]["action"] for one in stage.bot.heard)
    assert inner["data"] == {"hours": "4", "note": "Not now"}
    assert outer["data"] == {"hours": "1"}


async def test_a_button_without_associated_inputs_sends_none(stage: Stage) -> None:
    button = execute("Cancel", associatedInputs="none", data={"id": "7"})
    message = await given(stage, card_of(REASON, actions=[button]))

    await stage.teams.client("adam").click(message, "Cancel")

    assert stage.bot.heard[0]["value"]["action"]["data"] == {"id": "7"}


async def test_a_disabled_button_cannot_be_clicked(stage: Stage) -> None:
    message = await given(stage, card_of(actions=[execute("Approve", isEnabled=False)]))

    with pytest.raises(ClientRefusalError, match="disabled"):
        await stage.teams.client("adam").click(message, "Approve")


async def test_a_missing_button_is_reported_with_those_there_are(stage: Stage) -> None:
    message = await given(stage, card_of(actions=[execute("Approve")]))

    with pytest.raises(LookupError, match="'Approve'"):
        await stage.teams.client("adam").click(message, "Aprove")


async def test_nobody_clicks_on_what_they_cannot_see(stage: Stage) -> None:
    message = await given(stage, card_of(actions=[execute("Approve")]))

    with pytest.raises(ClientRefusalError):
        await stage.teams.client("rita").click(message, "Approve")


async def test_an_old_client_submits_the_fallback_as_a_message(stage: Stage) -> None:
    button = execute("Approve", fallback=submit("Approve", id="7", verb="approve"))
    message = await given(stage, card_of(NOTE, actions=[button]))

    await stage.teams.client("adam").submit(message, "Approve", note="ok")

    heard = stage.bot.heard[0]
    assert heard["type"] == "message"
    assert "text" not in heard
    assert heard["value"] == {"id": "7", "verb": "approve", "note": "ok"}
    assert heard["replyToId"] == message.id


async def test_a_dialog_opens_from_a_button_and_is_submitted(stage: Stage) -> None:
    dialog = card_of(REASON, actions=[submit("Send", step="2")])
    task = {"type": "continue", "value": {"card": attached(dialog)[0]}}
    stage.bot.invoke_answers["task/fetch"] = lambda _: {"task": task}
    stage.bot.invoke_answers["task/submit"] = lambda _: {
        "task": {"type": "message", "value": "Asked."}
    }
    opener = submit("Ask", msteams={"type": "task/fetch"}, form="request")
    message = await given(stage, card_of(actions=[opener]))
    adam = stage.teams.client("adam")

    opened = await adam.submit(message, "Ask")
    closed = await adam.submit_dialog("Send", reason="Lost phone")

    fetch, sent = stage.bot.heard
    assert opened.dialog == dialog
    assert fetch["value"]["data"] == {"msteams": {"type": "task/fetch"}, "form": "request"}
    assert sent["value"]["data"] == {"step": "2", "reason": "Lost phone"}
    assert (closed.toast, adam.dialog) == ("Asked.", None)


async def test_a_message_extensions_dialog_is_submitted_with_its_command(stage: Stage) -> None:
    dialog = card_of(NOTE, actions=[submit("Send")])
    task = {"type": "continue", "value": {"card": attached(dialog)[0]}}
    stage.bot.invoke_answers["composeExtension/fetchTask"] = lambda _: {"task": task}
    stage.bot.invoke_answers["composeExtension/submitAction"] = lambda _: {}
    adam = stage.teams.client("adam")

    await adam.open_dialog("request")
    await adam.submit_dialog("Send", note="hi")

    fetch, sent = stage.bot.heard
    assert fetch["value"]["commandId"] == sent["value"]["commandId"] == "request"
    assert sent["value"]["data"] == {"note": "hi"}
    assert adam.dialog is None
