"""Waiting: with what may be done again when it fails, and for what is to come to its end."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Any, TypeVar

from bot.ports import Failure

T = TypeVar("T")

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(seconds=15)


async def repeated(
    work: Callable[[], Awaitable[T]], give_up: float, passing: type[Failure] = Failure
) -> T:
    """Return what the work gives; after a failure of kind `passing` it is tried again.

    At `give_up`, a time of the loop, nothing is begun any more: the last failure is raised, or
    TimeoutError. What is under way comes to its end.
    """
    wait, loop = FIRST_WAIT, asyncio.get_running_loop()
    while loop.time() < give_up:
        try:
            return await work()
        except passing:
            if loop.time() + wait.total_seconds() >= give_up:
                raise
        await asyncio.sleep(wait.total_seconds())
        wait = min(2 * wait, LONGEST_WAIT)
    raise TimeoutError


async def ended(
    tasks: Collection[asyncio.Task[Any]], patience: timedelta
) -> Collection[asyncio.Task[Any]]:
    """Wait until all have ended; those that outlast `patience` are cancelled, and returned."""
    if not tasks:
        return ()
    _, late = await asyncio.wait(tasks, timeout=patience.total_seconds())
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    return late
