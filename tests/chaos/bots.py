"""The replicas of one bot, as processes, behind a load balancer that knows who is alive."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bot.sandbox.server import Sandbox
from tests.chaos.replica import Told, Trap, serve
from tests.places import places_of

# To import a bot takes longer than most cases, so its processes are forked from one that has.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.chaos.replica", "tests.chaos.case"])
Process = multiprocessing.context.ForkServerProcess


@dataclass(slots=True)
class Bots:
    """What is started with `start` gets activities in turn, as long as it is alive."""

    sandbox: Sandbox
    folder: Path
    told: Told
    _alive: dict[str, Process] = field(default_factory=dict, init=False)
    _watching: list[asyncio.Task[None]] = field(default_factory=list, init=False)

    @property
    def trap_file(self) -> Path:
        return self.folder / "sprung"

    @property
    def log(self) -> str:
        file = self.folder / "bots.log"
        return file.read_text("utf-8", errors="replace") if file.exists() else ""

    async def start(self, trap: Trap | None = None, **otherwise: Any) -> Process:
        told = replace(self.told, trap=trap, **otherwise)
        line, its_end = FORKS.Pipe()
        process = FORKS.Process(
            target=serve, args=(told, its_end, str(self.folder / "bots.log")), daemon=True
        )
        process.start()
        its_end.close()
        try:
            address = await asyncio.to_thread(line.recv)
        except EOFError:
            line.close()
            raise RuntimeError(f"a replica did not start: {self.log[-2000:]}") from None
        self._alive[address] = process
        self._watching.append(asyncio.create_task(self._until_dead(address, process, line)))
        self._route()
        return process

    async def sprung(self, seconds: float = 60) -> None:
        """Wait until somebody was caught in the trap. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not self.trap_file.exists():
                await asyncio.sleep(0.05)

    async def one_dead(self) -> None:
        """Wait until the one that was caught is dead and gets no more activities."""
        await self.sprung()
        async with asyncio.timeout(60):
            while len(self._alive) == len(self._watching):
                await asyncio.sleep(0.02)

    def turn_names_over(self) -> None:
        for process in self._alive.values():
            if process.pid is not None:
                os.kill(process.pid, signal.SIGUSR1)

    def kill_one(self) -> None:
        next(iter(self._alive.values())).kill()

    def next(self) -> None:
        """Let another replica get what comes now."""
        addresses = list(self._alive)
        if len(addresses) > 1:
            address = addresses[0]
            self._alive[address] = self._alive.pop(address)
        self._route()

    async def stop(self) -> None:
        for process in tuple(self._alive.values()):
            process.kill()
        await asyncio.gather(*self._watching)

    async def _until_dead(self, address: str, process: Process, line: Connection) -> None:
        dead, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_reader(process.sentinel, dead.set)
        await dead.wait()
        loop.remove_reader(process.sentinel)
        process.close()
        line.close()
        self._alive.pop(address, None)
        self._route()

    def _route(self) -> None:
        address = next(iter(self._alive), "http://127.0.0.1:9")
        self.sandbox.teams.bot_endpoint = f"{address}/api/messages"


@asynccontextmanager
async def bots_for(sandbox: Sandbox, folder: Path, database: str) -> AsyncIterator[Bots]:
    bots = Bots(sandbox, folder, Told(places_of(sandbox), database))
    try:
        yield bots
    finally:
        await bots.stop()
