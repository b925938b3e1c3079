"""How many passes may be asked for: by one requester, and for one target."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.people import Person
from bot.domain.refusals import LimitReached


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within a window, which is a day at most."""

    most: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """None is no limit."""

    requester: Limit | None = None
    target: Limit | None = None


UNLIMITED = Limits()


def reached(limit: Limit | None, number: int, target: Person | None = None) -> LimitReached | None:
    """Whether one more is too much after `number` of them within the limit's window.

    `target` is given where it is the limit of what is asked for them.
    """
    if limit is None or number < limit.most:
        return None
    return LimitReached(limit.most, limit.window, target)
