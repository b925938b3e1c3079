"""What may be done twice is tried again after a failure, but not for ever."""

import asyncio

import pytest

from bot.ports import DirectoryFailed, TeamsFailed, Trouble
from bot.service.patience import repeated


class Work:
    """Fails as often as told, then gives its number of attempts."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.attempts = 0

    async def do(self) -> int:
        self.attempts += 1
        if self.attempts <= self.failures:
            raise TeamsFailed(Trouble.UNAVAILABLE, f"attempt-{self.attempts}")
        return self.attempts


def soon(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


async def test_what_succeeds_is_done_once() -> None:
    assert await repeated(Work(0).do, soon(60)) == 1


async def test_a_failure_is_tried_again() -> None:
    assert await repeated(Work(1).do, soon(60), TeamsFailed) == 2


async def test_the_last_failure_is_raised_when_there_is_no_time_for_another_attempt() -> None:
    with pytest.raises(TeamsFailed, match="attempt-1"):
        await repeated(Work(5).do, soon(0.5))


async def test_another_kind_of_failure_is_raised_at_once() -> None:
    work = Work(1)

    with pytest.raises(TeamsFailed):
        await repeated(work.do, soon(60), DirectoryFailed)

    assert work.attempts == 1


async def test_nothing_is_begun_when_it_is_too_late() -> None:
    work = Work(0)

    with pytest.raises(TimeoutError):
        await repeated(work.do, soon(-1))

    assert work.attempts == 0
