"""Whole stories at a pace, with more and more finished requests in the store; and upkeep."""

import asyncio
import time
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.store.migrate import migrate_at
from tests import postgresql
from tests.bench.filling import fill, fill_with_pending
from tests.bench.load import Pushed, Rush, percentile, push
from tests.bench.plan import SQLITE
from tests.bench.processes import THIS_BOT, Started
from tests.bench.report import MILLI, Report, compared, median
from tests.bench.stage import Stage
from tests.bench.stories import Paced, Stories, at_pace

GRAPH, CONNECTOR = 0.050, 0.020
FIRST = Rush(4, 30.0, most=8)
STORY = "(c) story"


@dataclass(frozen=True, slots=True)
class Kept:
    """A bot whose store holds so many finished requests."""

    database: str
    size: int
    started: Started

    @property
    def name(self) -> str:
        return f"{self.database}, {self.size:,} finished requests"


class Databases:
    """Empty databases of both kinds, each with an address of its own; made when asked for."""

    def __init__(self, stage: Stage, stack: AsyncExitStack) -> None:
        self._stage = stage
        self._stack = stack
        self._server: str | None = None

    async def new(self, kind: str) -> str:
        if kind == SQLITE:
            return self._stage.sqlite(f"stories-{uuid.uuid4().hex}")
        if self._server is None:
            self._server = self._stack.enter_context(postgresql.server())
        address = await self._stack.enter_async_context(postgresql.empty_database(self._server))
        await migrate_at(address)
        return address


async def measure_stories(stage: Stage) -> None:
    """Measure whether the bot keeps the pace of (c), on SQLite."""
    stories, paced, stalls = Stories(stage.microsoft), [], []
    async with AsyncExitStack() as stack:
        address = await Databases(stage, stack).new(SQLITE)
        started = await stack.enter_async_context(stage.started(THIS_BOT, address))
        await _first_stories(stage, stories, started)
        stage.microsoft.take(graph=GRAPH, connector=CONNECTOR)
        cpu = started.used.cpu
        for number in range(stage.plan.pace_rounds):
            stage.say(f"{STORY}: round {number + 1} of {stage.plan.pace_rounds}")
            since = time.monotonic()
            paced.append(await at_pace(stories, stage.plan.pace, stage.plan.pace_window))
            await asyncio.sleep(1)
            stalls.append(stage.longest_stall(since))
        cpu = started.used.cpu - cpu
    stage.microsoft.take()
    _note_pace(stage.report, stories, paced, stalls, cpu)


async def measure_growth(stage: Stage) -> None:
    """Measure the stories that a bot can tell, beside many that have long ended."""
    stories = Stories(stage.microsoft)
    found: dict[str, list[Pushed]] = defaultdict(list)
    async with AsyncExitStack() as stack:
        databases = Databases(stage, stack)
        kept = [
            await stack.enter_async_context(_kept(stage, stories, databases, kind, size))
            for kind in stage.plan.databases
            for size in stage.plan.sizes
        ]
        stage.microsoft.take(graph=GRAPH, connector=CONNECTOR)
        plan = stage.plan
        rush = Rush(plan.stories_at_once, plan.story_window, ramp=plan.story_ramp)
        for number in range(stage.plan.rounds):
            stage.say(f"growth: round {number + 1} of {stage.plan.rounds}")
            for one in kept:
                stories.turn_to(one.started.port)
                found[one.name].append(await push(one.started, stories.tell, rush))
    stage.microsoft.take()
    load = f"{stage.plan.stories_at_once} at once"
    for kind in stage.plan.databases:
        of_kind = {name: rounds for name, rounds in found.items() if name.startswith(kind)}
        stage.report.rows += compared(STORY, load, of_kind)
    stage.report.notes += sorted({f"a story failed: {why}" for why in stories.why})[:5]
    _demand_of_growth(stage, load)


async def measure_upkeep(stage: Stage) -> None:
    """Measure what a bot that nobody talks to needs, with none and with many pending requests."""
    stories, seconds = Stories(stage.microsoft), stage.plan.upkeep_window
    async with AsyncExitStack() as stack:
        address = await Databases(stage, stack).new(SQLITE)
        for pending in (0, stage.plan.pending):
            if pending:
                await fill_with_pending(address, pending)
            async with stage.started(THIS_BOT, address) as started:
                if not pending:
                    await _first_stories(stage, stories, started)
                await asyncio.sleep(2)
                stage.say(f"upkeep: {seconds:.0f} s with {pending} pending requests")
                before = started.used.cpu
                await asyncio.sleep(seconds)
                used = (started.used.cpu - before) * 60 / seconds
                name = f"upkeep with {pending} pending requests, CPU s per minute"
                stage.report.facts[name] = used


@asynccontextmanager
async def _kept(
    stage: Stage, stories: Stories, databases: Databases, kind: str, size: int
) -> AsyncIterator[Kept]:
    address = await databases.new(kind)
    if size:
        async with stage.started(THIS_BOT, address) as started:
            await _first_stories(stage, stories, started)
        stage.say(f"growth: {size:,} finished requests into {kind}")
        await fill(address, size)
    async with stage.started(THIS_BOT, address) as started:
        await _first_stories(stage, stories, started)
        yield Kept(kind, size, started)


async def _first_stories(stage: Stage, stories: Stories, started: Started) -> None:
    """Everybody greets the bot, and all that is looked up once is looked up."""
    stage.microsoft.take()
    stories.turn_to(started.port)
    await stories.greet()
    pushed = await push(started, stories.tell, FIRST)
    if pushed.failed:
        raise RuntimeError(f"stories do not come to their end here: {stories.why[-1]}")
    stories.clicks.clear()


def _note_pace(
    report: Report, stories: Stories, paced: list[Paced], stalls: list[float], cpu: float
) -> None:
    times = [each for one in paced for each in one.times]
    facts = {
        "stories at a pace: begun a second": paced[0].per_second,
        "stories at a pace: that failed": float(sum(one.failed for one in paced)),
        "stories at a pace: from request to last outcome, p50, ms": percentile(times, 0.5) * MILLI,
        "stories at a pace: from request to last outcome, p99, ms": percentile(times, 0.99) * MILLI,
        "stories at a pace: CPU of the bot per story, ms": cpu / len(times) * MILLI,
        "stories at a pace: longest stall of the loop in any round, ms": max(stalls) * MILLI,
    }
    report.facts |= facts
    report.notes += sorted({f"a story failed: {why}" for why in stories.why})[:5]
    pace, seconds = paced[0].per_second, paced[0].seconds
    sustained = median(one.sustained for one in paced)
    # The last of them cannot have ended when the time is over, so a hundredth may be missing.
    report.at_least(f"(c) {pace:g} stories a second for {seconds:g} s", sustained, 0.99 * pace)
    click = percentile(stories.clicks, 0.99) * MILLI
    report.at_most("(c) p99 from click to answer", click, 500, " ms")
    report.at_most("(c) longest stall of the loop", median(stalls) * MILLI, 50, " ms")


def _demand_of_growth(stage: Stage, load: str) -> None:
    most = stage.plan.sizes[-1]
    for kind in stage.plan.databases:
        ratio = stage.report.ratio_of(STORY, f"{kind}, {most:,} finished requests", load)
        what = f"(c) with {most:,} finished requests, against none, {kind}"
        stage.report.at_least(what, ratio, 0.9)
