"""From activities to commands, and from answers to activities: the only place that knows both."""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler

from bot import messages
from bot.commands.actions import OpenForm, Received, read_action
from bot.commands.command import Misread
from bot.commands.grammar import read_command
from bot.domain.form import Verb
from bot.messages.language import ENGLISH, speaking
from bot.ports import RequestStore, TeamsFailed, Unreachable
from bot.service.patience import ended
from bot.teams.answer import Answer
from bot.teams.front_desk import FrontDesk
from bot.teams.heard import UTC, Heard, hear, language_of_reader
from bot.teams.notifier import TeamsNotifier, message_activity
from bot.teams.progress import reassured
from bot.teams.whereabouts import Whereabouts
from cards.welcome import welcome_card

log = logging.getLogger(__name__)

# botbuilder looks people up for the other types, and this bot has nothing to do for them.
HEARD_TYPES = {"message", "invoke", "installationUpdate"}
CARD = "application/vnd.microsoft.card.adaptive"
TEXT = "application/vnd.microsoft.activity.message"


class TapBot(TeamsActivityHandler):
    """`patience` is how long an invoke waits for its answer; Teams gives up after some more.

    `silence` is how long somebody who wrote hears nothing before the bot says that it is at it.
    `language` is spoken to those who have none of the bot's, `zone` is whose Teams says none.
    """

    def __init__(
        self,
        desk: FrontDesk,
        notifier: TeamsNotifier,
        store: RequestStore,
        patience: timedelta = timedelta(seconds=4),
        silence: timedelta = timedelta(seconds=2),
        language: str = ENGLISH,
        zone: ZoneInfo = UTC,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._notifier = notifier
        self._store = store
        self._whereabouts = Whereabouts(store)
        self._patience = patience
        self._silence = silence
        self._language = language
        self._zone = zone
        self._late: set[asyncio.Task[None]] = set()

    async def drain(self, patience: timedelta) -> None:
        """Wait for answers that come after their invoke; they are given up after `patience`."""
        await ended(tuple(self._late), patience)

    async def on_turn(self, turn_context: TurnContext) -> None:
        if turn_context.activity.type not in HEARD_TYPES:
            return
        try:
            # Tasks that are made within, and answer later, go on in this language.
            language = language_of_reader(turn_context.activity, self._language)
            with speaking(language or self._language):
                await super().on_turn(turn_context)
        except (Unreachable, TeamsFailed):
            # It has its line in the log, and there is no way to tell the person.
            return

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """A text, or the button of a client that has no Action.Execute."""
        heard = await self._hear(turn_context)
        if heard is None:
            return
        text, value = turn_context.activity.text, turn_context.activity.value
        async with reassured(self._notifier, heard, self._silence):
            if isinstance(value, dict) and not (text or "").strip():
                answer = await self._desk.action(heard, read_action(None, value, heard.when))
            else:
                command = read_command(text, heard.when, heard.mentions)
                answer = await self._desk.command(heard, command)
        await self._say(heard, answer)

    async def on_installation_update_add(self, turn_context: TurnContext) -> None:
        heard = await self._hear(turn_context)
        if heard is not None and heard.personal:
            await self._notifier.post(heard.at, message_activity(None, welcome_card()))

    async def on_installation_update_remove(self, turn_context: TurnContext) -> None:
        heard = await self._hear(turn_context)
        if heard is not None and heard.personal:
            await self._whereabouts.forget(heard.person_id)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Buttons of cards, and the form as a dialog. What is none of these is 501."""
        until = asyncio.get_running_loop().time() + self._patience.total_seconds()
        async with asyncio.timeout_at(until):
            heard = await self._hear(turn_context)
        value = turn_context.activity.value
        match turn_context.activity.name:
            case _ if heard is None:
                return InvokeResponse(status=HTTPStatus.BAD_REQUEST)
            case "adaptiveCard/action":
                return _to_card(await self._click(heard, value, until))
            case "composeExtension/fetchTask":
                return _to_dialog(await self._desk.dialog(heard, OpenForm(), until))
            case "task/fetch":
                action = read_action(None, _data_of(value), heard.when)
                return _to_dialog(await self._desk.dialog(heard, action, until))
            case "composeExtension/submitAction" | "task/submit":
                return _to_dialog(await self._submit(heard, value, until))
            case _:
                return InvokeResponse(status=HTTPStatus.NOT_IMPLEMENTED)

    async def _click(self, heard: Heard, value: Any, until: float) -> Answer:
        match value:
            case {"action": {"verb": verb, "data": data}}:
                action = read_action(verb, data, heard.when)
            case {"action": {"data": data}}:
                action = read_action(None, data, heard.when)
            case _:
                action = read_action(None, None, heard.when)
        return await self._in_time(heard, self._desk.action(heard, action), until)

    async def _submit(self, heard: Heard, value: Any, until: float) -> Answer:
        data = _data_of(value)
        received = read_action(None, data, heard.when)
        if isinstance(received, Received):
            return await self._in_time(heard, self._desk.action(heard, received), until)
        match read_action(Verb.REQUEST, data, heard.when):
            case Misread(refusal, filled):
                return await self._desk.form(filled, refusal, in_dialog=True)
            case action:
                return await self._in_time(heard, self._desk.action(heard, action), until)

    async def _in_time(
        self, heard: Heard, work: Coroutine[Any, Any, Answer], until: float
    ) -> Answer:
        """The answer, or a word of patience and the answer as a message when it is there."""
        task = asyncio.create_task(work)
        left = until - asyncio.get_running_loop().time()
        done, _ = await asyncio.wait({task}, timeout=max(left, 0))
        if done:
            return task.result()
        late = asyncio.create_task(self._say_late(heard, task))
        self._late.add(late)
        late.add_done_callback(self._late.discard)
        return Answer(text=messages.working_on_it())

    async def _say_late(self, heard: Heard, task: asyncio.Task[Answer]) -> None:
        # A card would only repeat what the views that are owed show already.
        try:
            answer = await task
            if answer.text is not None:
                await self._say_privately(heard, answer)
        # A task has nobody above it, so the log is told here.
        except Exception:
            log.exception("an answer that came late was not told")

    async def _say(self, heard: Heard, answer: Answer) -> None:
        if not (heard.personal or answer.public):
            answer = await self._privately(heard, answer)
        if answer.text or answer.card:
            reader = heard.sender if heard.targeted else None
            await self._notifier.post(heard.at, message_activity(answer.text, answer.card), reader)

    async def _privately(self, heard: Heard, answer: Answer) -> Answer:
        """Answer the person alone; return what the conversation is told of it."""
        try:
            await self._say_privately(heard, answer)
        except Unreachable:
            return Answer(text=messages.cannot_answer_privately())
        return Answer(text=messages.answered_privately())

    async def _say_privately(self, heard: Heard, answer: Answer) -> None:
        chat = await self._notifier.open_personal(heard.person_id)
        if answer.text or answer.card:
            await self._notifier.post(chat, message_activity(answer.text, answer.card))

    async def _hear(self, turn_context: TurnContext) -> Heard | None:
        heard = hear(turn_context.activity, await self._store.now(), self._zone, self._language)
        if heard is None:
            log.warning("an activity names nobody: type=%a", turn_context.activity.type)
        else:
            await self._whereabouts.learn(heard, turn_context.activity)
        return heard


def _data_of(value: Any) -> Any:
    """What the button of a dialog, or one that opens a dialog, has for us."""
    return value.get("data") if isinstance(value, dict) else None


def _to_card(answer: Answer) -> InvokeResponse:
    """Source: Teams, "Universal Actions for Adaptive Cards", response of adaptiveCard/action."""
    body = {"statusCode": HTTPStatus.OK, "type": CARD, "value": answer.card}
    if answer.card is None:
        text = answer.text or messages.asked_again()
        body = {"statusCode": HTTPStatus.OK, "type": TEXT, "value": text}
    return InvokeResponse(status=HTTPStatus.OK, body=body)


def _to_dialog(answer: Answer) -> InvokeResponse:
    """Source: Teams, "Use dialogs in bots", response of task/fetch and task/submit."""
    if answer.closes:
        return InvokeResponse(status=HTTPStatus.OK)
    if answer.card is None:
        text = answer.text or messages.asked_again()
        return InvokeResponse(
            status=HTTPStatus.OK, body={"task": {"type": "message", "value": text}}
        )
    card = {"contentType": CARD, "content": answer.card}
    # What is read aloud of a card is its heading.
    title = answer.card["speak"]
    value = {"title": title, "height": "large", "width": "medium", "card": card}
    return InvokeResponse(status=HTTPStatus.OK, body={"task": {"type": "continue", "value": value}})
