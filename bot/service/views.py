"""Pays the views that people are owed, always with what is true of the request now."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from bot.domain import confirming
from bot.domain.audit import Event, Happened
from bot.domain.request import Message, Request, State, Why
from bot.domain.rules import Pace
from bot.domain.views import View, ViewKind
from bot.ports import (
    Conversation,
    MessageGone,
    Notifier,
    OwedView,
    RequestStore,
    TeamsFailed,
    Unreachable,
)
from bot.service.crew import Crew
from bot.service.points import NOBODY, Point, Watch
from bot.watching import REQUEST

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=5)
# A view that could not be paid for so long has no reader any more.
KEPT_FOR = timedelta(days=1)
# What an approver did within this time is a fact on the cards of today.
LATELY = timedelta(days=30)
# Where one of these is given up, nobody can decide.
ONLY_WAY = {ViewKind.ROOM: Why.ROOM_CLOSED, ViewKind.CONFIRMATION: Why.MANAGER_CLOSED}
NO_CODE = frozenset({State.CANCELLED, State.LAPSED, State.FAILED, State.REVOKED})


@dataclass(frozen=True, slots=True)
class Views:
    """`wake` says that something is owed; `woken` waits for that.

    `language` is the desk's.
    """

    store: RequestStore
    notifier: Notifier
    pace: Pace
    watch: Watch = NOBODY
    language: str = "en"
    _woken: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def wake(self) -> None:
        self._woken.set()

    async def woken(self, at_most: timedelta) -> None:
        """Return when there is something to pay, or when the time is over."""
        try:
            async with asyncio.timeout(at_most.total_seconds()):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()

    async def pay(self, crew: Crew) -> bool:
        """Have the crew pay as much of what is owed now as it can; say whether that is anything."""
        if not crew.free:
            return False
        taken = await self.store.take_owed(crew.free, self.pace.view_lease)
        for view in taken:
            crew.take_on(self._pay(view))
        return bool(taken)

    async def _pay(self, view: OwedView) -> None:
        REQUEST.set(view.request.id)
        self.watch.reach(Point.OWED)
        try:
            # When the lease is over another replica pays, so this one must have stopped.
            async with asyncio.timeout(self.pace.view_lease.total_seconds()):
                await self._show(view)
        except Unreachable:
            await self._give_up(view)
        except (TeamsFailed, TimeoutError) as failure:
            await self._later(view, failure)
        self.watch.reach(Point.PAID)

    async def _show(self, view: OwedView) -> None:
        kind, message, request = view.owed.kind, view.owed.message, view.request
        reader = None if kind is ViewKind.ROOM else view.owed.to
        shown = await seen(self.store, kind, view.batch, reader, view.language or self.language)
        code_stands = kind is ViewKind.DELIVERY and request.shows_code
        if code_stands or (message and await self._updated(message, shown)):
            await self._shown(view)
        elif _pointless(view):
            await self.store.drop(view)
        else:
            sent = await self.notifier.send(await self._where(view), shown)
            self.watch.reach(Point.SENT)
            await self.store.paid(view, sent)

    async def _shown(self, view: OwedView) -> None:
        if view.attempts or await self._code_may_follow(view):
            # An earlier update may be on its way still, and must not have the last word.
            await self.store.show_again(view, self.pace.late_update)
        else:
            await self.store.paid(view, view.owed.message)

    async def _code_may_follow(self, view: OwedView) -> bool:
        """Whether a code was put in this place, or perhaps was, a moment ago."""
        request = view.request
        had_code = view.owed.kind is ViewKind.DELIVERY and request.made and not request.in_dialog
        until = request.changed + self.pace.late_update
        return bool(had_code) and await self.store.now() < until

    async def _updated(self, message: Message, view: View) -> bool:
        try:
            await self.notifier.update(message, view)
        except MessageGone:
            return False
        self.watch.reach(Point.UPDATED)
        return True

    async def _where(self, view: OwedView) -> Conversation:
        to = view.owed.to
        if view.chat is not None:
            return view.chat
        room = await self.store.room()
        if room is not None and room.id == to:
            return room
        return await self.notifier.open_personal(to)

    async def _later(self, view: OwedView, failure: TeamsFailed | TimeoutError) -> None:
        if await self.store.now() - view.owed_since > KEPT_FOR:
            await self._give_up(view)
            return
        wait = min(FIRST_WAIT * 2 ** min(view.attempts, 10), LONGEST_WAIT)
        log.warning("view %s of %s put off: %r", view.owed.kind, view.request.id, failure)
        await self.store.put_off(view, wait)

    async def _give_up(self, view: OwedView) -> None:
        """Nobody gets this view; if it was the only way to a decision, the request says so."""
        request, owed = view.request, view.owed
        log.warning("view %s of %s cannot be shown to %a", owed.kind, request.id, owed.to)
        await self.store.drop(view)
        self.watch.reach(Point.DROPPED)
        facts = {"view": owed.kind.value, "to": owed.to}
        await self.store.record(Event(Happened.UNSEEN, None, None, request.id, facts))
        if owed.kind not in {ViewKind.ROOM, ViewKind.DELIVERY}:
            await self.store.forget(owed.to)
        if (why := ONLY_WAY.get(owed.kind)) is not None:
            for each in view.batch:
                await self.store.change(each.id, partial(confirming.unaskable, why=why))
            self.wake()


async def seen(
    store: RequestStore,
    kind: ViewKind,
    batch: tuple[Request, ...],
    reader: str | None,
    language: str,
) -> View:
    """The view as it is for this reader, with what they decided before where they decide now."""
    request, *others = batch
    decides = kind is ViewKind.APPROVER and any(each.state is State.PENDING for each in batch)
    before = 0
    if decides and reader is not None:
        since = await store.now() - LATELY
        before = await store.approved_before(reader, request.requester.id, since)
    return View(kind, request, language, tuple(others), reader, approved_before=before)


def _pointless(view: OwedView) -> bool:
    """A card to decide on is not sent once there is nothing to decide, unless it may stand there.

    Nor is a code's message, unless the approver waits in vain for a code, or opens it there.
    """
    asks = view.owed.kind in {ViewKind.APPROVER, ViewKind.ROOM, ViewKind.CONFIRMATION}
    decided = all(each.state is not State.PENDING for each in view.batch)
    waits = view.owed.kind is ViewKind.DELIVERY and view.request.state not in NO_CODE
    waits = waits and not view.request.in_dialog
    reminds = view.owed.kind is ViewKind.REMINDER and decided
    return waits or reminds or (asks and decided and not view.attempts)
