"""The terms of a pass: what was asked for, what the tenant permits, what was made."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

# The hard range of Microsoft Graph, whatever a tenant's policy says.
# Source: temporaryAccessPassAuthenticationMethod, property lifetimeInMinutes.
SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(minutes=43_200)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a requester chose; None means that the tenant's policy decides."""

    lifetime: timedelta | None = None
    one_time: bool | None = None
    start: datetime | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The tenant's policy for temporary access passes."""

    enabled: bool
    shortest: timedelta
    longest: timedelta
    default: timedelta
    one_time_only: bool


class Usability(StrEnum):
    """Graph's `methodUsabilityReason`; it is a string there, so a new word may come."""

    ENABLED = "EnabledByPolicy"
    DISABLED = "DisabledByPolicy"
    EXPIRED = "Expired"
    NOT_YET_VALID = "NotYetValid"
    USED = "OneTimeUsed"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Pass:
    """A temporary access pass as Graph lists it: everything but its code."""

    id: str
    created: datetime
    start: datetime
    lifetime: timedelta
    one_time: bool
    usability: Usability

    @property
    def end(self) -> datetime:
        return self.start + self.lifetime


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a call of Graph is found again: in Microsoft's logs, and in ours.

    `graph_request_id` is Graph's own, empty where no answer came; `call_id` went along as
    client-request-id.
    """

    graph_request_id: str
    call_id: str

    def facts(self) -> dict[str, str]:
        """As the audit keeps it."""
        return {"graph_request_id": self.graph_request_id, "client_request_id": self.call_id}


@dataclass(frozen=True, slots=True)
class NewPass:
    """A pass just made, with the code that Graph tells once."""

    made: Pass
    code: str = field(repr=False)
    trace: Trace
