"""What is written down of everything that happens, refusals and denied clicks included."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.request import Request
from bot.domain.views import Owed


class Happened(StrEnum):
    REQUESTED = "requested"
    REFUSED = "refused"
    APPROVED = "approved"
    DENIED = "denied"
    LAPSED = "lapsed"
    CLAIMED = "claimed"
    MADE = "made"
    SHOWN = "shown"
    DELIVERED = "delivered"
    HIDDEN = "hidden"
    FAILED = "failed"
    REVOKING = "revoking"
    REVOKED = "revoked"
    ENDED = "ended"
    USED = "used"
    ROOM_SET = "room-set"
    UNSEEN = "unseen"
    PAUSED = "paused"
    RESUMED = "resumed"
    RESTORED = "restored"
    PURGED = "purged"
    SEALED = "sealed"
    CANCELLED = "cancelled"
    CONFIRMED = "confirmed"
    REMINDED = "reminded"
    ALARMED = "alarmed"


@dataclass(frozen=True, slots=True)
class Event:
    """One audit row. `actor` is an object id, or None where the bot acted on its own.

    `facts` are short words such as Graph's request-id, a pass id, a refusal's name: never a code.
    """

    what: Happened
    actor: str | None = None
    target: str | None = None
    request_id: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the audit's chain ends: how many rows were ever written, and the last one's hash."""

    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Change:
    """A request as it is to be stored, with its audit row and the views that are owed with it."""

    request: Request
    event: Event
    owed: tuple[Owed, ...] = ()
