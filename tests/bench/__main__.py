"""Measures this bot against others and against what it must show: `python -m tests.bench`.

It takes a machine of its own, with two cores and Linux. Falling short is told, and is no error.
"""

import argparse
import asyncio
import json
import pstats
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench.of_floods import measure_floods
from tests.bench.of_stories import measure_growth, measure_stories, measure_upkeep
from tests.bench.of_turns import (
    measure_cold_starts,
    measure_memory,
    measure_refusals,
    measure_turns,
)
from tests.bench.plan import QUICK, WHOLE, Plan
from tests.bench.processes import ROOT
from tests.bench.report import Report, as_text
from tests.bench.stage import Stage, staged

PARTS: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "a": measure_turns,
    "b": measure_refusals,
    "c": measure_stories,
    "cold": measure_cold_starts,
    "memory": measure_memory,
    "growth": measure_growth,
    "upkeep": measure_upkeep,
    "flood": measure_floods,
}
MOST_SHOWN = 40
FINDINGS = ROOT / "build" / "bench" / "bench.json"


async def measure(plan: Plan, only: Sequence[str], profiles: Path | None = None) -> Report:
    report = Report()
    with tempfile.TemporaryDirectory(prefix="tap-bench-") as folder:
        async with staged(plan, Path(folder), report, profiles) as stage:
            for name in only:
                await PARTS[name](stage)
            missing = sorted(stage.microsoft.answers.unknown)
    report.notes += [f"the stand-in for Graph had no answer: {call}" for call in missing]
    return report


def asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, help="how often every program is measured")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, comma-separated")
    parser.add_argument("--out", type=Path, default=FINDINGS, help="for the findings")
    parser.add_argument("--quick", action="store_true", help="a look, in less than five minutes")
    parser.add_argument("--profile", type=Path, help="a folder for this bot's profiles; it is slow")
    return parser.parse_args(words)


def main() -> int:
    wanted = asked(sys.argv[1:])
    plan = QUICK if wanted.quick else WHOLE
    if wanted.rounds:
        plan = replace(plan, rounds=wanted.rounds)
    if wanted.profile:
        wanted.profile.mkdir(parents=True, exist_ok=True)
    report = asyncio.run(measure(plan, wanted.only.split(","), wanted.profile))
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    wanted.out.write_text(json.dumps(report.as_json(), indent=2))
    sys.stdout.write(f"\n{as_text(report)}\n\nAll of it is in {wanted.out}.\n")
    for file in sorted(wanted.profile.glob("*.prof")) if wanted.profile else ():
        pstats.Stats(str(file)).sort_stats("tottime").print_stats(MOST_SHOWN)
    return 0


if __name__ == "__main__":
    sys.exit(main())
