"""From APPROVED to ISSUED: one claim, one POST, and the code into one conversation.

The code lives in the coroutine that made the pass and goes into the approver's placeholder by
update, which can be repeated. Whatever goes wrong after the claim is settled by upkeep.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from bot.domain import life, making
from bot.domain.people import Person
from bot.domain.refusals import Paused, Refusal
from bot.domain.request import Message, Request, State, Why
from bot.domain.rules import Desk, Pace
from bot.domain.terms import Pass
from bot.domain.views import CodeView, View, ViewKind
from bot.ports import (
    DirectoryFailed,
    MessageGone,
    Notifier,
    RequestStore,
    TeamsFailed,
    Unreachable,
)
from bot.service.making import Made, Making, new_call_id, why_of
from bot.service.patience import ended, repeated
from bot.service.points import NOBODY, Point, Watch
from bot.service.rechecking import Rechecking
from bot.service.views import Views
from bot.watching import REQUEST

log = logging.getLogger(__name__)

# What is more is taken up by upkeep, here or on another replica.
AT_ONCE = 100
# A check of everybody is good for so long; after that they are looked up again before the POST.
CHECK_HOLDS = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Checked:
    """Everybody was looked up: the target's passes of then, and when, by the loop's clock."""

    passes: tuple[Pass, ...]
    at: float


@dataclass(frozen=True, slots=True)
class Issuing:
    """Makes passes in tasks of its own, so that the click is answered at once.

    A code that is to be shown in a dialog is not made here: its approver opens the dialog.
    """

    store: RequestStore
    rechecking: Rechecking
    making: Making
    notifier: Notifier
    views: Views
    desk: Desk
    pace: Pace
    watch: Watch = NOBODY
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict, init=False)
    _closed: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def start(self, request_id: str, checked: Checked | None = None) -> None:
        """Make this approved request's pass, unless this replica is at it or has its hands full."""
        room = len(self._running) < AT_ONCE and not self._closed.is_set()
        if room and request_id not in self._running:
            work = self._guarded(request_id, checked)
            task = asyncio.create_task(work, name=f"issue {request_id}")
            self._running[request_id] = task
            task.add_done_callback(lambda _: self._running.pop(request_id, None))

    async def close(self, patience: timedelta) -> None:
        """Begin nothing new, and wait for what is being made; it breaks off after `patience`."""
        self._closed.set()
        for task in await ended(tuple(self._running.values()), patience):
            log.warning("%s broke off, since the bot stops", task.get_name())

    async def _guarded(self, request_id: str, checked: Checked | None) -> None:
        REQUEST.set(request_id)
        try:
            await self._issue(request_id, checked)
        # A task has nobody above it: whatever went wrong is logged here, and upkeep settles it.
        except Exception:
            log.exception("issuing request %s broke off", request_id)
        self.views.wake()

    async def _issue(self, request_id: str, checked: Checked | None) -> None:
        request = await self.store.get(request_id)
        if request is None or request.state is not State.APPROVED or request.decided_by is None:
            return
        if request.in_dialog or life.waits_for_start(request, await self.store.now()):
            return
        if await self.store.paused() is not None:
            await self.making.change(request_id, life.hold, Point.HELD)
            return
        placeholder = await self._placeholder(request, request.decided_by)
        if placeholder is None:
            return
        self.watch.reach(Point.POSTED)
        before = await self._before(request, checked, placeholder)
        if before is not None:
            await self._claim_and_make(request, placeholder, before)

    async def _placeholder(self, request: Request, approver: Person) -> Message | None:
        try:
            chat = await self.notifier.open_personal(approver.id)
            view = View(ViewKind.DELIVERY, request, await self._language(approver))
            return await self.notifier.send(chat, view)
        except (Unreachable, TeamsFailed) as failure:
            await self.making.fail(request.id, Why.CHAT_CLOSED, failure)
            return None

    async def _before(
        self, request: Request, checked: Checked | None, placeholder: Message
    ) -> tuple[Pass, ...] | None:
        """The target's passes, once everybody was checked; None where nothing may be made."""
        fresh = asyncio.get_running_loop().time() - CHECK_HOLDS.total_seconds()
        if checked is not None and checked.at > fresh:
            return checked.passes
        try:
            found = await self.rechecking.passes(request, placeholder)
        except DirectoryFailed as failure:
            await self.making.fail(request.id, why_of(failure.trouble), failure, placeholder)
            return None
        return None if isinstance(found, Refusal) else found

    async def _claim_and_make(
        self, request: Request, placeholder: Message, before: tuple[Pass, ...]
    ) -> None:
        give_up, call_id = self.making.give_up_at(), new_call_id()
        claimed = await self._claim(request, placeholder, before, call_id)
        if claimed is None:
            return
        self.watch.reach(Point.CLAIMED)
        made = await self.making.make(claimed, before, call_id, give_up)
        if made is not None:
            await self._hand_over(made, placeholder, give_up)

    async def _claim(
        self, request: Request, placeholder: Message, before: tuple[Pass, ...], call_id: str
    ) -> Request | None:
        claimed = await self.making.claim(request, placeholder, before, call_id)
        if isinstance(claimed, Request) and claimed.state is State.ISSUING:
            return claimed
        if isinstance(claimed, Paused):
            await self.making.change(request.id, life.hold, Point.HELD)
        # Another replica was first, it is too late, or all is paused: nothing is announced.
        await self.notifier.withdraw(placeholder)
        return None

    async def _hand_over(self, made: Made, placeholder: Message, give_up: float) -> None:
        request = made.request
        if not await self._put(placeholder, made, give_up):
            await self.making.revoke(request.id, Why.NOT_DELIVERED)
            return
        self.watch.reach(Point.SHOWN)
        step = partial(making.deliver, desk=self.desk, pace=self.pace)
        store = partial(self.making.change, request.id, step, Point.DELIVERED)
        if await repeated(store, give_up) is None:
            # Upkeep gave the pass up meanwhile; the code in the chat must not outlive it.
            await self._cover(request.id, placeholder)

    async def _put(self, placeholder: Message, made: Made, give_up: float) -> bool:
        """Update the placeholder until it holds the code, or until it is too late for that."""
        view = CodeView(made.request, made.new.code, await self._language(made.request.decided_by))
        put = partial(self.notifier.update, placeholder, view)
        try:
            async with asyncio.timeout_at(give_up):
                await repeated(put, give_up, TeamsFailed)
        except (MessageGone, Unreachable, TeamsFailed, TimeoutError):
            return False
        return True

    async def _cover(self, request_id: str, placeholder: Message) -> None:
        current = await self.store.get(request_id)
        if current is not None and not current.shows_code:
            language = await self._language(current.decided_by)
            await self.notifier.update(placeholder, View(ViewKind.DELIVERY, current, language))

    async def _language(self, person: Person | None) -> str:
        known = await self.store.language(person.id) if person else None
        return known or self.desk.language
