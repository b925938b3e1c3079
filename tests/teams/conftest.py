from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.teams.signing_keys import SigningKeys
from tests.teams.stand_ins import KeyServer, serving
from tests.watch import Watch


@pytest.fixture
def server() -> KeyServer:
    return KeyServer()


@pytest.fixture
async def keys(server: KeyServer, watch: Watch) -> AsyncIterator[SigningKeys]:
    """The keys that `server` publishes, kept by the clock `watch`."""
    async with aiohttp.ClientSession() as session, serving(*server.routes()) as url:
        yield SigningKeys(session, f"{url}/metadata", watch)
