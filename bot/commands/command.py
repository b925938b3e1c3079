"""What a text in Teams asks the bot to do."""

from dataclasses import dataclass

from bot.domain.form import Filled
from bot.domain.refusals import Refusal
from bot.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class RequestPass:
    """For one to 20 people, in the order in which they were named, and none of them twice.

    An identity is a UPN, an object id or a display name; the directory says whose.
    """

    identities: tuple[str, ...]
    terms: Terms
    reason: str | None


@dataclass(frozen=True, slots=True)
class ShowForm:
    filled: Filled


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """Asked for, or the text is no command."""


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Of one request, or of all that are the asker's business."""

    request_id: str | None


@dataclass(frozen=True, slots=True)
class ShowPending:
    """`/tap pending`: what waits for the asker's decision."""


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """`/tap cancel`: the requester does not want it any more."""

    request_id: str


@dataclass(frozen=True, slots=True)
class RevokePass:
    """`/tap revoke`: the pass that was made is to end now."""

    request_id: str


@dataclass(frozen=True, slots=True)
class SetRoom:
    """`/tap here`: this conversation is to learn of requests."""


@dataclass(frozen=True, slots=True)
class Pause:
    """`/tap pause`: no pass is to be made until somebody resumes."""


@dataclass(frozen=True, slots=True)
class Resume:
    pass


@dataclass(frozen=True, slots=True)
class Misread:
    """The first thing that was wrong, and the form with what was understood."""

    refusal: Refusal
    filled: Filled


AboutRequests = ShowStatus | ShowPending | CancelRequest | RevokePass
Command = RequestPass | ShowForm | ShowHelp | AboutRequests | SetRoom | Pause | Resume | Misread
