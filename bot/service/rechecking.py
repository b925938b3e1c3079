"""Everybody is checked once more before a pass is made: the click was some time ago."""

from dataclasses import dataclass
from functools import partial

from bot.domain import checks, making, steps
from bot.domain.audit import Happened
from bot.domain.refusals import PassExists, Refusal
from bot.domain.request import Message, Request, Why
from bot.domain.rules import Desk
from bot.domain.terms import Pass
from bot.ports import Directory, RequestStore
from bot.service.making import Making
from bot.service.points import Point


@dataclass(frozen=True, slots=True)
class Rechecking:
    directory: Directory
    store: RequestStore
    making: Making
    desk: Desk

    async def passes(
        self, request: Request, placeholder: Message | None = None
    ) -> tuple[Pass, ...] | Refusal:
        """The target's passes, where all that was approved still holds. Raises DirectoryFailed.

        Where it does not, the request fails; but for a pass that may be gone in a moment.
        """
        people = {request.requester.id, *(given.by.id for given in request.approvals)}
        survey = await self.directory.survey(people, (request.target.id,))
        granted = checks.still_granted(request, survey, self.desk, await self.store.now())
        if not isinstance(granted, Refusal):
            return granted.candidate.passes
        if isinstance(granted, PassExists) and request.why is Why.TOO_SLOW:
            # Graph's lists lag: it may be the one that has just been deleted.
            return granted
        facts = {"refusal": type(granted).__name__}
        await self.store.record(steps.event(request, Happened.REFUSED, None, **facts))
        step = partial(making.fail, why=Why.NO_LONGER_RIGHT, placeholder=placeholder)
        await self.making.change(request.id, step, Point.FAILED)
        return granted
