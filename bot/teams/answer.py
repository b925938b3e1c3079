"""What somebody is answered to a command or a click."""

from dataclasses import dataclass, field
from typing import Any

from bot import messages
from bot.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """A sentence, a card, or neither where a view that is owed says it all.

    `public` may be said in a group conversation; everything else goes to the person alone.
    `closes` a dialog that is open.
    """

    text: str | None = None
    card: dict[str, Any] | None = field(default=None, repr=False)
    public: bool = False
    closes: bool = False


NOTHING = Answer()


def say_no(refusal: Refusal) -> Answer:
    return Answer(text=messages.refusal(refusal))
