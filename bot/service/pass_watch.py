"""Watches delivered passes until they are used, over, gone or taken back."""

from dataclasses import dataclass, field
from functools import partial

from bot.domain import afterwards
from bot.domain.request import Request, State
from bot.domain.rules import Pace
from bot.domain.terms import Pass
from bot.ports import DirectoryFailed, PassIssuer, RequestStore, Step
from bot.service.making import Making
from bot.service.points import NOBODY, Point, Watch

_DONE = {State.USED: Point.USED, State.ENDED: Point.ENDED, State.REVOKING: Point.REVOKING}


@dataclass(slots=True)
class Sight:
    """What Entra has of one target: asked once for all requests that are looked at together."""

    issuer: PassIssuer
    target_id: str
    _passes: tuple[Pass, ...] | None = field(default=None, init=False)

    async def passes(self) -> tuple[Pass, ...]:
        """Raises DirectoryFailed."""
        if self._passes is None:
            self._passes = await self.issuer.passes(self.target_id)
        return self._passes


@dataclass(frozen=True, slots=True)
class PassWatch:
    store: RequestStore
    making: Making
    pace: Pace
    watch: Watch = NOBODY

    async def look_after(self, request: Request, sight: Sight) -> None:
        """Hide the code if it is time, see what became of the pass, and when to look again.

        Raises DirectoryFailed.
        """
        hidden = await self.making.change(request.id, afterwards.hide, Point.HIDDEN)
        current = hidden or request
        if await self._has_changed(current, sight):
            return
        now = await self.store.now()
        await self.store.due_again(current, afterwards.due_of(current, now, self.pace))

    async def _has_changed(self, request: Request, sight: Sight) -> bool:
        try:
            passes = await sight.passes()
        except DirectoryFailed:
            if not await self._is_long_over(request):
                raise
            return await self._change(request, afterwards.end)
        is_there = any(request.made and one.id == request.made.id for one in passes)
        replaced = not is_there and await self.store.made_another(request)
        step = partial(afterwards.look, passes=passes, pace=self.pace, replaced=replaced)
        return await self._change(request, step)

    async def _is_long_over(self, request: Request) -> bool:
        """Whether its end is no longer worth waiting for what Entra says of it."""
        end = request.made.end if request.made else request.changed
        return await self.store.now() >= end + self.pace.settle_for

    async def _change(self, request: Request, step: Step) -> bool:
        changed = await self.store.change(request.id, step)
        if not isinstance(changed, Request):
            return False
        self.watch.reach(_DONE[changed.state])
        self.making.views.wake()
        return True
