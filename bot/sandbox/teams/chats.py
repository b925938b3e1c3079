"""People's chats: personal ones with the bot, group chats and channels, and who sees what there."""

import asyncio
import base64
import hashlib
import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from bot.sandbox.clock import Clock
from bot.sandbox.teams.messages import Content, Json, Message, card_content
from bot.sandbox.tenant import Person, Tenant

Found = TypeVar("Found")


class Kind(StrEnum):
    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"


@dataclass(slots=True)
class Chat:
    """`members` are keys of people; `installed` says whether the bot is in the chat."""

    id: str
    kind: Kind
    members: list[str]
    name: str = ""
    team_id: str | None = None
    installed: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def latest(self) -> Message:
        return next(reversed(self.messages.values()))


class Chats:
    def __init__(self, tenant: Tenant, clock: Clock, app_id: str) -> None:
        self._tenant = tenant
        self._clock = clock
        self._app_id = app_id
        self._all: dict[str, Chat] = {}
        self._ids = itertools.count(1_767_225_600_000)
        self._views: dict[tuple[str, str], list[Content]] = {}
        self._current_views: dict[tuple[str, str], Content] = {}
        self._shown: dict[str, list[Content]] = {}
        self._changed = asyncio.Event()

    def __iter__(self) -> Iterator[Chat]:
        return iter(list(self._all.values()))

    def find(self, conversation_id: str) -> Chat | None:
        """Return the chat with this id, which in a channel may name a thread as well."""
        return self._all.get(conversation_id.partition(";")[0])

    def personal(self, key: str) -> Chat:
        """Return the person's chat with the bot; its id is the same in every run."""
        chat_id = f"a:{self._opaque('chat', self._tenant.person(key).id)}"
        return self._all.setdefault(chat_id, Chat(chat_id, Kind.PERSONAL, [key]))

    def group(self, name: str, *members: str, installed: bool = True) -> Chat:
        chat_id = f"19:{self._opaque('group', name)}@thread.v2"
        return self._add(Chat(chat_id, Kind.GROUP, list(members), name, installed=installed))

    def channel(self, name: str, *members: str, installed: bool = True) -> Chat:
        """Add a team of these members with one channel, both of this name."""
        chat_id = f"19:{self._opaque('channel', name)}@thread.tacv2"
        chat = Chat(chat_id, Kind.CHANNEL, list(members), name, chat_id, installed)
        return self._add(chat)

    def bot_reaches(self, key: str) -> bool:
        """Say whether the app is installed for the person, or in a team that the person is in."""
        teams = (chat for chat in self if chat.kind is Kind.CHANNEL and key in chat.members)
        return self.personal(key).installed or any(chat.installed for chat in teams)

    def address_of(self, person: Person) -> str:
        """Return the id that the channel gives the person for this bot."""
        return f"29:{self._opaque('person', person.id)}"

    def person_at(self, address: str) -> Person | None:
        """Return the person with this channel id or object id."""
        people = self._tenant.people.values()
        return next((one for one in people if address in {one.id, self.address_of(one)}), None)

    def new_id(self) -> str:
        return str(next(self._ids))

    def post(
        self,
        chat: Chat,
        sender: str,
        activity: Json,
        *,
        message_id: str | None = None,
        thread: str | None = None,
        targeted_to: str | None = None,
    ) -> Message:
        message_id = message_id or self.new_id()
        root = (thread or message_id) if chat.kind is Kind.CHANNEL else None
        now = self._clock.now()
        content = Content(activity)
        return self._keep(
            chat, Message(message_id, chat.id, sender, now, content, root, targeted_to)
        )

    def edit(self, chat: Chat, message: Message, activity: Json) -> Message:
        """Change the message for everyone: what single people saw in its place is gone."""
        for key in chat.members:
            self._current_views.pop((message.id, key), None)
        return self._keep(chat, message.edit(Content(activity)))

    def delete(self, chat: Chat, message: Message) -> Message:
        for key in chat.members:
            self._current_views.pop((message.id, key), None)
        return self._keep(chat, message.delete())

    def show_instead(self, message: Message, key: str, card: Json) -> None:
        """Let one person see this card in the message's place: the answer to an invoke."""
        view = card_content(card)
        self._current_views[message.id, key] = view
        self._views.setdefault((message.id, key), []).append(view)
        self._tell()

    def show(self, key: str, content: Content) -> None:
        """Show one person a toast or a dialog, which no chat keeps."""
        self._shown.setdefault(key, []).append(content)
        self._tell()

    def shown_to(self, key: str) -> tuple[Content, ...]:
        """Return the toasts and dialogs that the person ever saw, oldest first."""
        return tuple(self._shown.get(key, ()))

    def seen_by(self, key: str) -> list[Message]:
        """Return the messages of all the person's chats as that person sees them.

        `history` has everything else that ever stood in the message for this person.
        """
        chats = (chat for chat in self if key in chat.members)
        messages = (one for chat in chats for one in chat.messages.values() if one.is_for(key))
        return [self.as_seen_by(key, one) for one in messages]

    def as_seen_by(self, key: str, message: Message) -> Message:
        current = self._current_views.get((message.id, key))
        earlier = [v for v in self._views.get((message.id, key), ()) if v is not current]
        if current is not None:
            earlier.insert(0, message.content)
        return replace(
            message, content=current or message.content, history=(*message.history, *earlier)
        )

    def everything_seen_by(self, key: str) -> str:
        """Return all that this person ever saw as one string: the place to look for a leak.

        It has whole activities as JSON, with summaries and hidden parts of cards, in every
        version, and all toasts and dialogs.
        """
        versions = [one for message in self.seen_by(key) for one in message.contents]
        activities = [one.activity for one in (*versions, *self.shown_to(key))]
        return json.dumps(activities, ensure_ascii=False)

    async def until(self, look: Callable[[], Found | None], seconds: float = 60) -> Found:
        """Return what `look` finds, looking again whenever a chat changes.

        Raise TimeoutError if it finds nothing for so long.
        """
        async with asyncio.timeout(seconds):
            while (found := look()) is None:
                await self._changed.wait()
        return found

    async def changed(self, seconds: float) -> None:
        """Wait for the next change of a chat, or so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)

    def _add(self, chat: Chat) -> Chat:
        return self._all.setdefault(chat.id, chat)

    def _keep(self, chat: Chat, message: Message) -> Message:
        chat.messages[message.id] = message
        self._tell()
        return message

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _opaque(self, *parts: str) -> str:
        digest = hashlib.sha256("/".join((self._app_id, *parts)).encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
