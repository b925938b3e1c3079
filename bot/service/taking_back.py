"""People take back what they asked for, or have a pass ended before its time."""

from dataclasses import dataclass, replace
from functools import partial

from bot.domain import checks, taking_back, waiting
from bot.domain.people import Person
from bot.domain.refusals import NoSuchRequest, Refusal
from bot.domain.request import Request, State, Why
from bot.domain.rules import Desk
from bot.domain.steps import only_for
from bot.domain.terms import Pass, Usability
from bot.ports import Directory, DirectoryFailed, PassIssuer
from bot.service.asking import known
from bot.service.clicks import Clicks
from bot.service.points import Point


@dataclass(frozen=True, slots=True)
class TakingBack:
    """To those whom a request is none of their business it does not exist.

    Denied attempts are written to the audit. Every method raises DirectoryFailed.
    """

    directory: Directory
    clicks: Clicks
    issuer: PassIssuer
    desk: Desk

    async def cancel(self, person_id: str, request_id: str) -> Request | Refusal:
        """The requester does not want it any more, and nothing was made yet."""
        request = only_for(await self.clicks.store.get(request_id), person_id)
        if isinstance(request, Refusal):
            return await self.clicks.refuse(person_id, request_id, request)
        step = partial(waiting.cancel, by=request.requester)
        return await self.clicks.change(person_id, request_id, step, Point.CANCELLED)

    async def revoke(self, person_id: str, request_id: str) -> Request | Refusal:
        """The requester, or whoever may approve the request, has its pass deleted."""
        request = await self.clicks.store.get(request_id)
        person = await self._concerned(person_id, request)
        if request is None or person is None:
            return await self.clicks.refuse(person_id, request_id, NoSuchRequest())
        own = person_id == request.requester.id
        why = Why.TAKEN_BY_REQUESTER if own else Why.TAKEN_BY_APPROVER
        seen = await self._seen(request)
        step = partial(taking_back.take_back, why=why, by=person, seen=seen)
        return await self.clicks.change(person_id, request_id, step, Point.REVOKING)

    async def not_right(self, person_id: str, request_id: str) -> Request | Refusal:
        """The target's manager, who was told of the pass, says that it should not be."""
        request = await self.clicks.store.get(request_id)
        manager = taking_back.told_manager(request, self.desk) if request else None
        if request is None or manager is None or not await self._is(manager, person_id):
            return await self.clicks.refuse(person_id, request_id, NoSuchRequest())
        asked = await self.clicks.store.asked(request_id)
        step = partial(taking_back.not_right, by=manager, asked=asked)
        return await self.clicks.change(person_id, request_id, step, Point.REVOKING)

    async def _concerned(self, person_id: str, request: Request | None) -> Person | None:
        if request is None or person_id == request.requester.id:
            return request.requester if request else None
        return checks.decider(request, person_id, await known(self.directory, person_id))

    async def _is(self, manager: Person, person_id: str) -> bool:
        if manager.id != person_id:
            return False
        account = (await known(self.directory, person_id)).account
        return account is not None and account.in_good_standing

    async def _seen(self, request: Request) -> Pass | None:
        """The pass as Entra has it: whether it was used decides what people are told to do.

        It is deleted anyway, so an Entra that does not answer stands in nobody's way.
        """
        if request.made is None or request.state is not State.ISSUED:
            return None
        try:
            passes = await self.issuer.passes(request.target.id)
        except DirectoryFailed:
            return replace(request.made, usability=Usability.UNKNOWN)
        return next((one for one in passes if one.id == request.made.id), None)
