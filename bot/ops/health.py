"""A port for whoever looks after the bot: does it live, can it work, and how is it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Protocol

from aiohttp import web

from bot.domain.refusals import Paused
from bot.ops.metrics import CONTENT_TYPE_LATEST, Metrics
from bot.ops.microsoft import Microsoft
from bot.ports import Failure
from bot.store.counting import Counts

PATIENCE = timedelta(seconds=3)
OK = "ok"


class Books(Protocol):
    """What is asked of the store. Raises Failure."""

    async def counts(self) -> Counts: ...

    async def paused(self) -> Paused | None: ...


@dataclass(frozen=True, slots=True)
class Health:
    """Nothing in its answers is a secret, and yet they are nobody's business outside.

    `is_open` says whether activities are let in: they are not while the bot stops.
    """

    books: Books
    microsoft: Microsoft
    metrics: Metrics
    is_open: Callable[[], bool]
    patience: timedelta = PATIENCE

    async def lives(self, _request: web.Request) -> web.Response:
        return web.json_response({"loop": OK})

    async def can_work(self, _request: web.Request) -> web.Response:
        """503 and what is missing, unless door, database and both tokens are as they should."""
        checks = {
            "database": self.books.paused(),
            "token for Teams": self.microsoft.bot_tokens.token(),
            "token for Graph": self.microsoft.graph_tokens.token(),
        }
        found = await self._all(checks) | {"door": OK if self.is_open() else "closing"}
        fine = set(found.values()) == {OK}
        status = HTTPStatus.OK if fine else HTTPStatus.SERVICE_UNAVAILABLE
        return web.json_response(found, status=status)

    async def measured(self, _request: web.Request) -> web.Response:
        counts, paused = None, None
        with suppress(Failure, TimeoutError):
            async with asyncio.timeout(self.patience.total_seconds()):
                counts, paused = await self.books.counts(), await self.books.paused()
        body = self.metrics.show(counts, paused=paused is not None)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _all(self, checks: Mapping[str, Awaitable[object]]) -> dict[str, str]:
        found = await asyncio.gather(*map(self._one, checks.values()))
        return dict(zip(checks, found, strict=True))

    async def _one(self, check: Awaitable[object]) -> str:
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                await check
        except Failure as failure:
            return f"{failure.trouble}, reference {failure.reference}"
        except TimeoutError:
            return "no answer in time"
        return OK


@asynccontextmanager
async def looked_after(health: Health, host: str, port: int) -> AsyncIterator[str]:
    """Answer /healthz, /readyz and /metrics until left; hands out the base address."""
    app = web.Application()
    app.router.add_get("/healthz", health.lives)
    app.router.add_get("/readyz", health.can_work)
    app.router.add_get("/metrics", health.measured)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    beat = asyncio.create_task(health.metrics.feel_the_loop())
    try:
        await web.TCPSite(runner, host, port).start()
        bound = runner.addresses[0]
        yield f"http://{bound[0]}:{bound[1]}"
    finally:
        beat.cancel()
        await runner.cleanup()
