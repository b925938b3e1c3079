"""The one POST of an approval, and the record of what it made."""

import asyncio
import logging
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from bot.domain import afterwards, life, making, steps
from bot.domain.audit import Happened
from bot.domain.refusals import Refusal
from bot.domain.request import Message, Request, Why
from bot.domain.rules import Pace, without_past_start
from bot.domain.terms import NewPass, Pass, Usability
from bot.ports import (
    DirectoryFailed,
    Failure,
    NothingMade,
    PassIssuer,
    RequestStore,
    Step,
    Trouble,
    Unclear,
)
from bot.service.patience import repeated
from bot.service.points import NOBODY, Point, Watch
from bot.service.views import Views

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A recorded pass with its code; whoever holds this delivers it, or has it revoked."""

    request: Request
    new: NewPass


@dataclass(frozen=True, slots=True)
class Making:
    store: RequestStore
    issuer: PassIssuer
    views: Views
    pace: Pace
    watch: Watch = NOBODY

    def give_up_at(self) -> float:
        """When a code that is not delivered is given up, by the loop's clock.

        Ask before the claim, so that the database's lease outlasts this one's time.
        """
        patience = self.pace.lease - self.pace.delivery_margin
        return asyncio.get_running_loop().time() + patience.total_seconds()

    async def claim(
        self,
        request: Request,
        placeholder: Message | None,
        before: Collection[Pass],
        call_id: str,
    ) -> Request | Refusal:
        """Take the request; only who gets it back as ISSUING may go on to `make`."""
        step = partial(
            life.claim, placeholder=placeholder, before=before, pace=self.pace, call_id=call_id
        )
        return await self.store.change(request.id, step, heeds_pause=True)

    async def make(
        self, claimed: Request, before: Collection[Pass], call_id: str, give_up: float
    ) -> Made | None:
        """Make and record the pass of a claimed request; None where there is none to deliver.

        `before` are the passes that the target has.
        """
        if not await self._make_room(claimed, before, give_up):
            return None
        new = await self._post(claimed, call_id, give_up)
        if new is None:
            return None
        self.watch.reach(Point.MADE)
        step = partial(making.record_pass, made=new.made, trace=new.trace)
        store = partial(self.change, claimed.id, step, Point.RECORDED)
        recorded = await repeated(store, give_up)
        if recorded is None:
            await self._delete_unowned(claimed, new)
            return None
        await self._end_older(recorded, before)
        if new.made.usability is Usability.DISABLED:
            await self.revoke(claimed.id, Why.BLOCKED_BY_POLICY)
            return None
        return Made(recorded, new)

    async def revoke(self, request_id: str, why: Why) -> None:
        """Have upkeep delete the pass that was made."""
        await self.change(request_id, partial(making.revoke, why=why), Point.REVOKING)

    async def fail(
        self, request_id: str, why: Why, failure: Failure, placeholder: Message | None = None
    ) -> None:
        step = partial(making.fail, why=why, reference=failure.reference, placeholder=placeholder)
        await self.change(request_id, partial(step, trace=failure.trace), Point.FAILED)

    async def change(self, request_id: str, step: Step, done: Point) -> Request | None:
        changed = await self.store.change(request_id, step)
        if not isinstance(changed, Request):
            return None
        self.watch.reach(done)
        self.views.wake()
        return changed

    async def _make_room(self, claimed: Request, before: Collection[Pass], give_up: float) -> bool:
        """Delete what the new pass replaces; say whether there may be a new one.

        In some tenants Graph refuses a second pass, and only the refusal would tell. A bot that
        dies after this leaves the target without a pass, which is safe, and the requester is told.
        """
        doomed = [one.id for one in before if one.usability is not Usability.EXPIRED]
        if not doomed:
            return True
        try:
            async with asyncio.timeout_at(give_up):
                for pass_id in doomed:
                    await self.issuer.delete(claimed.target.id, pass_id)
        except DirectoryFailed as failure:
            await self.fail(claimed.id, why_of(failure.trouble), failure)
            return False
        except TimeoutError:
            # Nothing was posted; upkeep finds no new pass when the lease is over.
            return False
        self.watch.reach(Point.REPLACED)
        await self._end_older(claimed, before)
        return True

    async def _end_older(self, request: Request, before: Collection[Pass]) -> None:
        """The target has one pass at most, so those of their older requests are gone.

        Before there is a new one, that is true of the passes in `before` only.
        """
        seen = {one.id: one.usability for one in before}
        for older in await self.store.issued(request.target.id):
            known = seen.get(older.made.id) if older.made else None
            if older.id != request.id and (known or request.made):
                ends = afterwards.used if known is Usability.USED else afterwards.replaced
                await self.change(older.id, ends, Point.ENDED)

    async def _post(self, claimed: Request, call_id: str, give_up: float) -> NewPass | None:
        """The one POST of this approval; None where no pass is known to have come of it."""
        if asyncio.get_running_loop().time() >= give_up:
            # This process was held up so long that another one may have settled the request.
            return None
        terms = without_past_start(claimed.terms, claimed.changed)
        try:
            async with asyncio.timeout_at(give_up):
                return await self.issuer.create(claimed.target.id, terms, call_id)
        except TimeoutError:
            # Whether anything was made, upkeep finds out when the lease is over.
            return None
        except NothingMade as failure:
            await self.fail(claimed.id, why_of(failure.trouble), failure)
        except Unclear as failure:
            step = partial(making.unclear, reference=failure.reference, trace=failure.trace)
            await self.change(claimed.id, step, Point.UNCLEAR)
        return None

    async def _delete_unowned(self, claimed: Request, new: NewPass) -> None:
        log.error("request %s lost its lease; deleting pass %s", claimed.id, new.made.id)
        facts = {"pass_id": new.made.id} | new.trace.facts()
        try:
            # Nobody else knows of this pass, so nobody else would try again.
            delete = partial(self.issuer.delete, claimed.target.id, new.made.id)
            await repeated(delete, self.give_up_at(), DirectoryFailed)
        finally:
            await self.store.record(steps.event(claimed, Happened.MADE, None, **facts))


def new_call_id() -> str:
    """The POST's client-request-id, which is written down before there is a POST."""
    return str(uuid.uuid4())


def why_of(trouble: Trouble) -> Why:
    passing = {Trouble.BUSY: Why.GRAPH_BUSY, Trouble.UNAVAILABLE: Why.GRAPH_UNREACHABLE}
    return passing.get(trouble, Why.GRAPH_REFUSED)
