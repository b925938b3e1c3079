"""Every card is looked at in a browser; and the look finds what it is meant to find."""

from collections.abc import AsyncIterator

import pytest

from cards.kit import Json
from cards.samples import samples_in_every_language
from tests.render.studio import WIDTHS, Studio, Theme, listed, studio

LONG_WORD = "uma." + "x" * 110 + "@contoso.com"


@pytest.fixture
async def narrow() -> AsyncIterator[Studio]:
    async with studio(Theme.LIGHT, min(WIDTHS)) as room:
        yield room


def card(**parts: object) -> Json:
    return {"type": "AdaptiveCard", "version": "1.5", **parts}


@pytest.mark.parametrize(("theme", "width"), [(Theme.DARK, 480), (Theme.LIGHT, 320)])
async def test_no_card_has_anything_to_stumble_over(theme: Theme, width: int) -> None:
    async with studio(theme, width) as room:
        found = [
            (name, problem)
            for name, each in samples_in_every_language().items()
            for problem in await room.problems(each)
        ]

    assert not found, listed(found)


async def test_words_that_leave_the_card_are_found(narrow: Studio) -> None:
    run = {"type": "TextRun", "text": LONG_WORD}

    found = await narrow.problems(card(body=[{"type": "RichTextBlock", "inlines": [run]}]))

    assert any("px outside of the card" in each for each in found)


async def test_words_that_are_cut_off_are_found(narrow: Studio) -> None:
    text = {"type": "TextBlock", "text": "Too much for a line. " * 5, "wrap": False}

    found = await narrow.problems(card(body=[text]))

    assert any(each.startswith("cut off: Too much") for each in found)


async def test_what_is_wrong_in_the_unfolded_part_is_found(narrow: Studio) -> None:
    inside = card(body=[{"type": "Input.Text", "id": "note"}])
    show = {"type": "Action.ShowCard", "title": "Deny", "card": inside}

    found = await narrow.problems(card(body=[], actions=[show]))

    assert "an input without a label" in found


async def test_a_button_without_a_name_is_found(narrow: Studio) -> None:
    found = await narrow.problems(card(body=[], actions=[{"type": "Action.Submit"}]))

    assert "a button without a name" in found


async def test_what_the_renderer_does_not_understand_is_found(narrow: Studio) -> None:
    found = await narrow.problems(card(body=[{"type": "TextBlok", "text": "Hello"}]))

    assert any("TextBlok" in each for each in found)
