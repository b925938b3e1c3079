"""A code that is shown in a dialog: the approver opens it, and the pass is made at that moment.

The code lives in the memory of the replica that made it, until its approver says "I have it" or
`confirm_within` is over. It goes into answers to this approver's own invokes and nowhere else.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from bot.domain import revealing
from bot.domain.no_code import BeingMade, TookTooLong
from bot.domain.refusals import NoSuchRequest, Refusal
from bot.domain.request import Request, State, Why
from bot.domain.rules import Desk, Pace
from bot.domain.terms import Pass, Usability
from bot.domain.views import CodeView
from bot.ports import PassIssuer, RequestStore
from bot.service.asking import refuse
from bot.service.making import Making, new_call_id
from bot.service.patience import ended
from bot.service.points import NOBODY, Point, Watch
from bot.service.rechecking import Rechecking

log = logging.getLogger(__name__)

# A code, how things are where there is none to show, or why there is none.
Revealed = CodeView | Request | Refusal


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An open invoke. `over` is set once it was answered without the code."""

    request: Request
    over: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Revealing:
    """Every method is for the approver who decided; to others the request does not exist."""

    store: RequestStore
    issuer: PassIssuer
    rechecking: Rechecking
    making: Making
    desk: Desk
    pace: Pace
    watch: Watch = NOBODY
    _codes: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _running: dict[str, asyncio.Task[Revealed]] = field(
        default_factory=dict, init=False, repr=False
    )

    async def show(self, clicker_id: str, request_id: str, until: float) -> Revealed:
        """The code, if it is there by `until`, a time of the loop. Raises DirectoryFailed.

        A pass that comes later than that is deleted, and then another one may be made.
        """
        request = await self._own(clicker_id, request_id)
        if isinstance(request, Refusal):
            return await refuse(self.store, clicker_id, request, request_id=request_id)
        if revealing.is_open(request):
            code = self._codes.get(request_id)
            return request if code is None else CodeView(request, code)
        if request_id in self._running or request.state is State.ISSUING:
            return BeingMade(request.target)
        if request.state is not State.APPROVED or not request.in_dialog:
            return request
        return await self._made_by(until, _Waiting(request))

    async def received(self, clicker_id: str, request_id: str) -> Request | Refusal:
        """The approver has the code; what comes back is what has become of the request."""
        request = await self._own(clicker_id, request_id)
        if isinstance(request, Refusal) or request.decided_by is None:
            return await refuse(self.store, clicker_id, NoSuchRequest(), request_id=request_id)
        by = request.decided_by
        step = partial(revealing.received, by=by, desk=self.desk, pace=self.pace)
        issued = await self.making.change(request_id, step, Point.DELIVERED)
        self._codes.pop(request_id, None)
        return issued or await self.store.get(request_id) or NoSuchRequest()

    async def settle(self, request: Request) -> None:
        """Nobody has said "I have it" in time. Raises DirectoryFailed."""
        if request.why is Why.SHOWN:
            used = await self._used(request)
            if used is None:
                await self.making.revoke(request.id, Why.NOT_CONFIRMED)
                return
            step = partial(revealing.alarm, seen=used, asked=await self.store.asked(request.id))
            await self.making.change(request.id, step, Point.ALARMED)
        await self.making.change(request.id, revealing.spent, Point.ENDED)

    async def _used(self, request: Request) -> Pass | None:
        """The pass, if somebody has used it; of passes for several sign-ins Graph does not say."""
        passes = await self.issuer.passes(request.target.id)
        mine = (one for one in passes if request.made and one.id == request.made.id)
        return next((one for one in mine if one.usability is Usability.USED), None)

    async def close(self, patience: timedelta) -> None:
        """Wait for what is being made; it breaks off after `patience`, and upkeep settles it."""
        await ended(tuple(self._running.values()), patience)

    async def _own(self, clicker_id: str, request_id: str) -> Request | NoSuchRequest:
        request = await self.store.get(request_id)
        receiver = request.decided_by if request else None
        if request is None or receiver is None or receiver.id != clicker_id:
            return NoSuchRequest()
        return request

    async def _made_by(self, until: float, waiting: _Waiting) -> Revealed:
        """In a task of its own: whoever goes away must not leave a pass behind."""
        request_id = waiting.request.id
        task = asyncio.create_task(self._make(waiting), name=f"reveal {request_id}")
        self._running[request_id] = task
        task.add_done_callback(partial(self._ended, request_id))
        left = max(until - asyncio.get_running_loop().time(), 0)
        try:
            done, _ = await asyncio.wait({task}, timeout=left)
            return task.result() if done else TookTooLong()
        finally:
            waiting.over.set()

    def _ended(self, request_id: str, task: asyncio.Task[Revealed]) -> None:
        self._running.pop(request_id, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("request %s: nothing was revealed: %r", request_id, error)

    async def _make(self, waiting: _Waiting) -> Revealed:
        request = waiting.request
        before = await self.rechecking.passes(request)
        if isinstance(before, Refusal) or waiting.over.is_set():
            return before if isinstance(before, Refusal) else TookTooLong()
        give_up, call_id = self.making.give_up_at(), new_call_id()
        claimed = await self.making.claim(request, None, before, call_id)
        if isinstance(claimed, Refusal) or claimed.state is not State.ISSUING:
            return claimed
        self.watch.reach(Point.CLAIMED)
        made = await self.making.make(claimed, before, call_id, give_up)
        if made is None:
            return await self._as_it_is(request)
        return await self._hand_over(waiting, made.new.code)

    async def _hand_over(self, waiting: _Waiting, code: str) -> Revealed:
        request_id = waiting.request.id
        if not waiting.over.is_set():
            step = partial(revealing.shown, pace=self.pace)
            shown = await self.making.change(request_id, step, Point.SHOWN)
            if shown is None:
                return await self._as_it_is(waiting.request)
            # Nothing comes between this look and the answer.
            if not waiting.over.is_set():
                self._keep(request_id, code)
                return CodeView(shown, code)
        await self.making.revoke(request_id, Why.TOO_SLOW)
        return TookTooLong()

    def _keep(self, request_id: str, code: str) -> None:
        """As long as it may be asked for once more: a dialog is closed in a moment."""
        self._codes[request_id] = code
        after = self.pace.confirm_within.total_seconds()
        asyncio.get_running_loop().call_later(after, self._codes.pop, request_id, None)

    async def _as_it_is(self, request: Request) -> Request:
        return await self.store.get(request.id) or request
