"""What may stand behind the keys of a rule; a ValueError says what to write instead."""

import re
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.domain.demands import Verify
from bot.domain.terms import LONGEST, SHORTEST
from bot.setting_kinds import MOST_APPROVALS, Guid, duration

_LONGEST_NAME = 100
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MIDNIGHT = time(0)


def _name(written: object) -> str:
    name = written.strip() if isinstance(written, str) else ""
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise ValueError(f"write a name of at most {_LONGEST_NAME} characters in quotes")
    return name


def _flag(written: object) -> bool:
    if not isinstance(written, bool):
        raise ValueError("write true or false, without quotes")  # noqa: TRY004 - pydantic's way
    return written


def _approvals(written: object) -> int:
    if type(written) is not int or not 1 <= written <= MOST_APPROVALS:
        raise ValueError(f"write a number from 1 to {MOST_APPROVALS}, without quotes")
    return written


def _verify(written: object) -> Verify:
    if written not in list(Verify):
        raise ValueError('write "none", "attested" or "manager"')
    return Verify(str(written))


def _longest(written: object) -> timedelta:
    if not isinstance(written, str):
        raise ValueError('write a time in quotes, such as "8h"')  # noqa: TRY004 - pydantic's way
    longest = duration(written)
    if not SHORTEST <= longest <= LONGEST:
        raise ValueError(f"'{written}' is not within what Microsoft permits: from 10m to 30d")
    return longest


def _is_needed(written: object) -> bool:
    if written not in {"required", "optional"}:
        raise ValueError('write "required" or "optional"')
    return written == "required"


def _days(written: object) -> frozenset[int]:
    parts = str(written).lower().split(",") if isinstance(written, str) else [""]
    return frozenset(day for part in parts for day in _some_days(part))


def _some_days(part: str) -> Iterator[int]:
    """Every day of "fri-mon", or the one of "fri"."""
    first, dash, last = (word.strip()[:3] for word in part.partition("-"))
    if first not in _DAYS or (dash and last not in _DAYS):
        raise ValueError('write days as in "mon-fri" or "sat, sun"')
    day, end = _DAYS.index(first), _DAYS.index(last or first)
    yield day
    while day != end:
        day = (day + 1) % 7
        yield day


def _clock(written: object) -> time:
    if isinstance(written, time):
        return written
    if written == "24:00":
        return _MIDNIGHT
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(written))
    if found is None:
        raise ValueError('write a time of the day in quotes, such as "07:30"')
    return time(int(found[1]), int(found[2]))


Name = Annotated[str, BeforeValidator(_name)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Ids = Annotated[list[Guid], Field(min_length=1)]
Approvals = Annotated[int, BeforeValidator(_approvals)]
Verification = Annotated[Verify, BeforeValidator(_verify)]
Longest = Annotated[timedelta, BeforeValidator(_longest)]
IsNeeded = Annotated[bool, BeforeValidator(_is_needed)]
Days = Annotated[frozenset[int], BeforeValidator(_days)]
Clock = Annotated[time, BeforeValidator(_clock)]
