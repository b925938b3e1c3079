"""A word of patience for whoever waits, said once and only if it takes long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot import messages
from bot.teams.heard import Heard
from bot.teams.notifier import TeamsNotifier, message_activity


@asynccontextmanager
async def reassured(notifier: TeamsNotifier, heard: Heard, after: timedelta) -> AsyncIterator[None]:
    """Around the work: what was heard is answered with "One moment" once `after` has passed."""

    async def speak() -> None:
        await asyncio.sleep(after.total_seconds())
        reader = heard.sender if heard.targeted else None
        await notifier.post(heard.at, message_activity(messages.working_on_it(), None), reader)

    speaking = asyncio.create_task(speak())
    try:
        yield
    finally:
        speaking.cancel()
        # Whether it could be said makes no difference to the answer; failures are in the log.
        await asyncio.gather(speaking, return_exceptions=True)
