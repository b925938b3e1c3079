"""Why the bot does not do what was typed or filled in: the words themselves make no request."""

from dataclasses import dataclass

from bot.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Misreading(Refusal):
    """Known from the words alone; nobody was asked, and nothing is stored."""


@dataclass(frozen=True, slots=True)
class UnknownWord(Misreading):
    """`nearest` is what was probably meant, None where nothing is near."""

    word: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class MissingValue(Misreading):
    option: str


@dataclass(frozen=True, slots=True)
class OptionTwice(Misreading):
    option: str


@dataclass(frozen=True, slots=True)
class Contradiction(Misreading):
    """`--once` and `--multi` together."""


@dataclass(frozen=True, slots=True)
class NoTarget(Misreading):
    pass


@dataclass(frozen=True, slots=True)
class NotALifetime(Misreading):
    text: str


@dataclass(frozen=True, slots=True)
class NotATime(Misreading):
    text: str


@dataclass(frozen=True, slots=True)
class TimeSkipped(Misreading):
    """That local time does not exist: the clocks go forward over it."""

    text: str
    zone: str


@dataclass(frozen=True, slots=True)
class TimeTwice(Misreading):
    """That local time exists twice: the clocks go back over it."""

    text: str
    zone: str


@dataclass(frozen=True, slots=True)
class NotUnderstood(Misreading):
    """A card's button or form that makes no sense: an old card, or somebody trying."""


# About whom a pass is for


@dataclass(frozen=True, slots=True)
class TooManyTargets(Misreading):
    count: int
    most: int


@dataclass(frozen=True, slots=True)
class TargetTwice(Misreading):
    """`name` is as it was typed the second time."""

    name: str


@dataclass(frozen=True, slots=True)
class BotMentioned(Misreading):
    """As if the pass were for the bot itself."""


@dataclass(frozen=True, slots=True)
class MentionWithoutId(Misreading):
    """Teams does not say who that is: a tag, a team, or somebody from outside."""

    name: str


@dataclass(frozen=True, slots=True)
class MentionUnclear(Misreading):
    """Two people are mentioned by the same words."""

    name: str


# About a whole text


@dataclass(frozen=True, slots=True)
class NoRequestId(Misreading):
    """`/tap cancel` or `/tap revoke`, and nothing else."""

    command: str


@dataclass(frozen=True, slots=True)
class CmdletNotUnderstood(Misreading):
    """`instead` is the same for `/tap`, as far as it was understood."""

    word: str
    instead: str


@dataclass(frozen=True, slots=True)
class MessageTooLong(Misreading):
    longest: int
