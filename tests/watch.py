"""A clock that a test moves, where a part of the bot counts the seconds since it started."""

from dataclasses import dataclass

A_MINUTE = 60.0
A_DAY = 24 * 60 * A_MINUTE


@dataclass
class Watch:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds
