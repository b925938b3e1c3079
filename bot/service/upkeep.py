"""Looks after every request that is due, each in the way of its state."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Self, assert_never

from bot.domain import life
from bot.domain.request import Request, State
from bot.domain.revealing import UNCONFIRMED
from bot.domain.rules import Pace
from bot.ports import DirectoryFailed, PassIssuer, RequestStore
from bot.service.crew import Crew
from bot.service.issuing import Issuing
from bot.service.pass_watch import PassWatch, Sight
from bot.service.points import NOBODY, Point, Watch
from bot.service.reminders import Reminders
from bot.service.revealing import Revealing
from bot.service.settling import Settling
from bot.service.views import Views
from bot.watching import REQUEST

log = logging.getLogger(__name__)

# So many requests are looked after, and so many views paid, at once.
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Any replica may do this at any time: each step is decided again under the row's lock."""

    store: RequestStore
    issuer: PassIssuer
    issuing: Issuing
    revealing: Revealing
    reminders: Reminders
    settling: Settling
    passes: PassWatch
    views: Views
    pace: Pace
    watch: Watch = NOBODY
    _stopping: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    @classmethod
    def of(
        cls,
        store: RequestStore,
        issuer: PassIssuer,
        issuing: Issuing,
        revealing: Revealing,
        pace: Pace,
        watch: Watch = NOBODY,
    ) -> Self:
        making = issuing.making
        return cls(
            store,
            issuer,
            issuing,
            revealing,
            Reminders(store, making, pace),
            Settling(store, issuer, making, pace, watch),
            PassWatch(store, making, pace, watch),
            making.views,
            pace,
            watch,
        )

    def stop(self) -> None:
        """Have `run` end once what it is at is done."""
        self._stopping.set()
        self.views.wake()

    async def run(self) -> None:
        """Until told to stop, or cancelled."""
        wake = self.views.wake
        async with Crew(AT_ONCE, wake) as payers, Crew(AT_ONCE, wake) as keepers:
            while not self._stopping.is_set():
                try:
                    more = await self._once(payers, keepers)
                # The loop must outlive whatever breaks in it, such as a database that is gone.
                except Exception:
                    log.exception("upkeep broke off and goes on")
                    more = False
                if not more:
                    await self.views.woken(self.pace.upkeep_every)
            await self.views.pay(payers)
            await payers.idle()
            await keepers.idle()

    async def _once(self, payers: Crew, keepers: Crew) -> bool:
        """Begin what there is to do and hands are free for; say whether there was anything."""
        paying = await self.views.pay(payers)
        due: tuple[Request, ...] = ()
        if keepers.free:
            due = await self.store.take_due(keepers.free, self.pace.due_lease)
        by_target: dict[str, list[Request]] = defaultdict(list)
        for request in due:
            by_target[request.target.id].append(request)
        for target_id, theirs in by_target.items():
            keepers.take_on(self._look_at(theirs, Sight(self.issuer, target_id)))
        return paying or bool(due)

    async def _look_at(self, requests: Sequence[Request], sight: Sight) -> None:
        """One after the other all requests for one target that are due."""
        until = asyncio.get_running_loop().time() + self.pace.due_lease.total_seconds()
        for request in requests:
            REQUEST.set(request.id)
            self.watch.reach(Point.DUE)
            try:
                async with asyncio.timeout_at(until):
                    await self._look_after(request, sight)
            except (DirectoryFailed, TimeoutError) as failure:
                log.warning("request %s stays %s for now: %r", request.id, request.state, failure)

    async def _look_after(self, request: Request, sight: Sight) -> None:
        match request.state:
            case State.PENDING:
                await self.reminders.look_after(request)
            case State.APPROVED:
                await self._resume(request)
            case State.ISSUING if request.why in UNCONFIRMED:
                await self.revealing.settle(request)
            case State.ISSUING:
                await self.settling.settle(request, sight)
            case State.ISSUED:
                await self.passes.look_after(request, sight)
            case State.REVOKING:
                await self.settling.revoke(request)
            case (
                State.DENIED
                | State.CANCELLED
                | State.LAPSED
                | State.FAILED
                | State.USED
                | State.ENDED
                | State.REVOKED
            ):
                return
            case _:
                assert_never(request.state)

    async def _resume(self, request: Request) -> None:
        lapse = partial(life.lapse, pace=self.pace)
        if await self.issuing.making.change(request.id, lapse, Point.LAPSED) is None:
            self.issuing.start(request.id)
