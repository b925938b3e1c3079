"""What watchers hear of a bot at work: calls as they end, and what a line of the log is about."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Self

# What was called, the HTTP status that came back (0 where none did), and the seconds it took.
Observe = Callable[[str, int, float], None]

# Set by whoever takes up a turn or a request, in a task of its own; "" where there is none.
TURN: ContextVar[str] = ContextVar("turn", default="")
REQUEST: ContextVar[str] = ContextVar("request", default="")


def unobserved(_what: str, _status: int, _seconds: float) -> None:
    """Nobody measures."""


@dataclass(frozen=True, slots=True)
class Observers:
    """`door` hears of what Teams was answered, `turns` of what the bot did about it."""

    door: Observe = unobserved
    turns: Observe = unobserved
    graph: Observe = unobserved
    teams: Observe = unobserved


UNOBSERVED = Observers()


class Timed:
    """A block that tells `observe` how long it took; `status` is what the block sets it to.

    A block that is cancelled, or raises, has usually not set it.
    """

    def __init__(self, observe: Observe, what: str) -> None:
        self.status = 0
        self._observe = observe
        self._what = what
        self._begun = 0.0

    def __enter__(self) -> Self:
        self._begun = time.perf_counter()
        return self

    def __exit__(self, *_error: object) -> None:
        self._observe(self._what, self.status, time.perf_counter() - self._begun)
