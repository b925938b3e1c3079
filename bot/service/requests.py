"""A requester asks for passes: may they, for these targets, on these terms; and who decides."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from bot.commands.command import RequestPass
from bot.domain import checks
from bot.domain.audit import Change
from bot.domain.refusals import NotToTryAgain, Refusal
from bot.domain.request import CAN_TRY_AGAIN, Request
from bot.domain.rules import Desk, without_past_start
from bot.domain.ruling import approver_groups
from bot.domain.steps import only_for
from bot.domain.terms import Policy
from bot.ports import BatchStep, Directory, DirectoryFailed, RequestStore
from bot.service.asking import refuse
from bot.service.inquiry import Dropped, Inquiries, Inquiry, Prepared
from bot.service.points import NOBODY, Point, Watch
from bot.service.views import Views
from bot.watching import REQUEST

# How long a form waits for what the tenant permits; Teams waits for the form itself.
_AT_ONCE = timedelta(seconds=2)

FIRST_TIME: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was asked, and the targets that were left out with the reason of each."""

    requests: tuple[Request, ...]
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Requests:
    """What a requester can ask. Every refusal is written to the audit before it is handed back."""

    directory: Directory
    store: RequestStore
    inquiries: Inquiries
    views: Views
    desk: Desk
    watch: Watch = NOBODY

    async def submit(
        self, requester_id: str, asked: RequestPass, earlier: Mapping[str, str] = FIRST_TIME
    ) -> Submitted | Refusal:
        """Store a request for each target that may be asked for. Raises DirectoryFailed.

        Where all is refused, or there is one target and it is refused, that is the answer.
        `earlier` are the ids of requests that are tried again, by their target's.
        """
        # Before anybody is looked up, so that there is an end to trying names too.
        if limit := await self.store.at_limit(requester_id, self.desk.limits):
            return await self._refuse(requester_id, limit, asked.identities[0])
        inquiry = await self._inquire(requester_id, asked, earlier)
        if isinstance(inquiry, Refusal):
            return await self._refuse(requester_id, inquiry, asked.identities[0])
        answers = await self.inquiries.prepare(inquiry)
        self.watch.reach(Point.REACHED)
        prepared = [each for each in answers if isinstance(each, Prepared)]
        if len(prepared) == 1:
            REQUEST.set(prepared[0].request.id)
        stored = await self._stored(prepared)
        dropped = [each for each in (*answers, *stored) if isinstance(each, Dropped)]
        for each in dropped:
            await self._refuse(requester_id, each.refusal, each.target)
        if dropped and len(asked.identities) == 1:
            return dropped[0].refusal
        self.watch.reach(Point.ASKED)
        self.views.wake()
        return Submitted(
            tuple(each for each in stored if isinstance(each, Request)), tuple(dropped)
        )

    async def try_again(self, requester_id: str, request_id: str) -> Submitted | Refusal:
        """A new request like an earlier one that came to nothing, linked to it."""
        earlier = await self.store.get(request_id)
        return await self._try_again(requester_id, (earlier,) if earlier else ())

    async def try_all_again(self, requester_id: str, request_id: str) -> Submitted | Refusal:
        """The same for all of a batch that came to nothing."""
        return await self._try_again(requester_id, await self.store.batch(request_id))

    async def policy(self) -> Policy | None:
        """What the tenant permits, for the form; None where Microsoft does not say it at once."""
        try:
            async with asyncio.timeout(_AT_ONCE.total_seconds()):
                return await self.directory.policy()
        except (DirectoryFailed, TimeoutError):
            return None

    async def _try_again(self, requester_id: str, batch: Sequence[Request]) -> Submitted | Refusal:
        first = only_for(batch[0] if batch else None, requester_id)
        if isinstance(first, Refusal):
            return await self._refuse(requester_id, first)
        earlier = {one.target.id: one.id for one in batch if one.state in CAN_TRY_AGAIN}
        if not earlier:
            return await self._refuse(requester_id, NotToTryAgain())
        terms = without_past_start(first.terms, await self.store.now())
        return await self.submit(
            requester_id, RequestPass(tuple(earlier), terms, first.reason), earlier
        )

    async def _inquire(
        self, requester_id: str, asked: RequestPass, earlier: Mapping[str, str]
    ) -> Inquiry | Refusal:
        rules = self.desk.rulebook
        people = {requester_id, *checks.named_people(rules)}
        survey, now, room = await asyncio.gather(
            self.directory.survey(people, asked.identities, approver_groups(rules)),
            self.store.now(),
            self.store.room(),
        )
        requester = checks.requester_of(survey, requester_id, self.desk)
        if isinstance(requester, Refusal):
            return requester
        return Inquiry(requester, asked, survey, now, room, earlier)

    async def _stored(self, prepared: Sequence[Prepared]) -> list[Request | Dropped]:
        """All in one transaction, each on its own."""
        if not prepared:
            return []
        owed = {each.request.id: each.owed for each in prepared}
        steps = [_opening(each, owed) for each in prepared]
        answers = await self.store.open_all(steps, self.desk.limits)
        return [
            Dropped(each.identity, answer, each.request.target.id)
            if isinstance(answer, Refusal)
            else answer
            for each, answer in zip(prepared, answers, strict=True)
        ]

    async def _refuse(
        self, requester_id: str, refusal: Refusal, target: str | None = None
    ) -> Refusal:
        return await refuse(self.store, requester_id, refusal, target=target)


def _opening(prepared: Prepared, owed: dict[str, Any]) -> BatchStep:
    """The first of the requests that the same people decide in the same way has their cards."""

    def shown_with(lead: Request) -> bool:
        same_way = lead.brief.demands == prepared.request.brief.demands
        return same_way and owed[lead.id] == prepared.owed

    def opened(now: datetime, before: Sequence[Request]) -> Change:
        leads = [one for one in before if one.batch_id is None]
        lead = next((one.id for one in leads if shown_with(one)), None)
        return prepared.opened(now, lead)

    return opened
