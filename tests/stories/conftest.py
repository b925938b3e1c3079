"""Stories are played in a town of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stories.town import Town, town_at


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(tmp_path) as made:
        yield made
