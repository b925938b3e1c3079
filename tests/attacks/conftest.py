"""Attacks happen to a town of their own, and somebody listens in."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.attacks.listening_in import Log, listening_in
from tests.stories.town import Town, town_at


@pytest.fixture
def log() -> Iterator[Log]:
    with listening_in() as heard:
        yield heard


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(tmp_path) as made:
        yield made
