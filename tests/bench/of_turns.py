"""One turn, one reply, by every program; refusals; cold starts; and memory after many turns."""

import asyncio
import itertools
import subprocess
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from tests.bench.load import Pushed, Rush, Turns, Work, push
from tests.bench.processes import (
    AGENTS,
    CEILING,
    REFUSER,
    STOCK,
    TEAMS_APPS,
    THIS_BOT,
    Program,
    Started,
)
from tests.bench.report import Report, compared, median
from tests.bench.stage import Stage

LOGIN, CONNECTOR = 0.050, 0.020
MOST_AT_ONCE = 64
WARM = Rush(4, 3.0, most=60)
TURN, REFUSAL, STRANGERS = "(a) /tap help", "(b) refusal", "16 at once, unsigned"


@dataclass(frozen=True, slots=True)
class Weather:
    """Under what a program is measured: how many at once, what Microsoft takes, whose tokens."""

    name: str
    at_once: int
    slow: bool = False
    new_tokens: bool = False


AT_16 = Weather("16 at once", 16)
SLOW = Weather("64 at once, login 50 ms, connector 20 ms", 64, slow=True)
WEATHERS = (
    Weather("1 at once", 1),
    AT_16,
    Weather("64 at once", 64),
    Weather("16 at once, each with a new token", 16, new_tokens=True),
    SLOW,
)


@dataclass(frozen=True, slots=True)
class Talking:
    """A program that runs, and those who talk to it."""

    started: Started
    turns: Turns

    @property
    def program(self) -> Program:
        return self.started.program

    async def push(self, work: Work, rush: Rush) -> Pushed:
        self.turns.listen()
        return await push(self.started, work, rush)


async def measure_turns(stage: Stage) -> None:
    found: dict[tuple[Program, Weather], list[Pushed]] = defaultdict(list)
    async with talkers(stage, stage.plan.talkers) as all_talking:
        _note_memory(stage.report, all_talking, "before")
        for talking in all_talking:
            await _prove(stage.report, talking)
        for number in range(stage.plan.rounds):
            stage.say(f"{TURN}: round {number + 1} of {stage.plan.rounds}")
            for weather in WEATHERS:
                await _round(stage, weather, all_talking, found)
        _note_memory(stage.report, all_talking, "after")
    for weather in WEATHERS:
        rounds = {each.program.title: found[each.program, weather] for each in all_talking}
        stage.report.rows += compared(TURN, weather.name, rounds)
    _demand_of_turns(stage.report)


async def measure_refusals(stage: Stage) -> None:
    found: dict[Program, list[Pushed]] = defaultdict(list)
    rush = Rush(AT_16.at_once, stage.plan.window)
    async with talkers(stage, (THIS_BOT, REFUSER)) as all_talking:
        for number in range(stage.plan.rounds):
            stage.say(f"{REFUSAL}: round {number + 1} of {stage.plan.rounds}")
            for talking in all_talking:
                found[talking.program].append(await talking.push(talking.turns.unsigned, rush))
    report = stage.report
    report.rows += compared(REFUSAL, STRANGERS, {one.title: each for one, each in found.items()})
    bare = report.ratio_of(REFUSAL, REFUSER.title, STRANGERS)
    ratio = 1 / bare if bare else None
    report.at_least("(b) a refusal, against bare aiohttp that answers 401", ratio, 0.8)


async def measure_cold_starts(stage: Stage) -> None:
    found: dict[Program, list[float]] = defaultdict(list)
    # Once, so that its database is there, as it is whenever a bot is started again.
    async with stage.started(THIS_BOT):
        pass
    for number in range(stage.plan.rounds):
        stage.say(f"cold start: round {number + 1} of {stage.plan.rounds}")
        for program in stage.plan.talkers:
            async with _if_it_starts(stage, program) as started:
                if started is not None:
                    found[program].append(started.cold)
    for program, starts in found.items():
        stage.report.facts[f"cold start of {program.title}, s"] = median(starts)
    ours, stock = (median(found[each]) if found[each] else 0.0 for each in (THIS_BOT, STOCK))
    ratio = ours / stock if stock else None
    stage.report.at_most("cold start to the first connection, against stock", ratio, 2.0)


async def measure_memory(stage: Stage) -> None:
    few, many = stage.plan.memory
    memories: dict[int, float] = {}
    made = 0
    async with talkers(stage, (THIS_BOT,)) as (talking,):
        for turns in (few, many - few):
            stage.say(f"memory: {turns} turns")
            rush = Rush(AT_16.at_once, stage.plan.memory_window, most=turns)
            made += len((await talking.push(talking.turns.help, rush)).times)
            await asyncio.sleep(1)
            memories[made] = talking.started.used.memory
    for turns, memory in memories.items():
        stage.report.facts[f"memory of this bot after {turns} turns, MB"] = memory
    if made < many:
        stage.report.notes.append(f"there was no time for {many} turns, the memory is after {made}")
    what = f"memory after {made} turns, against that after {few}"
    stage.report.at_most(what, memories[made] / memories[min(memories)], 1.1)


async def _round(
    stage: Stage,
    weather: Weather,
    all_talking: Sequence[Talking],
    found: Mapping[tuple[Program, Weather], list[Pushed]],
) -> None:
    rush = Rush(weather.at_once, stage.plan.slow_window if weather.slow else stage.plan.window)
    tokens: Sequence[str] = (stage.microsoft.token(),)
    if weather.new_tokens:
        tokens = [stage.microsoft.token(number + 1) for number in range(stage.plan.new_tokens)]
        rush = replace(rush, most=stage.plan.new_tokens)
    if weather.slow:
        stage.microsoft.take(login=LOGIN, connector=CONNECTOR)
    for talking in all_talking:
        talking.turns.use(itertools.cycle(tokens))
        pushed = await talking.push(talking.turns.help, rush)
        found[talking.program, weather].append(pushed)
    stage.microsoft.take()


async def _prove(report: Report, talking: Talking) -> None:
    """Note it where a program would do its work for anybody: it would then be no comparison."""
    talking.turns.listen()
    if not await talking.turns.is_guarded():
        report.notes.append(f"{talking.program.title} heeds strangers: authentication is off")
    await talking.push(talking.turns.help, WARM)


@asynccontextmanager
async def talkers(stage: Stage, programs: Sequence[Program]) -> AsyncIterator[tuple[Talking, ...]]:
    async with AsyncExitStack() as stack:
        started = [await stack.enter_async_context(_if_it_starts(stage, one)) for one in programs]
        talking = tuple(
            Talking(one, Turns(stage.microsoft, one, MOST_AT_ONCE)) for one in started if one
        )
        for one in talking:
            stack.callback(one.turns.close)
        yield talking


@asynccontextmanager
async def _if_it_starts(stage: Stage, program: Program) -> AsyncIterator[Started | None]:
    """None, and a note, for another's program that cannot be had here; this bot must start."""
    async with AsyncExitStack() as stack:
        try:
            started = await stack.enter_async_context(stage.started(program))
        except (RuntimeError, subprocess.CalledProcessError) as error:
            if not program.packages:
                raise
            stage.report.notes.append(f"{program.title} is left out: {error}")
            started = None
        yield started


def _note_memory(report: Report, all_talking: Sequence[Talking], when: str) -> None:
    for talking in all_talking:
        name = f"memory of {talking.program.title}, {when} its turns, MB"
        report.facts[name] = talking.started.used.memory


def _demand_of_turns(report: Report) -> None:
    def demand(other: Program, least: float, weather: Weather = AT_16) -> None:
        ratio = report.ratio_of(TURN, other.title, weather.name)
        what = f"(a) {weather.name}, against {other.title}"
        report.at_least(what, 1 / ratio if ratio else None, least)

    demand(CEILING, 0.5)
    demand(STOCK, 15)
    demand(AGENTS, 3)
    demand(TEAMS_APPS, 3)
    demand(CEILING, 0.6, SLOW)
