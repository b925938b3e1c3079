"""What the bot stands on is away for a while: its database, names, Entra's tokens."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from bot.domain.request import State, Why
from bot.messages import labels
from bot.sandbox.graph.world import Call
from tests.chaos.case import DESK, Case, Scene
from tests.chaos.crashes import ISSUED, LOST, NOT_SHOWN, NOTHING
from tests.chaos.faults import (
    BROKEN,
    DELAYED,
    EMPTY,
    LASTS,
    THROTTLED,
    Fault,
    ask_if_nothing_came_of_it,
    others_are_served,
)

# Whatever comes of it, somebody must be told, and no pass stay that nobody has.
SETTLED = frozenset({ISSUED, LOST, NOT_SHOWN, NOTHING, (State.LAPSED, Why.APPROVAL_TOO_OLD)})
SETTLED |= {(State.FAILED, why) for why in (Why.GRAPH_UNREACHABLE, Why.CHAT_CLOSED)}

Outage = Callable[[Scene], Coroutine[Any, Any, None]]


async def before_asking(scene: Scene, outage: Outage) -> None:
    """It is away when Rita asks."""
    away = asyncio.create_task(outage(scene))
    await asyncio.sleep(0.2)
    await scene.people.ask("rita", "uma")
    await away
    await ask_if_nothing_came_of_it(scene)
    await scene.people.approve("adam", "uma")


async def before_approving(scene: Scene, outage: Outage) -> None:
    """It is away when Adam clicks."""
    await scene.people.ask("rita", "uma")
    await scene.people.sees("adam", "uma", labels.APPROVE)
    away = asyncio.create_task(outage(scene))
    await asyncio.sleep(0.2)
    await scene.people.approve("adam", "uma")
    await away


async def while_making(scene: Scene, outage: Outage) -> None:
    """It goes away while Graph makes the pass."""
    scene.sandbox.faults.add("graph", method="POST", path="PassMethods$", delay=1, times=1)
    await scene.people.ask("rita", "uma")
    await scene.people.approve("adam", "uma")
    while not any(call.path.endswith("PassMethods") for call in _posts(scene)):
        await asyncio.sleep(0.02)
    await outage(scene)


async def while_showing(scene: Scene, outage: Outage) -> None:
    """It goes away while Teams shows the code."""
    await scene.people.ask("rita", "uma")
    await scene.people.sees("adam", "uma", labels.APPROVE)
    chat = scene.people.client("adam").chat.id
    scene.sandbox.faults.add("connector", method="PUT", path=chat, delay=1, times=4)
    await scene.people.approve("adam", "uma")
    while not scene.sandbox.tenant.passes.ever(scene.sandbox.tenant.person("uma").id):
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.3)
    await outage(scene)


async def before_hiding(scene: Scene, outage: Outage) -> None:
    """It is away when Adam has read the code out."""
    await scene.people.ask("rita", "uma")
    await scene.people.approve("adam", "uma")
    await scene.people.sees("adam", "uma", labels.DONE)
    away = asyncio.create_task(outage(scene))
    await asyncio.sleep(0.2)
    await scene.people.hide("adam", "uma")
    await away


MOMENTS = (before_asking, before_approving, while_making, while_showing, before_hiding)


def _posts(scene: Scene) -> list[Call]:
    return [call for call in scene.sandbox.calls if call.method == "POST"]


async def locked(scene: Scene) -> None:
    """Another program holds SQLite's lock for longer than anybody waits for it."""
    holder = sqlite3.connect(make_url(scene.at).database or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(LASTS)
    holder.rollback()
    holder.close()


@dataclass(slots=True)
class Line:
    """The way to PostgreSQL, which can be cut."""

    socket: str
    _whole: bool = field(default=True, init=False)
    _open: set[asyncio.StreamWriter] = field(default_factory=set, init=False)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        there, back = await asyncio.open_unix_connection(self.socket)
        self._open |= {writer, back}
        await asyncio.gather(_pump(reader, back), _pump(there, writer))
        self._open -= {writer, back}

    async def outage(self, scene: Scene) -> None:
        del scene
        self._whole = False
        for each in tuple(self._open):
            each.transport.abort()
        await asyncio.sleep(LASTS)
        self._whole = True


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def line_to(at: str) -> AsyncIterator[tuple[Line, str]]:
    """A line to the database at this address, and the address at its near end."""
    url = make_url(at)
    line = Line(str(Path(str(url.query["host"])) / f".s.PGSQL.{url.port or 5432}"))
    server = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    near = url.set(host="127.0.0.1", port=port, query={"sslmode": "disable"})
    async with server:
        yield line, near.render_as_string(hide_password=False)


def outages() -> Iterator[Case]:
    for moment in MOMENTS:
        yield _locked(moment)
        yield _gone(moment)
    for moment in (before_asking, before_approving):
        yield _nameless(moment)
    for name, fault in (THROTTLED | BROKEN | EMPTY | DELAYED).items():
        yield _without_tokens(name, fault)


Moment = Callable[[Scene, Outage], Coroutine[Any, Any, None]]


def _locked(moment: Moment) -> Case:
    async def play(scene: Scene) -> None:
        await scene.begin()
        await moment(scene, locked)
        await others_are_served(scene)

    return Case(f"SQLite is locked {_words(moment)}", play, SETTLED)


def _gone(moment: Moment) -> Case:
    async def play(scene: Scene) -> None:
        async with line_to(scene.at) as (line, near):
            scene.bots.told = replace(scene.bots.told, database=near)
            await scene.begin()
            await moment(scene, line.outage)
            await others_are_served(scene)
            await scene.rest()
            await scene.bots.stop()

    return Case(f"PostgreSQL is gone {_words(moment)}", play, SETTLED, on_postgresql=True)


def _nameless(moment: Moment) -> Case:
    async def outage(scene: Scene) -> None:
        scene.bots.turn_names_over()
        await asyncio.sleep(LASTS)
        scene.bots.turn_names_over()

    async def play(scene: Scene) -> None:
        scene.sandbox.teams.keys.address = _by_name(scene.sandbox.address)
        places = scene.bots.told.places
        by_name = {name: _by_name(places[name]) for name in ("graph", "connector", "signing_keys")}
        scene.bots.told = replace(scene.bots.told, places=places | by_name)
        await scene.begin()
        # Connections that are open need no name; they are closed by then.
        await asyncio.sleep(16)
        await moment(scene, outage)
        await others_are_served(scene)

    return Case(f"no name resolves {_words(moment)}", play, SETTLED)


def _without_tokens(name: str, fault: Fault) -> Case:
    async def play(scene: Scene) -> None:
        scene.sandbox.faults.add("login", path="/token$", **fault)
        await scene.bots.start()
        for key in DESK:
            await scene.people.client(key).install()
        asking = asyncio.create_task(scene.people.ask("rita", "uma"))
        await asyncio.sleep(LASTS)
        scene.sandbox.faults.clear()
        await asking
        await ask_if_nothing_came_of_it(scene)
        await scene.people.approve("adam", "uma")
        await others_are_served(scene)

    return Case(f"Entra, giving tokens: {name}", play, frozenset({ISSUED}))


def _by_name(address: str) -> str:
    return address.replace("127.0.0.1", "localhost")


def _words(moment: Moment) -> str:
    return moment.__name__.replace("_", " ")
