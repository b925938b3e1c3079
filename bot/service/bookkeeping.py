"""Keeps the books: tells where the audit ends, elsewhere than in the database, and purges."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot import messages
from bot.domain.audit import Head
from bot.domain.rules import Desk, Pace
from bot.messages.language import speaking
from bot.ports import Conversation, Failure

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
AT_ONCE = 500


class Books(Protocol):
    """What the store does for whoever keeps the books. All times are the database's."""

    async def head(self) -> Head: ...

    async def room(self) -> Conversation | None: ...

    async def take_telling(self, lease: timedelta) -> bool:
        """Whether it is time to tell the head; no other replica hears so during `lease`."""
        ...

    async def told(self, every: timedelta) -> None:
        """The head was told; it is time again after `every`."""
        ...

    async def purge(self, keep: timedelta, limit: int) -> int:
        """Remove final requests and references older than `keep`; say how many were removed.

        At most `limit` of each, with what belongs to them, and with one audit row.
        """
        ...


class Speaker(Protocol):
    async def say(self, to: Conversation, text: str) -> None:
        """Raises Unreachable, TeamsFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """Every replica does this, every hour."""

    books: Books
    speaker: Speaker
    desk: Desk
    pace: Pace

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.once()
            except Failure as failure:
                log.warning("the books are kept later: %s", failure)
            await asyncio.sleep(self.pace.books_every.total_seconds())

    async def once(self) -> None:
        """Raises Failure."""
        head = await self.books.head()
        log.info("audit head %s", head)
        if self.desk.keep is not None:
            await self._purge(self.desk.keep)
        if self.desk.head_daily:
            await self._tell(head)

    async def _purge(self, keep: timedelta) -> None:
        while removed := await self.books.purge(keep, AT_ONCE):
            log.info("%s old requests and references removed", removed)

    async def _tell(self, head: Head) -> None:
        room = await self.books.room()
        # A post that fails is tried again by whoever comes first an hour later.
        if room is not None and await self.books.take_telling(self.pace.books_every / 2):
            with speaking(self.desk.language):
                words = messages.audit_head(head)
            await self.speaker.say(room, words)
            await self.books.told(DAY)
