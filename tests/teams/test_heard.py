"""What an activity tells: the time zone of its sender, and who is mentioned in it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands.mentions import Mention
from bot.teams.heard import Heard, hear
from bot.teams.reading import activity_of

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
RITA = "6f1c1c1e-8a57-4a6e-9a3e-0d6b0c0f1a2b"
UMA = "72e2eb87-c124-4bd9-8e01-a447a1752058"


def heard(*entities: Any, zone: str = "UTC", **parts: Any) -> Heard:
    activity = {
        "type": "message",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": {"id": "29:rita", "aadObjectId": RITA},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "a:1", "conversationType": "personal"},
        "entities": list(entities),
    }
    found = hear(activity_of(activity | parts), NOW, ZoneInfo(zone))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("parts", "client", "language"),
    [
        ({"locale": "de-DE"}, "fr-FR", "de"),
        ({}, "fr-CA", "fr"),
        ({"locale": ""}, "es-419", "es"),
        ({"locale": "nb-NO"}, "fr-FR", "en"),
        ({}, 7, None),
        ({}, None, None),
    ],
)
def test_the_language_is_that_of_the_activity_or_else_of_the_client(
    parts: dict[str, Any], client: Any, language: str | None
) -> None:
    found = heard({"type": "clientInfo", "locale": client}, **parts)

    assert found.at.language == language


def mention(text: Any = "<at>Uma</at>", **mentioned: Any) -> dict[str, Any]:
    return {"type": "mention", "text": text, "mentioned": mentioned}


@pytest.mark.parametrize(
    ("parts", "client", "zone"),
    [
        ({"localTimezone": "Europe/Oslo"}, "Asia/Tokyo", "Europe/Oslo"),
        ({}, "Asia/Tokyo", "Asia/Tokyo"),
        ({"localTimezone": "Mars/Phobos"}, "Asia/Tokyo", "Asia/Tokyo"),
        ({"localTimezone": "Mars/Phobos"}, "../../etc/passwd", "America/Lima"),
        ({}, None, "America/Lima"),
        ({}, "", "America/Lima"),
    ],
)
def test_times_are_read_in_the_zone_of_the_person_else_of_the_desk(
    parts: dict[str, str], client: str | None, zone: str
) -> None:
    found = heard({"type": "clientInfo", "timezone": client}, zone="America/Lima", **parts)

    assert found.when.zone.key == zone


@pytest.mark.parametrize(
    ("entity", "mentions"),
    [
        (mention(id="29:uma", aadObjectId=UMA), (Mention("<at>Uma</at>", UMA),)),
        (mention(id="29:uma", aadObjectId=UMA.upper()), (Mention("<at>Uma</at>", UMA),)),
        (mention(id="29:uma"), (Mention("<at>Uma</at>", None),)),
        (mention(id="29:uma", aadObjectId=None), (Mention("<at>Uma</at>", None),)),
        (mention(id="29:uma", aadObjectId="uma@contoso.com"), (Mention("<at>Uma</at>", None),)),
        (mention(id="29:uma", aadObjectId=[UMA]), (Mention("<at>Uma</at>", None),)),
        (mention(id="19:channel"), (Mention("<at>Uma</at>", None),)),
        (mention("<at>TAP</at>", id="28:bot"), (Mention("<at>TAP</at>", None, is_bot=True),)),
        (mention("<at>Other</at>", id="28:x"), (Mention("<at>Other</at>", None, is_bot=True),)),
        (mention(None, id="29:uma", aadObjectId=UMA), ()),
        (mention(["<at>Uma</at>"], id="29:uma", aadObjectId=UMA), ()),
        (mention(aadObjectId=UMA), ()),
        (mention(id=29, aadObjectId=UMA), ()),
        ({"type": "mention", "text": "<at>Uma</at>"}, ()),
        ({"type": "mention", "text": "<at>Uma</at>", "mentioned": "29:uma"}, ()),
        ({"type": "other", "text": "<at>Uma</at>", "mentioned": {"id": "29:uma"}}, ()),
    ],
)
def test_who_is_mentioned_is_taken_from_the_activity(
    entity: dict[str, Any], mentions: tuple[Mention, ...]
) -> None:
    assert heard(entity).mentions == mentions
