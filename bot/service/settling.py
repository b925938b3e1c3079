"""Settles what broke off while a pass was made, and deletes the passes that must go."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.domain import afterwards, making, revealing
from bot.domain.lost_pass import lost_pass
from bot.domain.request import Request, Why
from bot.domain.rules import Pace
from bot.ports import PassIssuer, RequestStore
from bot.service.making import Making
from bot.service.pass_watch import Sight
from bot.service.points import NOBODY, Point, Watch

# How far the clocks of the database and of Graph may be apart.
SKEW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Settling:
    """Every method raises DirectoryFailed."""

    store: RequestStore
    issuer: PassIssuer
    making: Making
    pace: Pace
    watch: Watch = NOBODY

    async def settle(self, request: Request, sight: Sight) -> None:
        """The lease has run out: the code is lost, so a pass that was made must go."""
        made = request.made
        if made is None:
            made = lost_pass(request, await sight.passes(), SKEW)
        if made is not None:
            self.watch.reach(Point.FOUND)
            lost = partial(making.revoke, why=Why.CODE_LOST, made=made)
            await self.making.change(request.id, lost, Point.REVOKING)
        elif await self._looked_long_enough(request):
            nothing = partial(making.fail, why=Why.NOTHING_MADE)
            await self.making.change(request.id, nothing, Point.FAILED)

    async def revoke(self, request: Request) -> None:
        """Delete the pass, unless its time is over."""
        change = partial(self.making.change, request.id)
        if await change(afterwards.end, Point.ENDED) is not None or request.made is None:
            return
        await self.issuer.delete(request.target.id, request.made.id)
        self.watch.reach(Point.DELETED)
        if await change(revealing.reopen, Point.REOPENED) is None:
            await change(making.revoked, Point.REVOKED)

    async def _looked_long_enough(self, request: Request) -> bool:
        since = request.claim.lease_until if request.claim else request.changed
        return await self.store.now() >= since + self.pace.settle_for
