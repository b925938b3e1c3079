"""Where it all is played: Microsoft, the programs, and databases of this bot's own."""

import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.rules import Standing
from bot.teams.notifier import message_activity
from cards.help import help_card
from tests.bench.load import requester
from tests.bench.microsoft import Microsoft
from tests.bench.plan import Plan
from tests.bench.processes import THIS_BOT, Cores, Program, Started, Starter
from tests.bench.report import Report
from tests.bench.stories import REQUESTERS

AUDIT_KEY = "in every database of this measurement"


@dataclass(frozen=True, slots=True)
class Stage:
    """`profiles` is where this bot's profile goes, None if none is wanted."""

    plan: Plan
    microsoft: Microsoft
    starter: Starter
    report: Report
    profiles: Path | None = None
    _began: float = field(default_factory=time.monotonic)

    @property
    def folder(self) -> Path:
        return self.starter.folder

    @property
    def stalls(self) -> Path:
        return self.folder / "stalls"

    def say(self, words: str) -> None:
        """Tell whoever waits how far it is."""
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        sys.stdout.write(f"{minutes:2d}:{seconds:02d}  {words}\n")
        sys.stdout.flush()

    @asynccontextmanager
    async def started(self, program: Program, database: str = "") -> AsyncIterator[Started]:
        """A program that runs; this bot on the database at this address, or on one for turns."""
        more = {} if program is not THIS_BOT else self._more(database or self.sqlite("turns"))
        file = None
        if self.profiles and program is THIS_BOT:
            file = self.profiles / f"{time.time_ns()}.prof"
        started = await self.starter.start(program, more, file)
        try:
            yield started
        finally:
            await started.stop()

    def sqlite(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"

    def longest_stall(self, since: float) -> float:
        """Return the longest stall of the bot's loop since this moment of the monotonic clock."""
        told = [line.split() for line in self.stalls.read_text().splitlines()]
        return max((float(longest) for at, longest in told if float(at) >= since), default=0.0)

    def _more(self, database: str) -> dict[str, str]:
        return {"database": database, "audit_key": AUDIT_KEY, "stalls": str(self.stalls)}


@asynccontextmanager
async def staged(
    plan: Plan, folder: Path, report: Report, profiles: Path | None = None
) -> AsyncIterator[Stage]:
    cores = Cores()
    report.notes.append(cores.told)
    async with AsyncExitStack() as stack:
        stack.enter_context(cores.for_load())
        microsoft = await stack.enter_async_context(Microsoft())
        for number in range(REQUESTERS):
            requester(microsoft, number)
        reply = message_activity(None, help_card(Standing(requests=True, approves=False)))
        starter = Starter(cores, folder, microsoft.places, reply)
        yield Stage(plan, microsoft, starter, report, profiles)
