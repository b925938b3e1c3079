"""A task that is cancelled while it writes leaves no lock behind."""

import asyncio

import pytest

from bot.domain.audit import Event, Happened
from bot.store.sql_store import SqlStore


@pytest.mark.parametrize("steps", range(2, 62, 3))
async def test_others_write_on_after_a_writer_was_cancelled_at_any_step(
    store: SqlStore, steps: int
) -> None:
    writers = [asyncio.create_task(store.record(Event(Happened.UNSEEN))) for _ in range(3)]
    for _ in range(steps):
        await asyncio.sleep(0.0002)
    for writer in writers:
        writer.cancel()
    ended = await asyncio.gather(*writers, return_exceptions=True)

    await store.record(Event(Happened.UNSEEN, actor="somebody else"))

    # What was cancelled is still referred to here, as it is by whoever waits for it.
    assert len(ended) == 3
    assert (await store.events(1))[0].event.actor == "somebody else"
