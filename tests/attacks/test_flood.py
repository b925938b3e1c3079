"""A flood of requests without a token: valid ones go on, and nothing of the flood stays behind.

How fast that is, `make flood` measures.
"""

import asyncio
import gc
import tracemalloc

import aiohttp
import pytest

from tests.attacks.listening_in import knock
from tests.patience import until
from tests.stories.town import Town

AT_ONCE = 20


async def flood(town: Town, number: int) -> list[int]:
    """The statuses of so many requests without a token, AT_ONCE at a time."""
    places, address = asyncio.Semaphore(AT_ONCE), town.sandbox.teams.bot_endpoint

    async def once(session: aiohttp.ClientSession) -> int:
        async with places, session.post(address, json={"type": "message"}) as answer:
            return answer.status

    async with aiohttp.ClientSession() as session:
        return await asyncio.gather(*(once(session) for _ in range(number)))


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """A line for each of them is kept by pytest, and not by the bot."""
    caplog.set_level("ERROR", logger="bot")


async def test_a_story_goes_on_in_a_flood(town: Town) -> None:
    flooding = asyncio.create_task(flood(town, 2_000))

    await town.issued()

    assert set(await flooding) == {401}
    assert len(town.posts) == 1


async def test_a_flood_leaves_nothing_behind(town: Town) -> None:
    await flood(town, 300)
    gc.collect()
    tasks = len(asyncio.all_tasks())
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]

    await flood(town, 1_000)

    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 1_000_000
    await until(lambda: len(asyncio.all_tasks()) <= tasks + AT_ONCE)


async def test_one_connection_cannot_ask_for_more_than_is_answered(town: Town) -> None:
    """Requests that are piped in without an end wait in the sender's own memory."""
    _, writer = await knock(town.sandbox.teams.bot_endpoint)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]

    one = b"GET /nothing HTTP/1.1\r\nHost: bot\r\n\r\n"
    for _ in range(100):
        writer.write(one * 200)
        await asyncio.sleep(0.005)

    unsent = writer.transport.get_write_buffer_size()
    grown = tracemalloc.get_traced_memory()[0] - before - unsent
    tracemalloc.stop()
    writer.close()
    assert grown < 5_000_000
