"""Plays every case, several at once, and prints one line for each: `python -m tests.chaos`.

With words as arguments only the cases whose names hold one of them. It ends with 1 on any miss.
"""

import asyncio
import logging
import os
import sys
import time
from collections.abc import Sequence

from tests import postgresql
from tests.chaos.afterwards import cases_afterwards
from tests.chaos.case import Case, Result, run
from tests.chaos.crashes import crashes
from tests.chaos.crowd import crowd
from tests.chaos.dialogs import dialog_cases
from tests.chaos.faults import faults
from tests.chaos.outages import outages

AT_ONCE = 3 * (os.cpu_count() or 2)
HEADINGS = ("lost", "alive without owner", "duplicates", "unanswered", "settled early")


def small() -> list[Case]:
    """The cases that go side by side."""
    return [*crashes(), *cases_afterwards(), *dialog_cases(), *faults(), *outages()]


def chosen(cases: Sequence[Case], words: Sequence[str]) -> list[Case]:
    return [case for case in cases if not words or any(word in case.name for word in words)]


async def play(cases: Sequence[Case], server: str, at_once: int) -> list[Result]:
    """Play the cases; each is told as soon as it is over."""
    places = asyncio.Semaphore(at_once)

    async def one(case: Case) -> Result:
        async with places:
            result = await run(case, server)
        sys.stdout.write(f"{line_of(result)}\n")
        sys.stdout.flush()
        return result

    return list(await asyncio.gather(*(one(case) for case in cases)))


def line_of(result: Result) -> str:
    toll = result.toll
    counts = (toll.lost, toll.ownerless, toll.duplicates, toll.unanswered, toll.early)
    told = "  ".join(f"{name} {count}" for name, count in zip(HEADINGS, counts, strict=True))
    verdict = "ok  " if result.good else "MISS"
    amiss = "".join(f"\n       {each}" for each in result.amiss)
    return f"{verdict} {result.case.name:<66} {told}  {result.ended}{amiss}"


async def play_all(words: Sequence[str], server: str) -> list[Result]:
    side_by_side = await play(chosen(small(), words), server, AT_ONCE)
    # A crowd needs the machine for itself.
    return side_by_side + await play(chosen([crowd()], words), server, 1)


def main() -> int:
    began = time.monotonic()
    # Who is killed in the middle of a request leaves a traceback in the sandbox's server.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    with postgresql.server() as server:
        results = asyncio.run(play_all(sys.argv[1:], server))
    missed = [result for result in results if not result.good]
    minutes = (time.monotonic() - began) / 60
    sys.stdout.write(f"{len(results)} cases, {len(missed)} missed, {minutes:.1f} minutes\n")
    return 1 if missed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
