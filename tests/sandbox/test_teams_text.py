import io
from collections.abc import AsyncIterator

import pytest
from rich.console import Console, RenderableType

from bot.sandbox.teams import card_as_text
from tests.sandbox.teams_bot import Stage, attached, card_of, on_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with on_stage() as stage:
        yield stage


def plain(what: RenderableType) -> str:
    """Return what a rich console writes into a file."""
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as captured:
        console.print(what)
    return captured.get()


def test_a_card_shows_texts_facts_columns_inputs_and_buttons() -> None:
    card = card_of(
        {"type": "TextBlock", "text": "A **pass** for [Uma](https://contoso.com)?"},
        {"type": "RichTextBlock", "inlines": ["For ", {"type": "TextRun", "text": "*Uma*"}]},
        {"type": "FactSet", "facts": [{"title": "Lifetime", "value": "1 hour"}]},
        {"type": "ColumnSet", "columns": [_column("left"), _column("right")]},
        {"type": "Table", "rows": [{"type": "TableRow", "cells": [_column("cell")]}]},
        {"type": "Input.Text", "id": "why", "label": "Why", "isRequired": True},
        {"type": "Input.Toggle", "id": "once", "title": "One-time", "value": "true"},
        {"type": "ActionSet", "actions": [{"type": "Action.Execute", "title": "Approve"}]},
        actions=[{"type": "Action.Execute", "title": "Deny"}],
    )

    text = plain(card_as_text(card))

    assert "A pass for Uma?" in text
    assert "For *Uma*" in text
    assert "Lifetime  1 hour" in text
    assert "left  right" in text
    assert "cell" in text
    assert "Why *: []" in text
    assert "[x] One-time" in text
    assert "[ Approve ]" in text
    assert "[ Deny ]" in text


def test_hidden_elements_are_left_out() -> None:
    card = card_of({"type": "TextBlock", "text": "unseen", "isVisible": False})

    assert "unseen" not in plain(card_as_text(card))


def test_choices_show_which_one_is_chosen() -> None:
    choices = [{"title": "1 hour", "value": "1"}, {"title": "4 hours", "value": "4"}]
    hours = {"type": "Input.ChoiceSet", "id": "h", "label": "For", "value": "4", "choices": choices}

    assert "For: ( ) 1 hour  (•) 4 hours" in plain(card_as_text(card_of(hours)))


def test_moments_are_written_in_the_readers_time_zone() -> None:
    words = "{{DATE(2026-11-23T23:30:00Z, SHORT)}} at {{TIME(2026-11-23T23:30:00Z)}}"

    text = plain(card_as_text(card_of({"type": "TextBlock", "text": words})))

    assert "Tue, 24 Nov 2026 at 00:30" in text


def test_square_brackets_that_a_person_typed_are_shown_as_they_are() -> None:
    card = card_of({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "[red]x"}]})

    assert "[red]x" in plain(card_as_text(card))


async def test_a_chat_shows_who_wrote_what_and_what_was_deleted(stage: Stage) -> None:
    rita = stage.teams.client("rita")
    await rita.say("/tap uma@contoso.com")
    card = card_of({"type": "TextBlock", "text": "Asked."})
    _, body = await stage.post(rita.chat.id, attachments=attached(card))
    _, gone = await stage.post(rita.chat.id, text="never mind")
    await stage.bot.call("PUT", f"{stage.activities(rita.chat.id)}/{body['id']}", {"text": "Done."})
    await stage.bot.call("DELETE", f"{stage.activities(rita.chat.id)}/{gone['id']}")

    text = plain(stage.teams.chats_as_text("rita"))

    assert "Rita Reyes · TAP" in text
    assert "/tap uma@contoso.com" in text
    assert "edited" in text
    assert "Done." in text
    assert "Asked." not in text
    assert "This message has been deleted." in text


async def test_each_chat_has_its_title(stage: Stage) -> None:
    group = stage.teams.chats.group("Approvers", "adam", "ada")
    await stage.post(group.id, text="to all approvers")
    await stage.post(stage.teams.chats.personal("adam").id, text="to Adam")

    text = plain(stage.teams.chats_as_text("adam"))

    assert text.index("Adam Abel · Approvers") < text.index("to all approvers")
    assert text.index("Adam Abel · TAP") < text.index("to Adam")


async def test_an_empty_chat_says_so(stage: Stage) -> None:
    assert "Nothing yet." in plain(stage.teams.chats_as_text("uma"))


def _column(text: str) -> dict[str, object]:
    return {"type": "Column", "items": [{"type": "TextBlock", "text": text}]}
