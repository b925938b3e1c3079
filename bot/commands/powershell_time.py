"""A start as the cmdlet takes it, "(Get-Date).AddHours(2)" or an ISO date, in words of `/tap`."""

import re
from datetime import timedelta

from bot.commands.times import When

# Teams and phones make other dashes of the hyphens that were typed.
DASH = "[-\u2010-\u2015]"
GET_DATE = re.compile(rf"\(Get{DASH}Date\)(?P<calls>.*)", re.IGNORECASE)
CALL = re.compile(
    rf"\.Add(?P<unit>Minutes|Hours|Days)\( ?(?P<minus>{DASH}?)(?P<number>[0-9]+(?:\.[0-9]+)?) ?\)",
    re.IGNORECASE,
)
ISO = re.compile(
    r"(?P<day>[0-9-]{10})"
    r"(?:[t ](?P<clock>[0-9:]{5,8})(?:\.0{1,7})?(?P<offset>z|[+-][0-9:]{4,6})?)?",
    re.IGNORECASE,
)


def read_moment(text: str, when: When) -> str | None:
    """Return what follows `--start` for the same; None for what is no such moment.

    As the cmdlet does, take the beginning of a day that has no time.
    """
    if iso := ISO.fullmatch(text):
        return f"{iso['day']} {iso['clock'] or '00:00'}{iso['offset'] or ''}"
    # Some write another pair of brackets around it, and mean the same.
    in_brackets = re.fullmatch(r"\((\(.*)\)", text)
    dated = GET_DATE.fullmatch(in_brackets[1] if in_brackets else text)
    later = _sum(dated["calls"]) if dated else None
    return None if later is None else _in(later, when)


def _sum(calls: str) -> timedelta | None:
    """All that is added, each of it whole or with a fraction, or taken away."""
    if CALL.sub("", calls):
        return None
    try:
        return sum((_length(call) for call in CALL.finditer(calls)), timedelta())
    except OverflowError:
        return None


def _length(call: re.Match[str]) -> timedelta:
    length = timedelta(**{call["unit"].lower(): float(call["number"])})
    return -length if call["minus"] else length


def _in(length: timedelta, when: When) -> str | None:
    if not length:
        return "now"
    try:
        local = (when.now.replace(second=0, microsecond=0) + length).astimezone(when.zone)
    except OverflowError:
        return None
    # With its offset it is certain, even in an hour that comes twice.
    return local.isoformat(" ", "seconds" if local.second else "minutes")
