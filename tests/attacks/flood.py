"""What a flood of unsigned requests does to valid ones: `make flood`, by hand.

The bot runs in this process, the load in another one, each on a core of its own where there are
two. The flood comes at half the rate that the bot can refuse. Printed are the 99th percentile of
valid requests, quiet and under the flood, and how much the bot's memory grew.
"""

import asyncio
import json
import math
import os
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp

from tests.stories.town import town_at

SECONDS = 10
VALID_PER_SECOND = 20
AT_ONCE = 32
Facts = dict[str, Any]


def percentile(times: list[float], share: float) -> float:
    """In milliseconds; nothing was measured without any times."""
    return sorted(times)[math.ceil(share * len(times)) - 1] * 1000


def stay_on(core: int) -> None:
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[core]})


async def paced(work: Callable[[], Awaitable[None]], per_second: float, until: float) -> int:
    """Begin `work` so often; what is late is begun at once, up to AT_ONCE together."""
    places, begun, started = asyncio.Semaphore(AT_ONCE), 0, time.monotonic()

    async def once() -> None:
        async with places:
            await work()

    async with asyncio.TaskGroup() as group:
        while time.monotonic() < until:
            due = (time.monotonic() - started) * per_second
            for _ in range(min(int(due) - begun, AT_ONCE)):
                group.create_task(once())
                begun += 1
            await asyncio.sleep(0.002)
    return begun


class Load:
    """The other process: valid activities, and requests without a token."""

    def __init__(self, session: aiohttp.ClientSession, facts: Facts) -> None:
        self._session = session
        self._facts = facts
        self.times: list[float] = []
        self.refused = self.failed = 0

    async def stranger(self) -> None:
        async with self._session.post(self._facts["bot"], json={"type": "message"}) as answer:
            self.refused += answer.status == 401

    async def valid(self) -> None:
        headers = {"Authorization": f"Bearer {self._facts['token']}"}
        began = time.perf_counter()
        async with self._session.post(
            self._facts["bot"], json=self._facts["activity"], headers=headers
        ) as answer:
            await answer.read()
        self.failed += answer.status != 200
        self.times.append(time.perf_counter() - began)

    async def p99(self, seconds: float = SECONDS) -> float:
        self.times.clear()
        await paced(self.valid, VALID_PER_SECOND, time.monotonic() + seconds)
        return percentile(self.times, 0.99)


async def attack(facts: Facts) -> None:
    """Print the findings as one line of JSON, with a line before and after the flood."""
    stay_on(1)
    limits = aiohttp.TCPConnector(limit=2 * AT_ONCE)
    async with aiohttp.ClientSession(connector=limits) as session:
        load = Load(session, facts)
        await load.p99(2)
        quiet = await load.p99()
        capacity = await paced(load.stranger, 1_000_000, time.monotonic() + 3) / 3
        say("flood")
        ending = time.monotonic() + SECONDS
        flood = asyncio.create_task(paced(load.stranger, capacity / 2, ending))
        flooded = await load.p99()
        sent = await flood
        say("over")
    found = {"quiet": quiet, "flooded": flooded, "capacity": capacity, "sent": sent}
    say(json.dumps(found | {"failed": load.failed}))


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def memory() -> float:
    """Resident megabytes of this process; the highest so far where the system tells no other."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


async def measure() -> None:
    stay_on(0)
    with tempfile.TemporaryDirectory() as folder:
        async with town_at(Path(folder)) as town:
            rita = town.client("rita")
            value = {"commandId": "form", "commandContext": "compose"}
            facts = {
                "bot": town.sandbox.teams.bot_endpoint,
                "token": town.sandbox.teams.keys.sign_activity_token(),
                "activity": rita.compose.invoke("composeExtension/fetchTask", rita.chat, value),
            }
            load = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.attacks.flood",
                json.dumps(facts),
                stdout=asyncio.subprocess.PIPE,
            )
            assert load.stdout is not None
            await load.stdout.readline()
            before = memory()
            await load.stdout.readline()
            grown = memory() - before
            found = json.loads(await load.stdout.readline())
            await load.wait()
    say(f"it can refuse        {found['capacity']:8.0f} a second")
    say(f"flood                {found['sent'] / SECONDS:8.0f} a second for {SECONDS} s")
    say(f"valid p99, quiet     {found['quiet']:8.1f} ms")
    times = found["flooded"] / found["quiet"]
    say(f"valid p99, flooded   {found['flooded']:8.1f} ms, {times:.1f} times that")
    say(f"valid ones that failed {found['failed']:6}")
    say(f"memory grew by       {grown:8.1f} MB")


if __name__ == "__main__":
    asyncio.run(attack(json.loads(sys.argv[1])) if sys.argv[1:] else measure())
