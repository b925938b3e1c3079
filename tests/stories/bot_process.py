"""A bot in a process of its own, so that a story can kill it: reads a Sandbox's places as JSON."""

import asyncio
import json
import sys
from dataclasses import replace
from datetime import timedelta

from bot.domain.rules import Desk, Pace
from bot.ops.command_line import stop_asked
from bot.ops.house import listening, running
from bot.store.sql_store import open_store
from tests.places import microsoft_at

PACE = Pace(
    settle_for=timedelta(seconds=2),
    delivery_margin=timedelta(seconds=1),
    upkeep_every=timedelta(milliseconds=50),
    due_lease=timedelta(milliseconds=200),
    view_lease=timedelta(seconds=2),
)


async def main(places: dict[str, str]) -> None:
    desk = Desk(frozenset({places["requesters"]}), frozenset({places["approvers"]}))
    pace = replace(PACE, lease=timedelta(seconds=float(places["lease"])))
    async with (
        await open_store(places["database"]) as store,
        running(microsoft_at(places), desk, store, pace) as app,
        listening(app, "127.0.0.1", 0) as address,
    ):
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        await stop_asked()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
