"""A bot that serves, with all that operating it takes: store, door, and the port beside it."""

import gc
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    nullcontext,
)
from dataclasses import dataclass

from aiohttp import web

from bot.domain.rules import Desk, Pace
from bot.ops.house import IS_OPEN, listening, running
from bot.ops.microsoft import Microsoft
from bot.store.journal import Hear, unheard
from bot.store.sql_store import SqlStore
from bot.watching import UNOBSERVED, Observers

Beside = Callable[[SqlStore, web.Application], AbstractAsyncContextManager[str | None]]


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Served:
    """Base addresses; `ops` is None where nobody looks after the bot through a port."""

    teams: str
    ops: str | None


@asynccontextmanager
async def serving(
    microsoft: Microsoft,
    desk: Desk,
    opening: Callable[[Hear], Awaitable[SqlStore]],
    door: Address,
    ops: Address | None,
    pace: Pace | None = None,
) -> AsyncIterator[Served]:
    """Serve until left. Nothing is measured without a port to show it on."""
    hear, observers, beside = _measures(microsoft, ops)
    async with (
        await opening(hear) as store,
        running(microsoft, desk, store, pace, observers=observers) as app,
        beside(store, app) as seen,
        listening(app, door.host, door.port) as address,
    ):
        # What is there by now stays, and to look through all of it for garbage would stop
        # everybody for a tenth of a second now and then.
        gc.freeze()
        yield Served(address, seen)


def traced() -> AbstractContextManager[None]:
    """What is opened within is traced, if the environment says where traces go."""
    if not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        return nullcontext()
    from bot.ops.traces import tracing

    return tracing()


def _measures(microsoft: Microsoft, ops: Address | None) -> tuple[Hear, Observers, Beside]:
    """Who hears of the records, who of calls, and the port that shows what was heard."""
    if ops is None:
        return unheard, UNOBSERVED, lambda _store, _app: nullcontext()
    from bot.ops.health import Health, looked_after
    from bot.ops.metrics import Metrics

    metrics = Metrics()

    def beside(store: SqlStore, app: web.Application) -> AbstractAsyncContextManager[str]:
        health = Health(store, microsoft, metrics, app[IS_OPEN])
        return looked_after(health, ops.host, ops.port)

    return metrics.hear, metrics.observers, beside
