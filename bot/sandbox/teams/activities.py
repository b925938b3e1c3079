"""Activities as Teams sends them: the JSON around what a person types or clicks.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations
"""

import re
import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.clock import Clock
from bot.sandbox.teams.chats import Chat, Chats, Kind
from bot.sandbox.teams.messages import Json, Message
from bot.sandbox.teams.signing import BotFrameworkKeys
from bot.sandbox.tenant import Person, Tenant

BOT_NAME = "TAP"
TIME_ZONE = "Europe/Berlin"
LOCALE = "en-GB"
_PERSON = re.compile(r"(?<!\S)@([\w.]+)")


class Activities:
    """Composes the activities that one person's client sends."""

    def __init__(
        self, tenant: Tenant, clock: Clock, chats: Chats, keys: BotFrameworkKeys, person: Person
    ) -> None:
        self._tenant = tenant
        self._clock = clock
        self._chats = chats
        self._keys = keys
        self._person = person
        self.locale = LOCALE
        self._bot = {"id": f"28:{keys.app_id}", "name": BOT_NAME}

    def message(self, chat: Chat, text: str, *, mention: bool, targeted: bool) -> Json:
        """Compose what a person typed; "@uma" in it becomes a mention of the person `uma`."""
        mentioned = [self._tenant.people[key] for key in _PERSON.findall(text) if self._knows(key)]
        text = _PERSON.sub(lambda found: self._tag(found[1]) or found[0], text)
        mentions = [
            _mention(self._chats.address_of(one), one.name, aadObjectId=one.id) for one in mentioned
        ]
        if mention:
            text = f"<at>{BOT_NAME}</at> {text}"
            mentions.insert(0, _mention(self._bot["id"], BOT_NAME))
        message_id = self._chats.new_id()
        activity = self._activity("message", chat, message_id, message_id) | {
            "textFormat": "plain",
            "text": text,
        }
        activity["entities"] = [*mentions, *activity["entities"]]
        if targeted:
            activity["recipient"] = {**self._bot, "isTargeted": True}
        return activity

    def submission(self, chat: Chat, message: Message, inputs: Json) -> Json:
        """Compose the message that Action.Submit sends: a value and no text."""
        activity = self._activity("message", chat, self._chats.new_id(), message.thread)
        return activity | {"value": inputs, "replyToId": message.id}

    def invoke(self, name: str, chat: Chat, value: Json, message: Message | None = None) -> Json:
        """Compose an invoke; `message` is the one whose card was clicked."""
        thread = message.thread if message else None
        activity = self._activity("invoke", chat, f"f:{uuid.uuid4()}", thread)
        activity["channelData"]["source"] = {"name": "message" if message else "compose"}
        reply_to = {"replyToId": message.id} if message else {}
        return activity | {"name": name, "value": value} | reply_to

    def installation(self, chat: Chat, action: str) -> Json:
        """Compose an installationUpdate; `action` is "add" or "remove"."""
        activity = self._activity("installationUpdate", chat, f"f:{uuid.uuid4()}", None)
        activity["channelData"]["settings"] = {"selectedChannel": {"id": chat.id}}
        return activity | {"action": action}

    def bot_joined_or_left(self, chat: Chat, *, joined: bool) -> Json:
        """Compose the conversationUpdate that tells of the bot itself."""
        activity = self._activity("conversationUpdate", chat, f"f:{uuid.uuid4()}", None)
        happened = "teamMemberAdded" if joined else "teamMemberRemoved"
        if chat.kind is Kind.CHANNEL:
            activity["channelData"]["eventType"] = happened
        return activity | {"membersAdded" if joined else "membersRemoved": [self._bot]}

    def _activity(self, kind: str, chat: Chat, activity_id: str, thread: str | None) -> Json:
        now = self._clock.now()
        return {
            "type": kind,
            "id": activity_id,
            "timestamp": _stamp(now),
            "localTimestamp": now.astimezone(ZoneInfo(TIME_ZONE)).isoformat("T", "milliseconds"),
            "localTimezone": TIME_ZONE,
            "serviceUrl": self._keys.service_url,
            "channelId": "msteams",
            "from": {
                "id": self._chats.address_of(self._person),
                "name": self._person.name,
                "aadObjectId": self._person.id,
            },
            "conversation": self._conversation(chat, thread),
            "recipient": dict(self._bot),
            "entities": [_client_info(self.locale)],
            "channelData": self._channel_data(chat),
            "locale": self.locale,
        }

    def _conversation(self, chat: Chat, thread: str | None) -> Json:
        in_thread = chat.kind is Kind.CHANNEL and thread is not None
        conversation: Json = {
            "conversationType": chat.kind.value,
            "tenantId": self._tenant.id,
            "id": f"{chat.id};messageid={thread}" if in_thread else chat.id,
        }
        if chat.kind is not Kind.PERSONAL:
            conversation |= {"isGroup": True, "name": chat.name}
        return conversation

    def _channel_data(self, chat: Chat) -> Json:
        facts: Json = {"tenant": {"id": self._tenant.id}}
        if chat.kind is Kind.CHANNEL:
            facts |= {
                "teamsChannelId": chat.id,
                "teamsTeamId": chat.team_id,
                "channel": {"id": chat.id},
                "team": {"id": chat.team_id, "name": chat.name},
            }
        return facts

    def _knows(self, key: str) -> bool:
        return key in self._tenant.people

    def _tag(self, key: str) -> str:
        return f"<at>{self._tenant.people[key].name}</at>" if self._knows(key) else ""


def _mention(address: str, name: str, **more: str) -> Json:
    return {
        "type": "mention",
        "mentioned": {"id": address, "name": name, **more},
        "text": f"<at>{name}</at>",
    }


def _client_info(locale: str) -> dict[str, Any]:
    return {
        "type": "clientInfo",
        "locale": locale,
        "country": "GB",
        "platform": "Web",
        "timezone": TIME_ZONE,
    }


def _stamp(moment: datetime) -> str:
    return moment.isoformat("T", "milliseconds").replace("+00:00", "Z")
