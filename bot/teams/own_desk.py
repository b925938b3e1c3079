"""Answers those who ask about requests that were made, take them back, or have a pass ended."""

from dataclasses import dataclass
from typing import assert_never

from bot import messages
from bot.commands.actions import NotRight, TakesBack
from bot.commands.command import CancelRequest, RevokePass, ShowPending, ShowStatus
from bot.domain.refusals import Refusal
from bot.service.own_requests import OwnRequests
from bot.service.taking_back import TakingBack
from bot.teams.answer import Answer, say_no
from bot.teams.heard import Heard
from bot.watching import REQUEST


@dataclass(frozen=True, slots=True)
class OwnDesk:
    """Every method raises DirectoryFailed."""

    own: OwnRequests
    taking_back: TakingBack

    async def look_up(self, heard: Heard, asked: ShowStatus | ShowPending) -> str | Refusal:
        who, zone = heard.person_id, heard.when.zone
        if isinstance(asked, ShowPending):
            waiting = await self.own.pending(who)
            return messages.waiting.pending(waiting.to_decide, waiting.own, zone)
        if asked.request_id is None:
            return messages.request_lines(await self.own.latest(who), zone)
        found = await self.own.one(who, asked.request_id)
        if isinstance(found, Refusal):
            return found
        return messages.afterwards.in_full(found, zone, own=found.requester.id == who)

    async def take_back(self, heard: Heard, wish: TakesBack) -> Answer:
        """A sentence; the cards show what has become of the request."""
        who = heard.person_id
        REQUEST.set(wish.request_id)
        match wish:
            case CancelRequest(request_id):
                done = await self.taking_back.cancel(who, request_id)
                words = messages.waiting.cancelled
            case RevokePass(request_id):
                done = await self.taking_back.revoke(who, request_id)
                words = messages.afterwards.revoking
            case NotRight(request_id):
                done = await self.taking_back.not_right(who, request_id)
                words = messages.afterwards.objected
            case _:
                assert_never(wish)
        return say_no(done) if isinstance(done, Refusal) else Answer(text=words(done))
