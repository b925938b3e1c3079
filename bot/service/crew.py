"""Work beside the loop: so many jobs at once, and a slow one holds up nobody but itself."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Crew:
    """`size` jobs at once; `relieved` is called when a full crew has a hand free again."""

    size: int
    relieved: Callable[[], None]
    _jobs: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    @property
    def free(self) -> int:
        return self.size - len(self._jobs)

    def take_on(self, job: Coroutine[Any, Any, None]) -> None:
        """Begin the job. What it raises is logged: a job has nobody above it."""
        task = asyncio.create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._done)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._jobs:
            await asyncio.wait(self._jobs)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Nothing goes on beyond the block: what is under way is cancelled."""
        jobs = tuple(self._jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    def _done(self, job: asyncio.Task[None]) -> None:
        was_full = not self.free
        self._jobs.discard(job)
        if not job.cancelled() and (error := job.exception()) is not None:
            log.error("a job broke off", exc_info=error)
        if was_full:
            self.relieved()
