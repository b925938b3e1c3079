"""How long: "60", "90m", "8h", "1d", "1h30m", "90 minutes"."""

import re
from datetime import timedelta

from bot.commands.words import shorten
from bot.domain.misreadings import NotALifetime
from bot.domain.refusals import LifetimeOutside
from bot.domain.terms import LONGEST, SHORTEST

# Six digits are more than any lifetime needs, and too few to overflow.
SPAN = re.compile(
    r"(?:(?P<days>[0-9]{1,6}) ?d(?:ays?)?)? ?"
    r"(?:(?P<hours>[0-9]{1,6}) ?h(?:(?:ou)?rs?)?)? ?"
    r"(?:(?P<minutes>[0-9]{1,6}) ?m(?:in(?:ute)?s?)?)?"
)
MINUTES = re.compile(r"[0-9]{1,6}")


def read_lifetime(text: str) -> timedelta | NotALifetime | LifetimeOutside | None:
    """Return the lifetime that `text` says, None if it is empty. A bare number is minutes."""
    if not text:
        return None
    lifetime = read_span(f"{text}m" if MINUTES.fullmatch(text) else text)
    if not lifetime:
        return NotALifetime(shorten(text))
    if SHORTEST <= lifetime <= LONGEST:
        return lifetime
    return LifetimeOutside(lifetime, SHORTEST, LONGEST, by_policy=False)


def read_span(text: str) -> timedelta | None:
    """Return the days, hours and minutes of `text`, each with its unit; None if it is no span."""
    span = SPAN.fullmatch(text.lower())
    if not span or not text:
        return None
    return timedelta(**{unit: int(number) for unit, number in span.groupdict("0").items()})
