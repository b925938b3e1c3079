"""A crew works beside its caller: so many jobs at once, and none of them holds up another."""

import asyncio

import pytest

from bot.service.crew import Crew


class Bell:
    def __init__(self) -> None:
        self.rung = 0

    def ring(self) -> None:
        self.rung += 1


async def test_a_job_takes_a_hand_until_it_is_done() -> None:
    may_end = asyncio.Event()
    async with Crew(2, Bell().ring) as crew:
        crew.take_on(wait_for(may_end))
        during = crew.free

        may_end.set()
        await crew.idle()

        assert (during, crew.free) == (1, 2)


async def test_who_waits_for_a_free_hand_is_told_of_one() -> None:
    bell, may_end, never = Bell(), asyncio.Event(), asyncio.Event()
    async with Crew(2, bell.ring) as crew:
        crew.take_on(wait_for(may_end))
        crew.take_on(wait_for(never))

        may_end.set()
        while not crew.free:
            await asyncio.sleep(0)

        assert bell.rung == 1


async def test_what_a_job_raises_is_logged_and_stops_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    may_end = asyncio.Event()
    async with Crew(2, Bell().ring) as crew:
        crew.take_on(wait_for(may_end))
        crew.take_on(fail())
        while crew.free < 1:
            await asyncio.sleep(0)

        may_end.set()
        await crew.idle()

        assert crew.free == 2
    assert "the cards are gone" in caplog.text


async def test_nothing_goes_on_beyond_the_block() -> None:
    ended: list[str] = []

    async def job() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("job")

    async with Crew(1, Bell().ring) as crew:
        crew.take_on(job())
        await asyncio.sleep(0)

    assert ended == ["job"]


async def wait_for(event: asyncio.Event) -> None:
    await event.wait()


async def fail() -> None:
    raise LookupError("the cards are gone")
