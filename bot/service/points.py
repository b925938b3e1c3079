"""The points between two effects: a bot that dies at any of them must lose nothing."""

from enum import StrEnum
from typing import Protocol


class Point(StrEnum):
    """Each says what has just been done, here or at Microsoft; what follows from it has not."""

    # A request comes in.
    REACHED = "reached"  # approvers can be written to; nothing is stored
    ASKED = "asked"
    # Somebody clicks.
    CHECKED = "checked"  # everybody concerned was checked; the click does not count yet
    APPROVED = "approved"
    DENIED = "denied"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    HIDDEN = "hidden"
    # A pass is made.
    HELD = "held"  # not now: issuing is paused
    POSTED = "posted"  # the placeholder stands in the approver's conversation
    CLAIMED = "claimed"
    REPLACED = "replaced"  # the older pass is deleted, and the new one is not made
    MADE = "made"  # Graph has answered; only this process knows of what
    RECORDED = "recorded"
    SHOWN = "shown"  # the code stands in the placeholder, or is about to stand in the dialog
    DELIVERED = "delivered"
    UNCLEAR = "unclear"
    FAILED = "failed"
    # People are shown how things are.
    OWED = "owed"  # this replica has taken a view to pay it
    SENT = "sent"  # a new message stands there
    UPDATED = "updated"  # an old message shows what is true now
    PAID = "paid"
    DROPPED = "dropped"  # a view that cannot be paid is not owed any more
    # Time passes.
    DUE = "due"  # this replica has taken a request to look after it
    LAPSED = "lapsed"
    FOUND = "found"  # the pass of an unclear answer is among the target's passes
    REVOKING = "revoking"
    DELETED = "deleted"  # the pass is gone, and the store does not know
    REVOKED = "revoked"
    REOPENED = "reopened"  # a pass that came too slowly is gone; another one may be made
    REMINDED = "reminded"
    ALARMED = "alarmed"
    USED = "used"
    ENDED = "ended"


class Watch(Protocol):
    """Is told of every point that is reached."""

    def reach(self, point: Point) -> None: ...


class NoWatch:
    """Production's: nobody watches."""

    def reach(self, point: Point) -> None:
        """Go on."""


NOBODY = NoWatch()
