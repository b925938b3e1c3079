"""A bot in a process of its own, told at which point to die or to stand still."""

import asyncio
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bot.domain.demands import Verify
from bot.domain.rules import Delivery, Desk, Pace
from bot.ops.house import listening, running
from bot.service.points import NOBODY, Point, Watch
from bot.store.sql_store import open_store
from tests.places import microsoft_at

# As in production, but for the length of it: a third of a minute is a second here.
PACE = Pace(
    lease=timedelta(seconds=7),
    resume_after=timedelta(seconds=1),
    approval_holds=timedelta(seconds=30),
    settle_for=timedelta(seconds=5),
    delivery_margin=timedelta(seconds=1.5),
    upkeep_every=timedelta(milliseconds=100),
    due_lease=timedelta(seconds=5),
    view_lease=timedelta(seconds=6),
    call=timedelta(seconds=1.5),
    look_up=timedelta(seconds=4),
    late_update=timedelta(seconds=6),
    confirm_within=timedelta(seconds=8),
)


AUDIT_KEY = "in all replicas, and not in the database"


@dataclass(frozen=True, slots=True)
class Trap:
    """At the `nth` time that `point` is reached the process dies, or stands still for a while.

    `file` says that it has happened: of all replicas that share it, one alone is caught.
    """

    point: Point
    file: str
    nth: int = 1
    stands_still: float = 0


@dataclass(frozen=True, slots=True)
class Told:
    """Where a Sandbox is, and what a test wants otherwise. Spans are in seconds."""

    places: dict[str, str]
    database: str
    trap: Trap | None = None
    approval_timeout: float = 3600
    hide_after: float = 600
    approvers_asked: int = 10
    verify: str = "none"
    in_dialog: bool = False
    answer_within: float = 4
    ahead: float = 0


@dataclass(slots=True)
class Trapped:
    """Watches for the point of a trap."""

    trap: Trap
    _reached: int = field(default=0, init=False)

    def reach(self, point: Point) -> None:
        if point is not self.trap.point:
            return
        self._reached += 1
        if self._reached == self.trap.nth and self._is_first():
            self._spring()

    def _is_first(self) -> bool:
        try:
            Path(self.trap.file).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _spring(self) -> None:
        if not self.trap.stands_still:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(self.trap.stands_still)


class Loop(asyncio.SelectorEventLoop):
    """Its names resolve or do not: SIGUSR1 turns that over."""

    names_fail = False

    def turn_over(self) -> None:
        self.names_fail = not self.names_fail

    async def getaddrinfo(self, *args: Any, **options: Any) -> Any:
        if self.names_fail:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return await super().getaddrinfo(*args, **options)


async def main(told: Told, line: Connection) -> None:
    loop = asyncio.get_running_loop()
    if isinstance(loop, Loop):
        loop.add_signal_handler(signal.SIGUSR1, loop.turn_over)
    desk = Desk(
        frozenset({told.places["requesters"]}),
        frozenset({told.places["approvers"]}),
        approval_timeout=timedelta(seconds=told.approval_timeout),
        hide_after=timedelta(seconds=told.hide_after),
        approvers_asked=told.approvers_asked,
        verify=Verify(told.verify),
        delivery=Delivery.DIALOG if told.in_dialog else Delivery.CHAT,
    )
    pace = replace(PACE, answer_within=timedelta(seconds=told.answer_within))
    ahead = partial(timedelta, seconds=told.ahead)
    watch: Watch = Trapped(told.trap) if told.trap else NOBODY
    async with (
        await open_store(told.database, ahead, AUDIT_KEY) as store,
        running(microsoft_at(told.places), desk, store, pace, watch) as app,
        listening(app, "127.0.0.1", 0) as address,
    ):
        line.send(address)
        # It says nothing more, and ends when nobody listens at the other end any more.
        await asyncio.to_thread(line.poll, None)


def serve(told: Told, line: Connection, log: str) -> None:
    """Run until killed. The address goes to `line`, and standard error to `log`."""
    with Path(log).open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main(told, line))
