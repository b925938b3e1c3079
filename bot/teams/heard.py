"""What an activity tells us, taken from it once: who, where, and when it is there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from botbuilder.schema import Activity

from bot.commands.mentions import Mention
from bot.commands.times import When
from bot.messages.language import ENGLISH, language_of
from bot.ports import Conversation

UTC = ZoneInfo("UTC")
PERSONAL = "personal"
# Teams' ids of people begin otherwise.
BOT = "28:"
OBJECT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Teams' own ids have no spaces and about 200 characters at most.
TEAMS_ID = re.compile(r"[!-~]{1,1000}")


@dataclass(frozen=True, slots=True)
class Heard:
    """`sender` is Teams' own id of the person.

    `targeted` is a message in a group that only its sender and the bot can see.
    """

    person_id: str
    sender: str
    at: Conversation
    personal: bool
    targeted: bool
    when: When
    mentions: tuple[Mention, ...] = ()


def hear(
    activity: Activity, now: datetime, zone: ZoneInfo = UTC, language: str = ENGLISH
) -> Heard | None:
    """None where the activity does not say who is behind it, or where, in ids as Teams has them.

    `zone` is that of people whose activities do not say theirs, `language` is for those who have
    none of the bot's.
    """
    sender, conversation = activity.from_property, activity.conversation
    if sender is None or conversation is None:
        return None
    # Nobody may pass for another by naming them in some other way that the directory understands.
    person_id = (sender.aad_object_id or "").lower()
    if not (OBJECT_ID.fullmatch(person_id) and _are_ids(sender.id, conversation.id)):
        return None
    recipient = activity.recipient.additional_properties if activity.recipient else None
    return Heard(
        person_id=person_id,
        sender=sender.id,
        at=Conversation(
            activity.service_url, conversation.id, language_of_reader(activity, language)
        ),
        personal=conversation.conversation_type in {None, PERSONAL} and not conversation.is_group,
        targeted=(recipient or {}).get("isTargeted") is True,
        when=When(now, _zone(activity) or zone),
        mentions=tuple(_mentions(activity)),
    )


def _are_ids(*words: str | None) -> bool:
    return all(TEAMS_ID.fullmatch(word or "") for word in words)


def _mentions(activity: Activity) -> Iterator[Mention]:
    """The mentions that the activity tells of; what is none as Teams has them is left out."""
    bot_id = activity.recipient.id if activity.recipient else None
    for entity in _entities(activity, "mention"):
        match entity:
            case {"text": str(text), "mentioned": {"id": str(known_as), **more}}:
                person_id = str(more.get("aadObjectId") or "").lower()
                is_bot = known_as == bot_id or known_as.startswith(BOT)
                yield Mention(text, person_id if OBJECT_ID.fullmatch(person_id) else None, is_bot)


def _entities(activity: Activity, kind: str) -> Iterator[dict[str, Any]]:
    for entity in activity.entities or ():
        if entity and entity.type == kind:
            yield entity.additional_properties or {}


def _zone(activity: Activity) -> ZoneInfo | None:
    """The sender's time zone: Teams says it in one of two places, or not at all."""
    named = [activity.local_timezone, *_client_says(activity, "timezone")]
    return next((zone for name in named if (zone := _read(name))), None)


def language_of_reader(activity: Activity, other: str) -> str | None:
    """The sender's language, said in the same two places; `other` if it is none of the bot's.

    None where the activity does not say.
    """
    named = [activity.locale, *_client_says(activity, "locale")]
    locale = next((each for each in named if isinstance(each, str) and each), None)
    return language_of(locale) or other if locale else None


def _client_says(activity: Activity, name: str) -> list[Any]:
    return [client.get(name) for client in _entities(activity, "clientInfo")]


def _read(name: Any) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else None
    # Whoever sends the activity chooses the name, and ZoneInfo makes a path of it.
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None
