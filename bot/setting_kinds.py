"""What a setting may be, read from the text in the environment; a ValueError says what it may."""

import re
from datetime import timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator
from pydantic_settings import NoDecode

from bot.clouds import CLOUDS, Cloud
from bot.domain.limiting import Limit
from bot.domain.patterns import wrong_with

MOST_GROUPS = 20
MOST_APPROVALS = 5
_UNITS = {"": "minutes", "m": "minutes", "h": "hours", "d": "days"}


def _groups(text: object) -> object:
    if not isinstance(text, str):
        return text
    groups = frozenset(_guid(part) for part in text.split(",") if part.strip())
    if len(groups) > MOST_GROUPS:
        raise ValueError(f"name at most {MOST_GROUPS} groups by object id, comma-separated")
    return groups


def _guid(text: object) -> str:
    try:
        return str(UUID(str(text).strip()))
    except ValueError:
        raise ValueError(f"'{text}' is no object id such as {UUID(int=0)}") from None


def duration(text: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,6})\s*([mhd]?)", text.strip().lower())
    if found is None or int(found[1]) == 0:
        raise ValueError(f"'{text}' is no time such as 60m, 8h or 1d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _duration(text: object) -> object:
    return duration(text) if isinstance(text, str) else text


def _cloud(text: object) -> object:
    if not isinstance(text, str):
        return text
    if text.lower() == "china":
        raise ValueError("Microsoft's cloud in China has no temporary access passes")
    if text.lower() not in CLOUDS:
        raise ValueError(f"'{text}' is none of {', '.join(CLOUDS)}")
    return CLOUDS[text.lower()]


def _zone(text: object) -> str:
    try:
        return ZoneInfo(str(text)).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f"'{text}' is no time zone such as Europe/Berlin") from None


def _limit(text: object) -> object:
    if not isinstance(text, str):
        return text
    if text.strip().lower() == "off":
        return None
    found = re.fullmatch(r"(\d{1,5})\s*/\s*(minute|hour|day)", text.strip().lower())
    if found is None or int(found[1]) == 0:
        raise ValueError(f"'{text}' is no limit such as 30/hour or 3/day, nor off")
    return Limit(int(found[1]), timedelta(**{f"{found[2]}s": 1}))


def _pattern(text: object) -> str:
    if wrong := wrong_with(str(text)):
        raise ValueError(f"'{text}' is no pattern such as INC\\d{{6}} that RE2 reads: {wrong}")
    return str(text)


Guid = Annotated[str, BeforeValidator(_guid)]
Groups = Annotated[frozenset[str], NoDecode, BeforeValidator(_groups)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Zone = Annotated[str, BeforeValidator(_zone)]
Pattern = Annotated[str, BeforeValidator(_pattern)]
Most = Annotated[Limit | None, NoDecode, BeforeValidator(_limit)]
NamedCloud = Annotated[Cloud, NoDecode, BeforeValidator(_cloud)]
