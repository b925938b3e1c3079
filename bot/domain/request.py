"""A request: its states, the one table of next states, and the one way to advance."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from bot.domain.brief import Brief
from bot.domain.demands import How
from bot.domain.people import Person
from bot.domain.terms import Pass, Terms


class State(StrEnum):
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    ISSUING = "ISSUING"
    ISSUED = "ISSUED"
    REVOKING = "REVOKING"
    DENIED = "DENIED"
    CANCELLED = "CANCELLED"
    LAPSED = "LAPSED"
    FAILED = "FAILED"
    USED = "USED"
    ENDED = "ENDED"
    REVOKED = "REVOKED"


_S = State
NEXT: dict[State, frozenset[State]] = {
    _S.PENDING: frozenset({_S.APPROVED, _S.DENIED, _S.CANCELLED, _S.LAPSED, _S.FAILED}),
    _S.APPROVED: frozenset({_S.ISSUING, _S.CANCELLED, _S.LAPSED, _S.FAILED}),
    _S.ISSUING: frozenset({_S.ISSUED, _S.USED, _S.REVOKING, _S.FAILED}),
    _S.ISSUED: frozenset({_S.USED, _S.ENDED, _S.REVOKING}),
    _S.REVOKING: frozenset({_S.APPROVED, _S.REVOKED, _S.ENDED}),
    _S.DENIED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.LAPSED: frozenset(),
    _S.FAILED: frozenset(),
    _S.USED: frozenset(),
    _S.ENDED: frozenset(),
    _S.REVOKED: frozenset(),
}

# A target has at most one request in these states (a unique index of the store holds it).
LIVE = frozenset({State.PENDING, State.APPROVED, State.ISSUING})
# The bot leaves these by itself, and most often at once.
PASSING = frozenset({State.APPROVED, State.ISSUING, State.REVOKING})
# Nothing is made in these, so the requester can take the request back.
CAN_CANCEL = frozenset({State.PENDING, State.APPROVED})
# What came to nothing by nobody's will can be asked once more.
CAN_TRY_AGAIN = frozenset({State.FAILED, State.LAPSED, State.REVOKED})


class Why(StrEnum):
    """Why a request is in its state; messages.py has the words."""

    ASKED = "asked"
    APPROVED = "approved"
    DENIED = "denied"
    NOT_ANSWERED = "not-answered"
    APPROVAL_TOO_OLD = "approval-too-old"
    PAUSED = "paused"
    CHAT_CLOSED = "chat-closed"
    ROOM_CLOSED = "room-closed"
    MANAGER_CLOSED = "manager-closed"
    CLAIMED = "claimed"
    SHOWN = "shown"
    UNCLEAR = "unclear"
    GRAPH_REFUSED = "graph-refused"
    GRAPH_BUSY = "graph-busy"
    GRAPH_UNREACHABLE = "graph-unreachable"
    NOTHING_MADE = "nothing-made"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not-delivered"
    CODE_LOST = "code-lost"
    BLOCKED_BY_POLICY = "blocked-by-policy"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    DELETED = "deleted"
    RAN_OUT = "ran-out"
    USED = "used"
    TAKEN_BY_REQUESTER = "taken-by-requester"
    TAKEN_BY_APPROVER = "taken-by-approver"
    NOT_RIGHT = "not-right"
    REPLACED = "replaced"
    REPLACED_ELSEWHERE = "replaced-elsewhere"
    NO_LONGER_RIGHT = "no-longer-right"
    NOT_OPENED = "not-opened"
    NOT_CONFIRMED = "not-confirmed"
    TOO_SLOW = "too-slow"


@dataclass(frozen=True, slots=True)
class Message:
    """Where a message of the bot's stands: enough to update it."""

    service_url: str
    conversation_id: str
    activity_id: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What is durable before the one POST: who holds the request, and what the target had.

    `placeholder` is the message that waits for the code; a code in a dialog needs none.
    """

    placeholder: Message | None
    since: datetime
    lease_until: datetime
    passes_before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Approval:
    """One approver's yes, and how they verified the caller where that was asked."""

    by: Person
    how: How | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One wish for one pass for one target. Values don't change; `advance` gives the next one.

    `decided_by` is the approver whose click ended PENDING, `note` the reason of a denial.
    `lapses` is when a pending request lapses, and one that was approved for a dialog.
    `due` is when upkeep must look at the request again, None once it is final.
    `hide_at` and `hidden` are about the code's message. `version` counts every stored change.
    `batch_id` is the id of the first request that was asked together with this one, None where it
    was asked alone. `confirmed_by` is the target's manager, once they have confirmed. `reminded`
    is how many of its reminders are behind it.
    """

    id: str
    requester: Person
    target: Person
    terms: Terms
    reason: str | None
    state: State
    why: Why
    created: datetime
    lapses: datetime
    changed: datetime
    due: datetime | None
    version: int = 0
    batch_id: str | None = None
    brief: Brief = field(default_factory=Brief)
    approvals: tuple[Approval, ...] = ()
    confirmed_by: Person | None = None
    reminded: int = 0
    decided_by: Person | None = None
    note: str | None = None
    claim: Claim | None = None
    made: Pass | None = None
    hide_at: datetime | None = None
    hidden: bool = False
    earlier_id: str | None = None
    reference: str | None = None

    @property
    def final(self) -> bool:
        return not NEXT[self.state]

    @property
    def in_dialog(self) -> bool:
        """Whether the code is shown in a dialog, and stands in no message at any time."""
        return self.brief.claim_within is not None

    @property
    def shows_code(self) -> bool:
        """Whether the code stands, or is being put, in the approver's conversation.

        No view may overwrite it then.
        """
        shown = self.why is Why.CLAIMED or self.state is State.ISSUED
        return shown and not (self.hidden or self.in_dialog)

    def advance(self, to: State, why: Why, now: datetime, **changes: Any) -> Self:
        """The same request in state `to`. Raises ImpossibleStep where the table has no such step.

        A final request is never due again; for the others the caller says when.
        """
        if to not in NEXT[self.state]:
            raise ImpossibleStep(self.state, to)
        if not NEXT[to]:
            changes["due"] = None
        return self.amend(state=to, why=why, changed=now, **changes)

    def amend(self, **changes: Any) -> Self:
        """The same request, with facts changed that are not its state."""
        return replace(self, version=self.version + 1, **changes)


class ImpossibleStep(Exception):  # noqa: N818 - named as the thing that was asked for
    """A step that the table of states does not have: a defect, not something a person did."""

    def __init__(self, was: State, to: State) -> None:
        super().__init__(f"{was} does not lead to {to}")
