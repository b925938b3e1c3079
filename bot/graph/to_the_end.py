"""Calls that come to their end although whoever made them has given up.

httpx loses a connection of its pool for good when a request is cancelled just as it is given one.
After as many as the pool holds, nothing would ever be sent again.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class ToTheEnd:
    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[Any]] = set()

    async def __call__(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what the work gives; to cancel this leaves the work alone."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            # Where nobody waits any more, nobody asks for the error either.
            task.exception()
