"""Three bots on one PostgreSQL, none of them special, behind a load balancer that takes turns."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.demo import of_sandbox
from bot.domain.rules import Desk
from bot.ops.house import DRAINING, listening, running
from bot.sandbox.server import Sandbox
from bot.store.sql_store import SqlStore, open_store
from tests.stories.town import HURRIED, Town, desk_of

AUDIT_KEY = "one key for all replicas, kept elsewhere"
FORWARDED = ("Authorization", "Content-Type")


@asynccontextmanager
async def replicas_at(
    url: str, how_many: int = 3, desk: Callable[[Sandbox], Desk] = desk_of
) -> AsyncIterator[Town]:
    """`url` is a migrated PostgreSQL. Everybody of the desk has the app installed."""
    async with Sandbox() as sandbox, AsyncExitStack() as started:
        stores = [
            await started.enter_async_context(store_at(url, sandbox)) for _ in range(how_many)
        ]
        bots = [bot_on(each, sandbox, desk) for each in stores]
        addresses = [await started.enter_async_context(each) for each in bots]
        balancer = await started.enter_async_context(balancing(addresses))
        sandbox.teams.bot_endpoint = f"{balancer}/api/messages"
        for key in ("rita", "rob", "adam", "ada"):
            await sandbox.teams.client(key).install()
        yield Town(sandbox, stores[0], Path())


@asynccontextmanager
async def store_at(url: str, sandbox: Sandbox) -> AsyncIterator[SqlStore]:
    opening = open_store(url, lambda: sandbox.clock.now() - datetime.now(UTC), AUDIT_KEY)
    async with await opening as store:
        yield store


@asynccontextmanager
async def bot_on(
    store: SqlStore, sandbox: Sandbox, desk: Callable[[Sandbox], Desk]
) -> AsyncIterator[str]:
    async with (
        running(of_sandbox(sandbox), desk(sandbox), store, HURRIED) as app,
        listening(app, "127.0.0.1", 0) as address,
    ):
        yield address


@asynccontextmanager
async def balancing(addresses: list[str]) -> AsyncIterator[str]:
    """Each activity goes to the next address."""
    turns = cycle(addresses)

    async def pass_on(request: web.Request) -> web.Response:
        headers = {name: request.headers[name] for name in FORWARDED}
        body = await request.read()
        async with session.post(f"{next(turns)}{request.path}", data=body, headers=headers) as got:
            return web.Response(
                status=got.status, body=await got.read(), content_type=got.content_type
            )

    app = web.Application()
    app[DRAINING] = nothing
    app.router.add_post("/api/messages", pass_on)
    async with aiohttp.ClientSession() as session, listening(app, "127.0.0.1", 0) as address:
        yield address


async def nothing() -> None:
    """A balancer has nothing to bring to its end."""
