"""Our bot as `python app.py` serves it, but for where Microsoft is."""

import asyncio
import cProfile
import logging
import os
import signal
import time
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from app import imported, importing
from tests.bench.programs.given import HOST, given

TICK = 0.005


async def serve() -> None:
    with importing():
        from bot.config import read_settings  # noqa: F401 - it is read from the environment there
        from bot.domain.rules import Desk
        from bot.ops.serving import Address, serving
        from bot.store.sql_store import open_store
        from tests.places import microsoft_at
    told = given()
    microsoft = replace(microsoft_at(told.places), ca_file=told.places["ca_file"])
    desk = Desk(frozenset({told.places["requesters"]}), frozenset({told.places["approvers"]}))
    opening = partial(open_store, told.more["database"], timedelta, told.more["audit_key"])
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with serving(microsoft, desk, opening, Address(HOST, told.port), None):
        watch = asyncio.create_task(_note_stalls(Path(told.more["stalls"])))
        await stopped.wait()
        watch.cancel()


async def _note_stalls(file: Path) -> None:
    """Write once a second when that was and how long the loop kept a task waiting at most."""
    longest, second = 0.0, int(time.monotonic())
    with file.open("a", buffering=1) as lines:
        while True:
            due = time.monotonic() + TICK
            await asyncio.sleep(TICK)
            now = time.monotonic()
            longest = max(longest, now - due)
            if int(now) > second:
                lines.write(f"{now} {longest}\n")
                longest, second = 0.0, int(now)


def main() -> None:
    imported("bot.ops.logs:set_up")(logging.INFO, as_json=True)
    profile = os.environ.get("TAP_BENCH_PROFILE")
    with cProfile.Profile() if profile else nullcontext() as found:
        asyncio.run(serve())
    if found is not None:
        found.dump_stats(str(profile))


if __name__ == "__main__":
    main()
