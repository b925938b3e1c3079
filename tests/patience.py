"""How a test waits for what has to come."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

# In seconds. Much longer than anything takes: a machine that many share may stand still for
# seconds at a time.
PATIENCE = 60
_PAUSE = 0.02


async def until(holds: Callable[[], object]) -> None:
    """Wait until it holds. Raises TimeoutError if it never does."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(_PAUSE)


async def looked_for(
    look: Callable[[], Awaitable[T]], is_it: Callable[[T], object] = lambda found: found
) -> T:
    """What one finds by looking again and again. Raises TimeoutError if it never is it."""
    async with asyncio.timeout(PATIENCE):
        while not is_it(found := await look()):
            await asyncio.sleep(_PAUSE)
    return found
