"""A town with the page to try it in, and a browser that looks at it."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.demo import audit_rows
from bot.sandbox.page import Page
from tests.browser.visit import Visit, visitor
from tests.stories.town import town_at


@pytest.fixture
async def visit(tmp_path: Path) -> AsyncIterator[Visit]:
    """Rita sits on the left, Adam on the right."""
    async with (
        town_at(tmp_path) as town,
        Page(town.sandbox, partial(audit_rows, town.store)) as address,
        visitor(town, address) as made,
    ):
        yield made
        assert made.complaints == []
