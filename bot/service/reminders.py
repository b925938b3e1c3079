"""Looks after requests that wait for people: reminds those who were asked, or lets them lapse."""

from dataclasses import dataclass
from functools import partial

from bot.domain import life, waiting
from bot.domain.request import Request, State
from bot.domain.rules import Pace
from bot.domain.views import Owed
from bot.ports import RequestStore
from bot.service.making import Making
from bot.service.points import Point


@dataclass(frozen=True, slots=True)
class Reminders:
    store: RequestStore
    making: Making
    pace: Pace

    async def look_after(self, request: Request) -> None:
        lapse = partial(life.lapse, pace=self.pace)
        if await self.making.change(request.id, lapse, Point.LAPSED) is None:
            step = partial(waiting.remind, asked=await self._asked(request))
            await self.making.change(request.id, step, Point.REMINDED)

    async def _asked(self, request: Request) -> tuple[Owed, ...]:
        """Whom to remind: of a batch only the first one that waits is brought to mind."""
        batch = await self.store.batch(request.id)
        first = next((one for one in batch if one.state is State.PENDING), request)
        return await self.store.asked(request.id) if first.id == request.id else ()
