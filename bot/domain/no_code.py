"""Why a dialog shows no code."""

from dataclasses import dataclass

from bot.domain.people import Person
from bot.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class BeingMade(Refusal):
    """Somebody clicked a moment ago, and the pass is on its way."""

    target: Person


@dataclass(frozen=True, slots=True)
class TookTooLong(Refusal):
    """Teams waits no longer. A pass that comes after all is deleted."""
