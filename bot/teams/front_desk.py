"""Answers commands and buttons: asks the use cases, and says in words or cards what came of it."""

import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, assert_never

from cachetools import TTLCache

from bot import messages
from bot.commands.actions import (
    Action,
    Approve,
    Confirm,
    Contradict,
    Deny,
    Done,
    NotRight,
    OpenForm,
    Received,
    ShowPass,
    TryAgain,
    TryAllAgain,
)
from bot.commands.command import (
    AboutRequests,
    CancelRequest,
    Command,
    Misread,
    Pause,
    RequestPass,
    Resume,
    RevokePass,
    SetRoom,
    ShowForm,
    ShowHelp,
    ShowPending,
    ShowStatus,
)
from bot.domain.form import Filled
from bot.domain.refusals import NotAGroupConversation, Refusal
from bot.domain.rules import Standing
from bot.ports import Failure
from bot.service.requests import Requests, Submitted
from bot.service.steering import Steering
from bot.teams.answer import NOTHING, Answer, say_no
from bot.teams.deciding import DecidingDesk
from bot.teams.heard import Heard
from bot.teams.own_desk import OwnDesk
from bot.teams.revealing import RevealingDesk
from cards.help import help_card
from cards.request_form import request_form

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FrontDesk:
    requests: Requests
    deciding: DecidingDesk
    revealing: RevealingDesk
    own: OwnDesk
    steering: Steering
    # For help, which decides nothing.
    _standings: TTLCache[str, Standing] = field(
        default_factory=lambda: TTLCache(1000, ttl=60), init=False
    )

    async def command(self, heard: Heard, command: Command) -> Answer:
        """What somebody typed or filled in. Never raises a Failure: it becomes words."""
        return await _told(self._command(heard, command))

    async def action(self, heard: Heard, action: Action) -> Answer:
        """What somebody clicked. Never raises a Failure: it becomes words."""
        return await _told(self._action(heard, action))

    async def dialog(self, heard: Heard, action: Action, until: float) -> Answer:
        """What a button wants that opens a dialog; `until` is when Teams has to have it."""
        if isinstance(action, ShowPass):
            return await _told(self.revealing.show(heard, action, until))
        return await self.form(in_dialog=True)

    async def form(
        self, filled: Filled | None = None, problem: Refusal | None = None, *, in_dialog: bool
    ) -> Answer:
        """The form, with what the tenant permits now."""
        policy = await self.requests.policy()
        return Answer(card=request_form(filled, problem, policy, in_dialog=in_dialog))

    async def _command(self, heard: Heard, command: Command) -> Answer:
        match command:
            case RequestPass():
                return await self._submitted(await self.requests.submit(heard.person_id, command))
            case ShowForm(filled):
                return await self.form(filled, in_dialog=False)
            case Misread(refusal, filled):
                return await self.form(filled, refusal, in_dialog=False)
            case ShowHelp():
                return Answer(card=help_card(await self._standing(heard.person_id)))
            case ShowStatus() | ShowPending() | CancelRequest() | RevokePass():
                return await self._about_requests(heard, command)
            case SetRoom() | Pause() | Resume():
                return await self._set_up(heard, command)
            case _:
                assert_never(command)

    async def _action(self, heard: Heard, action: Action) -> Answer:
        match action:
            case Approve() | Deny() | Done() | Confirm() | Contradict():
                return await self.deciding.answer(heard, action)
            case TryAgain() | TryAllAgain():
                return await self._again(heard, action)
            case Received() | ShowPass():
                return await self._outside_dialog(heard, action)
            case CancelRequest() | RevokePass() | NotRight():
                return await self.own.take_back(heard, action)
            case OpenForm():
                return await self.form(in_dialog=False)
            case RequestPass() | Misread():
                return await self._command(heard, action)
            case _:
                assert_never(action)

    async def _again(self, heard: Heard, action: TryAgain | TryAllAgain) -> Answer:
        whole_batch = isinstance(action, TryAllAgain)
        ask = self.requests.try_all_again if whole_batch else self.requests.try_again
        again = await self._submitted(await ask(heard.person_id, action.request_id))
        return again if again != NOTHING else Answer(text=messages.asked_again())

    async def _submitted(self, answer: Submitted | Refusal) -> Answer:
        """Nothing more to say of what was asked, unless some was not, or it has to wait."""
        if isinstance(answer, Refusal):
            return say_no(answer)
        said = [messages.left_out(each.identity, each.refusal) for each in answer.dropped]
        paused = await self.steering.paused()
        if paused and answer.requests:
            said.append(messages.waits_for_resume(paused))
        return Answer(text="\n\n".join(said)) if said else NOTHING

    async def _outside_dialog(self, heard: Heard, action: Received | ShowPass) -> Answer:
        if isinstance(action, Received):
            return await self.revealing.received(heard, action)
        # Whatever is answered here may be kept as a message.
        return Answer(text=str(messages.dialogs.NO_DIALOG))

    async def _about_requests(self, heard: Heard, command: AboutRequests) -> Answer:
        if isinstance(command, CancelRequest | RevokePass):
            return await self.own.take_back(heard, command)
        found = await self.own.look_up(heard, command)
        if isinstance(found, Refusal):
            return say_no(found)
        paused = await self.steering.paused()
        return Answer(text=f"{found}\n\n{messages.refusal(paused)}" if paused else found)

    async def _standing(self, person_id: str) -> Standing | None:
        known = self._standings.get(person_id)
        if known is None:
            try:
                known = self._standings[person_id] = await self.steering.standing(person_id)
            except Failure:
                # Help is most needed when something does not work, so it does without.
                return None
        return known

    async def _set_room(self, heard: Heard) -> Answer:
        if heard.personal:
            return say_no(NotAGroupConversation())
        refused = await self.steering.set_room(heard.person_id, heard.at)
        return say_no(refused) if refused else Answer(text=messages.room_is_set(), public=True)

    async def _set_up(self, heard: Heard, command: SetRoom | Pause | Resume) -> Answer:
        match command:
            case SetRoom():
                return await self._set_room(heard)
            case Pause():
                refused, done = await self.steering.pause(heard.person_id), messages.paused_now()
            case Resume():
                refused, done = await self.steering.resume(heard.person_id), messages.resumed()
            case _:
                assert_never(command)
        return say_no(refused) if refused else Answer(text=done)


async def _told(work: Coroutine[Any, Any, Answer]) -> Answer:
    try:
        return await work
    except Failure as failure:
        return Answer(text=messages.failure(failure.trouble, failure.reference))
