"""A code in a dialog, opened and confirmed on the page."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.demo import audit_rows
from bot.domain.request import State
from bot.messages import labels
from bot.sandbox.page import Page
from tests.browser.visit import Visit, visitor
from tests.stories.dialogs import HAVE_IT, SHOW, in_dialog, said_in_messages
from tests.stories.town import town_at

ASK = "/tap uma@contoso.com --lifetime 2h --reason Lost phone"


@pytest.fixture
async def visit(tmp_path: Path) -> AsyncIterator[Visit]:
    async with (
        town_at(tmp_path, in_dialog) as town,
        Page(town.sandbox, partial(audit_rows, town.store)) as address,
        visitor(town, address) as made,
    ):
        yield made
        assert made.complaints == []


async def test_the_code_is_opened_spelled_out_and_confirmed(visit: Visit) -> None:
    await visit.says(visit.rita, ASK)
    await visit.presses(visit.adam, labels.APPROVE)
    dialog = visit.adam.get_by_role("dialog")

    await visit.presses(visit.adam, SHOW)

    await expect(dialog.get_by_role("button", name=HAVE_IT)).to_be_visible()
    code = visit.town.code_of("uma")
    await expect(dialog.get_by_text(code)).to_be_visible()
    await dialog.get_by_role("button", name=labels.SPELL).click()
    await expect(dialog.get_by_text("1.").first).to_be_visible()
    await dialog.get_by_role("button", name=HAVE_IT).click()
    await expect(dialog).to_be_hidden()
    await visit.town.comes_to(State.ISSUED)
    await visit.sees(visit.rita, "Adam Abel has the code")
    assert code not in said_in_messages(visit.town)
    assert code not in await visit.rita.inner_html()


async def test_a_dialog_that_was_closed_can_be_opened_again(visit: Visit) -> None:
    await visit.says(visit.rita, ASK)
    await visit.presses(visit.adam, labels.APPROVE)
    await visit.presses(visit.adam, SHOW)
    dialog = visit.adam.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name=HAVE_IT)).to_be_visible()

    await visit.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await visit.presses(visit.adam, SHOW)

    await expect(dialog.get_by_text(visit.town.code_of("uma"))).to_be_visible()
    assert len(visit.town.posts) == 1
