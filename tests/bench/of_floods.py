"""What a flood of unsigned requests does to valid ones: the flood comes at half the bot's best."""

import asyncio
import time
from dataclasses import dataclass

from tests.bench.load import Rush, Work, percentile
from tests.bench.of_turns import STRANGERS, Talking, talkers
from tests.bench.processes import THIS_BOT
from tests.bench.report import MILLI, median
from tests.bench.stage import Stage

VALID, VALID_PER_SECOND = range(16), 20
STRANGE = range(16, 64)


@dataclass(frozen=True, slots=True)
class Paced:
    """Times in seconds."""

    times: list[float]
    failed: int

    @property
    def p99(self) -> float:
        return percentile(self.times, 0.99) * MILLI


async def measure_floods(stage: Stage) -> None:
    quiet, flooded, grown, failed = [], [], [], 0
    async with talkers(stage, (THIS_BOT,)) as (talking,):
        talking.turns.listen()
        await _valid(talking, stage.plan.flood_window)
        for number in range(stage.plan.flood_rounds):
            stage.say(f"flood: round {number + 1} of {stage.plan.flood_rounds}")
            before = await _valid(talking, stage.plan.flood_window)
            best = await talking.push(talking.turns.unsigned, Rush(16, stage.plan.flood_window))
            memory = talking.started.used.memory
            during, strange = await asyncio.gather(
                _valid(talking, stage.plan.flood_window),
                paced(
                    talking.turns.unsigned, STRANGE, best.per_second / 2, stage.plan.flood_window
                ),
            )
            quiet.append(before.p99)
            flooded.append(during.p99 / before.p99)
            grown.append(talking.started.used.memory - memory)
            failed += before.failed + during.failed + strange.failed
    report = stage.report
    report.facts |= {"valid p99 before a flood, ms": median(quiet), "failed in floods": failed}
    what = f"valid p99 in a flood ({STRANGERS}, halved), against before"
    report.at_most(what, median(flooded), 5)
    report.at_most("memory that a flood takes", max(grown), 20, " MB")


async def _valid(talking: Talking, seconds: float) -> Paced:
    return await paced(talking.turns.help, VALID, VALID_PER_SECOND, seconds)


async def paced(work: Work, slots: range, per_second: float, seconds: float) -> Paced:
    """Each slot works when it is its turn, or at once when it is late."""
    start, found = time.perf_counter(), Paced([], 0)
    failed = 0

    async def once(slot: int, due: float) -> bool:
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        began = time.perf_counter()
        good = await work(slot)
        found.times.append(time.perf_counter() - began)
        return good

    async def hand(slot: int) -> None:
        nonlocal failed
        turn = slot - slots.start
        while (due := start + turn / per_second) < start + seconds:
            failed += not await once(slot, due)
            turn += len(slots)

    await asyncio.gather(*map(hand, slots))
    return Paced(found.times, failed)
