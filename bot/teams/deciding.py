"""Answers the buttons that decide on a request: with its card, or with why nothing came of it."""

from dataclasses import dataclass, replace
from typing import assert_never

from bot.commands.actions import Approve, Confirm, Contradict, Deny, Done
from bot.domain.refusals import Refusal
from bot.domain.request import Request
from bot.domain.views import ViewKind
from bot.messages.language import spoken
from bot.ports import RequestStore
from bot.service.confirming import Confirming
from bot.service.decisions import Decided, Decisions
from bot.service.views import seen
from bot.teams.answer import Answer, say_no
from bot.teams.heard import Heard
from bot.watching import REQUEST
from cards.draw import draw

Deciding = Approve | Deny | Done | Confirm | Contradict


@dataclass(frozen=True, slots=True)
class DecidingDesk:
    decisions: Decisions
    confirming: Confirming
    store: RequestStore

    async def answer(self, heard: Heard, action: Deciding) -> Answer:
        """Raises DirectoryFailed."""
        who = heard.person_id
        REQUEST.set(action.request_id)
        match action:
            case Approve(request_id, how, rows):
                decided = await self.decisions.approve(who, request_id, how, rows)
                return await self._decided(heard, decided)
            case Deny(request_id, note, rows):
                decided = await self.decisions.deny(who, request_id, note, rows)
                return await self._decided(heard, decided)
            case Done(request_id):
                done = await self.decisions.done(who, request_id)
                return await self._shown(heard, ViewKind.DELIVERY, done)
            case Confirm(request_id):
                said = await self.confirming.confirm(who, request_id)
                return await self._shown(heard, ViewKind.CONFIRMATION, said)
            case Contradict(request_id):
                said = await self.confirming.contradict(who, request_id)
                return await self._shown(heard, ViewKind.CONFIRMATION, said)
            case _:
                assert_never(action)

    async def _decided(self, heard: Heard, decided: Decided | Refusal) -> Answer:
        """The card as who clicked sees it, in a room too: it is shown to them alone."""
        if isinstance(decided, Refusal):
            return say_no(decided)
        kind = ViewKind.APPROVER if heard.personal else ViewKind.ROOM
        view = await seen(self.store, kind, decided.batch, heard.person_id, spoken())
        return Answer(card=draw(replace(view, refused=decided.refused)).card)

    async def _shown(self, heard: Heard, kind: ViewKind, done: Request | Refusal) -> Answer:
        if isinstance(done, Refusal):
            return say_no(done)
        view = await seen(self.store, kind, (done,), heard.person_id, spoken())
        return Answer(card=draw(view).card)
