"""The whole bot, put together: every part gets what it needs here, and nowhere else."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web

from bot import messages
from bot.commands.times import When, read_start
from bot.domain.rules import Desk, Pace
from bot.graph.circle import Circle
from bot.graph.client import GraphClient, open_http
from bot.graph.directory import GraphDirectory
from bot.graph.passes import GraphPasses
from bot.ops.doorway import Doorway
from bot.ops.microsoft import Microsoft
from bot.ops.reception import Reception
from bot.ops.turns import Watched, watched
from bot.ops.two_people import refuse_one_person_alone
from bot.ops.use_cases import Means, UseCases, use_cases
from bot.service.bookkeeping import Bookkeeping
from bot.service.points import NOBODY, Watch
from bot.store.sql_store import SqlStore
from bot.teams.adapter import TeamsAdapter
from bot.teams.bot import TapBot
from bot.teams.connector import Connector
from bot.teams.front_desk import FrontDesk
from bot.teams.ingress import Ingress
from bot.teams.notifier import TeamsNotifier
from bot.teams.signing_keys import SigningKeys
from bot.watching import UNOBSERVED, Observers

log = logging.getLogger(__name__)

# Of the ten seconds that stopping may take, one is for the port and the database.
DRAIN = timedelta(seconds=9)
IS_OPEN = web.AppKey[Callable[[], bool]]("IS_OPEN")
DRAINING = web.AppKey[Callable[[], Awaitable[None]]]("DRAINING")


@dataclass(frozen=True, slots=True)
class House:
    """The parts of a bot that runs, from its door to its upkeep."""

    directory: GraphDirectory
    does: UseCases
    bookkeeping: Bookkeeping
    tap_bot: TapBot
    adapter: TeamsAdapter
    keys: SigningKeys
    reception: Reception

    async def warm(self) -> None:
        """Fetch and import now what the first activity would have to wait for."""
        await self.keys.find("")
        await asyncio.to_thread(
            read_start, "tomorrow 9:00", When(datetime.now(UTC), ZoneInfo("UTC"))
        )
        await asyncio.to_thread(messages.learn)
        await asyncio.to_thread(import_module, "msal")

    async def drain(self, upkeep: asyncio.Task[None]) -> None:
        """Begin nothing new, and let what has begun come to its end, or break off after DRAIN.

        Whatever breaks off is settled by any replica's upkeep, at the latest at the next start.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + DRAIN.total_seconds()

        def left() -> timedelta:
            return timedelta(seconds=max(0.0, end - clock()))

        await self.reception.close(left())
        await self.adapter.drain(left())
        await self.tap_bot.drain(left())
        await self.does.revealing.close(left())
        await self.does.issuing.close(left())
        # It still shows people what has become of their requests.
        self.does.upkeep.stop()
        await asyncio.wait({upkeep}, timeout=left().total_seconds())


def build(
    microsoft: Microsoft,
    desk: Desk,
    store: SqlStore,
    pace: Pace,
    session: aiohttp.ClientSession,
    graph: GraphClient,
    watch: Watch = NOBODY,
    observers: Observers = UNOBSERVED,
) -> House:
    trust, directory = microsoft.trust, directory_of(microsoft, desk, graph)
    passes = GraphPasses(graph, directory.forget_policy)
    connector = Connector(session, microsoft.bot_tokens, pace.call, observe=observers.teams)
    notifier = TeamsNotifier(connector, store, trust, microsoft.service_url)
    does = use_cases(Means(directory, store, passes, notifier, desk, pace, watch))
    tap_bot = tap_bot_of(does.front_desk, notifier, store, desk, pace)
    adapter = TeamsAdapter(connector, trust.app_id, trust.tenant_id, messages.broke)
    keys = SigningKeys(session, microsoft.signing_keys)
    process = partial(adapter.process, bot=Watched(tap_bot, observers.turns))
    ingress = Ingress(trust, keys, process)
    return House(
        directory=directory,
        does=does,
        bookkeeping=Bookkeeping(store, notifier, desk, pace),
        tap_bot=tap_bot,
        adapter=adapter,
        keys=keys,
        reception=Reception(watched(ingress.handle, observers.door)),
    )


def tap_bot_of(
    front_desk: FrontDesk, notifier: TeamsNotifier, store: SqlStore, desk: Desk, pace: Pace
) -> TapBot:
    return TapBot(
        front_desk,
        notifier,
        store,
        patience=pace.answer_within,
        silence=pace.silence,
        language=desk.language,
        zone=ZoneInfo(desk.zone),
    )


def directory_of(microsoft: Microsoft, desk: Desk, graph: GraphClient) -> GraphDirectory:
    """The directory, with a guard that knows whose groups these are."""
    if not desk.sees_pim_for_groups:
        log.warning("who could join a group through PIM for Groups is not refused")
    circle = Circle(
        desk=desk.groups,
        protected=desk.protected_groups,
        bot_apps=microsoft.apps,
        named=desk.named_approvers,
        denied=desk.denied_groups,
        sees_pim_for_groups=desk.sees_pim_for_groups,
    )
    return GraphDirectory(graph, circle)


@asynccontextmanager
async def running(
    microsoft: Microsoft,
    desk: Desk,
    store: SqlStore,
    pace: Pace | None = None,
    watch: Watch = NOBODY,
    observers: Observers = UNOBSERVED,
) -> AsyncIterator[web.Application]:
    """A bot that looks after its requests; what is handed out answers /api/messages."""
    pace = pace or Pace()
    async with (
        aiohttp.ClientSession(trust_env=microsoft.through_proxies) as session,
        open_http(
            microsoft.ca_file, through_proxies=microsoft.through_proxies, timeout=pace.call
        ) as http,
    ):
        graph = GraphClient(
            http,
            microsoft.graph_tokens,
            microsoft.graph,
            patience=pace.look_up,
            observe=observers.graph,
        )
        house = build(microsoft, desk, store, pace, session, graph, watch, observers)
        await refuse_one_person_alone(house.directory, desk)
        async with _at_work(house) as app:
            yield app


@asynccontextmanager
async def _at_work(house: House) -> AsyncIterator[web.Application]:
    """What goes on beside the activities, from here to the drain."""
    work = (house.does.upkeep.run(), house.bookkeeping.run(), house.warm())
    tasks = [asyncio.create_task(each) for each in work]
    upkeep = tasks[0]
    app = web.Application()
    app[IS_OPEN] = lambda: house.reception.is_open
    app[DRAINING] = lambda: house.drain(upkeep)
    app.router.add_post("/api/messages", house.reception.receive)
    try:
        yield app
    finally:
        await house.drain(upkeep)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serve until left; hands out the base address."""
    async with Doorway(app).open(host, port) as (address, bound):
        try:
            yield f"http://{address}:{bound}"
        finally:
            # With the port still open, so that whoever comes now is told to go elsewhere.
            await app[DRAINING]()
