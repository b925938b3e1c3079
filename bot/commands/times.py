"""When a pass is to start: "tomorrow 9:00", "in 2h", "monday 07:30", "2026-12-01T08:00Z", "now".

The clock, the offset and the zone are read here, by a strict pattern; the day is days.py's.
"""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.commands.days import read_day
from bot.commands.lifetime import read_span
from bot.commands.words import shorten
from bot.domain.misreadings import NotATime, TimeSkipped, TimeTwice

CLOCK = re.compile(
    r"(?:(?P<day>.*?)(?: |(?<=[0-9])t))??"
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?"
    r" ?(?P<half>am|pm)?"
    r" ?(?P<offset>z|utc|[+-][0-9]{2}:?[0-9]{2})?"
)
# Words beside the day that change nothing; they are dropped before the day is read.
FILLERS = frozenset("at on of the next um am den kl på le de à om op".split())  # noqa: SIM905 - as read


@dataclass(frozen=True, slots=True)
class When:
    """The moment of reading, in UTC, and the zone in which the person's clock runs."""

    now: datetime
    zone: ZoneInfo


def read_start(text: str, when: When) -> datetime | NotATime | TimeSkipped | TimeTwice | None:
    """Return the start that `text` means, in UTC; None for "now" and for no text at all.

    A clock alone is its next time, a named weekday the first one after today, and a date
    without a year the next one.
    """
    said = " ".join(text.lower().replace(",", " ").split())
    if said in {"", "now"}:
        return None
    start = _after(said[3:], when) if said.startswith("in ") else _at(said, when)
    if start is None:
        return NotATime(shorten(text))
    if _is_skipped(start):
        return TimeSkipped(shorten(text), when.zone.key)
    if start.utcoffset() != start.replace(fold=1).utcoffset():
        return TimeTwice(shorten(text), when.zone.key)
    return start.astimezone(UTC)


def _after(span: str, when: When) -> datetime | None:
    length = read_span(span)
    return when.now.replace(second=0, microsecond=0) + length if length else None


def _at(said: str, when: When) -> datetime | None:
    clock = CLOCK.fullmatch(said)
    at = _time(clock) if clock else None
    if not clock or at is None:
        return None
    zone = at.tzinfo or when.zone
    words = [word for word in (clock["day"] or "").split() if word not in FILLERS]
    now = when.now.astimezone(zone)
    day = read_day(" ".join(words), now.date()) if words else _next(at, now)
    # The years at either end have hours that are no time in UTC.
    if day is None or not MINYEAR < day.year < MAXYEAR:
        return None
    return datetime.combine(day, at, zone)


def _time(clock: re.Match[str]) -> time | None:
    """The time of day, with its offset if one was said. A bare "9" is none."""
    hour = int(clock["hour"])
    if clock["half"]:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - the face of a clock
            return None
        hour = hour % 12 + (12 if clock["half"] == "pm" else 0)
    elif not clock["minute"]:
        return None
    offset = (clock["offset"] or "").replace("utc", "Z").upper()
    try:
        return time.fromisoformat(
            f"{hour:02}:{clock['minute'] or '00'}:{clock['second'] or '00'}{offset}"
        )
    except ValueError:
        return None


def _next(at: time, now: datetime) -> date:
    passed = at.replace(tzinfo=None) < now.time().replace(second=0, microsecond=0)
    return now.date() + timedelta(days=1) if passed else now.date()


def _is_skipped(local: datetime) -> bool:
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) != local.replace(tzinfo=None)
