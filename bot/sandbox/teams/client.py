"""A person's Teams client: types, clicks, opens dialogs, and speaks to the bot as Teams does."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bot.sandbox.teams.activities import Activities
from bot.sandbox.teams.answers import NOT_ASKED, Answer
from bot.sandbox.teams.buttons import Button, ClientRefusalError, find_button
from bot.sandbox.teams.chats import Chat, Chats, Kind
from bot.sandbox.teams.messages import Content, Json, Message, card_content
from bot.sandbox.tenant import Person

EXECUTE, SUBMIT = "Action.Execute", "Action.Submit"
_THEME = {"theme": "default"}

Deliver = Callable[[Json], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Dialog:
    """An open dialog; `command` opened it from a message extension, else a button did."""

    card: Json
    chat: Chat
    command: str | None = None
    id: str = field(default_factory=lambda: str(uuid4()))


@dataclass(slots=True)
class Client:
    """`dialog` is the one that is open, `last` the latest activity that was sent."""

    person: Person
    chats: Chats
    compose: Activities
    deliver: Deliver
    dialog: Dialog | None = None
    last: Json = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.person.key

    def set_language(self, locale: str) -> None:
        """Have Teams speak as in "de-DE" from now on."""
        self.compose.locale = locale

    @property
    def chat(self) -> Chat:
        """Return the person's own chat with the bot."""
        return self.chats.personal(self.key)

    @property
    def messages(self) -> list[Message]:
        """Return the messages of all the person's chats, as the person sees them."""
        return self.chats.seen_by(self.key)

    @property
    def toasts(self) -> list[str]:
        return [one.text for one in self.chats.shown_to(self.key) if one.text]

    async def sees(self, words: str, seconds: float = 60) -> Message:
        """Wait for a message that now shows these words in its text or card, and return the latest.

        Raise TimeoutError if there is none after so long.
        """

        def look() -> Message | None:
            found = (one for one in reversed(self.messages) if words in _shown_words(one))
            return next(found, None)

        return await self.chats.until(look, seconds)

    async def install(self, chat: Chat | None = None) -> Answer:
        """Install the app for the person, or in this chat; return the answer to the last update."""
        chat = self._joined(chat)
        chat.installed = True
        await self.send(self.compose.installation(chat, "add"))
        return await self.send(self.compose.bot_joined_or_left(chat, joined=True))

    async def uninstall(self, chat: Chat | None = None) -> Answer:
        chat = self._joined(chat)
        chat.installed = False
        await self.send(self.compose.installation(chat, "remove"))
        return await self.send(self.compose.bot_joined_or_left(chat, joined=False))

    async def say(
        self,
        text: str,
        chat: Chat | None = None,
        *,
        mention: bool = False,
        targeted: bool = False,
        **overrides: Any,
    ) -> Answer:
        """Type a message; without `mention` or `targeted` the bot hears of it in its own chat only.

        `overrides` replace members of the activity, or remove those that are None.
        """
        chat = self._joined(chat)
        if targeted and chat.kind is Kind.PERSONAL:
            raise ClientRefusalError("a personal chat has no targeted messages")
        activity = self.compose.message(chat, text, mention=mention, targeted=targeted)
        reader = self.key if targeted else None
        said = {"type": "message", "text": activity["text"]}
        self.chats.post(chat, self.key, said, message_id=activity["id"], targeted_to=reader)
        if not chat.installed or not (chat.kind is Kind.PERSONAL or mention or targeted):
            return NOT_ASKED
        return await self.send(activity, **overrides)

    async def click(self, message: Message, title: str, /, **inputs: Any) -> Answer:
        """Click the Action.Execute button with this title, with these inputs filled in.

        What is clicked is the card in `message`, which may be out of date by now.
        """
        button = find_button(message.card, title, EXECUTE)
        action = {**button.action, "data": button.filled(inputs)}
        return await self._execute(message, action, "manual")

    async def refresh(self, message: Message) -> Answer:
        """Show the card as a client does that refreshes it by itself, if it is to."""
        refresh = (message.card or {}).get("refresh") or {}
        listed = refresh.get("userIds")
        if "action" not in refresh or self._is_left_out_of(listed):
            return NOT_ASKED
        return await self._execute(message, refresh["action"], "automatic")

    async def submit(self, message: Message, title: str, /, **inputs: Any) -> Answer:
        """Click the Action.Submit button, or the one that stands in for an Action.Execute."""
        button = find_button(message.card, title, SUBMIT)
        filled, chat = button.filled(inputs), self._chat_of(message)
        if not _opens_dialog(button):
            return await self.send(self.compose.submission(chat, message, filled))
        value = {"data": filled, "context": _THEME}
        answer = await self.send(self.compose.invoke("task/fetch", chat, value, message))
        return self._show_dialog(answer, chat, None)

    async def open_dialog(self, command: str, chat: Chat | None = None) -> Answer:
        """Choose a command of the message extension, which opens its dialog."""
        chat = self._joined(chat)
        value = {"commandId": command, "commandContext": "compose", "context": _THEME}
        answer = await self.send(self.compose.invoke("composeExtension/fetchTask", chat, value))
        return self._show_dialog(answer, chat, command)

    async def submit_dialog(self, title: str, /, **inputs: Any) -> Answer:
        """Click a button of the open dialog, which then goes on or closes."""
        if self.dialog is None:
            raise ClientRefusalError("no dialog is open")
        dialog = self.dialog
        filled = find_button(dialog.card, title, SUBMIT).filled(inputs)
        name, value = _submission(dialog, filled)
        answer = await self.send(self.compose.invoke(name, dialog.chat, value))
        return self._show_dialog(answer, dialog.chat, dialog.command)

    async def send(self, activity: Json, /, **overrides: Any) -> Answer:
        """Send any activity; for those that no honest client sends, too."""
        merged = activity | overrides
        self.last = {name: part for name, part in merged.items() if part is not None}
        return await self.deliver(self.last)

    async def resend(self, times: int = 1) -> list[Answer]:
        """Deliver the last activity again, the same one so many times at once."""
        return await asyncio.gather(*(self.deliver(self.last) for _ in range(times)))

    async def _execute(self, message: Message, action: Json, trigger: str) -> Answer:
        known = ("type", "id", "title", "verb", "data")
        sent = {name: action[name] for name in known if name in action}
        value = {"action": sent, "trigger": trigger}
        chat = self._chat_of(message)
        answer = await self.send(self.compose.invoke("adaptiveCard/action", chat, value, message))
        if answer.card is not None:
            self.chats.show_instead(message, self.key, answer.card)
        self._show_toast(answer)
        return answer

    def _is_left_out_of(self, listed: list[str] | None) -> bool:
        return listed is not None and self.chats.address_of(self.person) not in listed

    def _show_dialog(self, answer: Answer, chat: Chat, command: str | None) -> Answer:
        self._show_toast(answer)
        if answer.status >= 400:
            return answer
        self.dialog = Dialog(answer.dialog, chat, command) if answer.dialog else None
        if answer.dialog:
            self.chats.show(self.key, card_content(answer.dialog))
        return answer

    def _show_toast(self, answer: Answer) -> None:
        if answer.toast:
            self.chats.show(self.key, Content({"text": answer.toast}))

    def _joined(self, chat: Chat | None) -> Chat:
        chat = chat or self.chat
        if self.key not in chat.members:
            raise ClientRefusalError(f"{self.person.name} is not in the chat {chat.name}")
        return chat

    def _chat_of(self, message: Message) -> Chat:
        chat = self.chats.find(message.conversation)
        if chat is None or not message.is_for(self.key):
            raise ClientRefusalError(f"{self.person.name} does not see this message")
        return self._joined(chat)


def _opens_dialog(button: Button) -> bool:
    teams = (button.action.get("data") or {}).get("msteams") or {}
    return bool(teams.get("type") == "task/fetch")


def _submission(dialog: Dialog, filled: Json) -> tuple[str, Json]:
    if dialog.command is None:
        return "task/submit", {"data": filled, "context": _THEME}
    return "composeExtension/submitAction", {
        "commandId": dialog.command,
        "commandContext": "compose",
        "data": filled,
        "context": _THEME,
    }


def _shown_words(message: Message) -> str:
    return message.text + json.dumps(message.card, ensure_ascii=False)
