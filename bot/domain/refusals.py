"""Why somebody is told no. A refusal carries what happened; messages.py has the words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.people import Person
from bot.domain.request import State


class Refusal:
    """Told to a person, written to the audit, and nobody is paged."""

    __slots__ = ()


# About who asks and for whom


@dataclass(frozen=True, slots=True)
class NotRequester(Refusal):
    """Not in a requester group, disabled, or a guest."""


@dataclass(frozen=True, slots=True)
class NoSuchPerson(Refusal):
    identity: str


@dataclass(frozen=True, slots=True)
class AmbiguousName(Refusal):
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class NotForYourself(Refusal):
    pass


@dataclass(frozen=True, slots=True)
class TargetRefused(Refusal):
    """The guard says no. Which of its reasons it was is never told."""

    target: Person


@dataclass(frozen=True, slots=True)
class TargetBusy(Refusal):
    """The target has a request that is not decided yet."""

    target: Person


@dataclass(frozen=True, slots=True)
class NoApprover(Refusal):
    """Fewer than `needed` besides requester and target, or whom the bot can reach."""

    anyone_exists: bool
    needed: int = 1


@dataclass(frozen=True, slots=True)
class NoRule(Refusal):
    """No rule of the desk lets this requester ask for this target now, or one forbids it."""

    target: Person


@dataclass(frozen=True, slots=True)
class ReasonNeeded(Refusal):
    """A request without a reason, where one is needed."""


@dataclass(frozen=True, slots=True)
class NoManager(Refusal):
    """The target's manager has to confirm or decide, and there is none, or none to be reached."""

    target: Person
    unreachable: Person | None = None


@dataclass(frozen=True, slots=True)
class PassExists(Refusal):
    """The target has a pass that works, or will, and this desk does not replace one."""

    target: Person
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class LimitReached(Refusal):
    """So many were asked within `window` already: by this requester, or for `target`."""

    most: int
    window: timedelta
    target: Person | None


# About the terms


@dataclass(frozen=True, slots=True)
class PassesDisabled(Refusal):
    """The tenant's policy has temporary access passes off."""


@dataclass(frozen=True, slots=True)
class LifetimeOutside(Refusal):
    """`by_policy` says whether the tenant's policy or Microsoft's own limit is meant."""

    lifetime: timedelta
    shortest: timedelta
    longest: timedelta
    by_policy: bool


@dataclass(frozen=True, slots=True)
class OneTimeOnly(Refusal):
    """The tenant's policy permits one-time passes only."""


@dataclass(frozen=True, slots=True)
class OutsidePolicy(Refusal):
    """The tenant's policy does not cover the target: it is excluded, or not among the included."""

    target: Person
    excluded: bool


@dataclass(frozen=True, slots=True)
class StartInPast(Refusal):
    start: datetime


@dataclass(frozen=True, slots=True)
class ReasonTooLong(Refusal):
    longest: int


# About a decision, and about setting up


@dataclass(frozen=True, slots=True)
class NoSuchRequest(Refusal):
    """Also for those whom the request is none of their business."""


@dataclass(frozen=True, slots=True)
class NotApprover(Refusal):
    """Not in an approver group, disabled, or a guest."""


@dataclass(frozen=True, slots=True)
class OwnRequest(Refusal):
    """Who asked cannot decide."""


@dataclass(frozen=True, slots=True)
class OwnPass(Refusal):
    """Whose pass it is cannot decide."""


@dataclass(frozen=True, slots=True)
class Paused(Refusal):
    """Nothing is approved and no pass is made until somebody resumes. `by` is a name to show."""

    by: str
    since: datetime


@dataclass(frozen=True, slots=True)
class NotPaused(Refusal):
    """There is nothing to resume."""


@dataclass(frozen=True, slots=True)
class AlreadyDecided(Refusal):
    state: State
    by: Person | None


@dataclass(frozen=True, slots=True)
class AlreadyVoted(Refusal):
    pass


@dataclass(frozen=True, slots=True)
class NotVerified(Refusal):
    """The approver has not said how the caller was verified."""


@dataclass(frozen=True, slots=True)
class NotConfirmed(Refusal):
    """The target's manager has to confirm first."""

    manager: Person


@dataclass(frozen=True, slots=True)
class NotYet(Refusal):
    """The pass starts later, and is made shortly before that."""


@dataclass(frozen=True, slots=True)
class VoterGone(Refusal):
    """Somebody who approved before may not decide any more."""

    voter: Person


@dataclass(frozen=True, slots=True)
class Lapsed(Refusal):
    """The click came after the request's time."""


@dataclass(frozen=True, slots=True)
class RequesterGone(Refusal):
    """The requester may not ask any more."""

    requester: Person


@dataclass(frozen=True, slots=True)
class CannotAnswerYou(Refusal):
    """The requester could not be told the outcome: there is no personal conversation."""


@dataclass(frozen=True, slots=True)
class CannotReachYou(Refusal):
    """The clicker's personal conversation with the bot cannot be opened."""


@dataclass(frozen=True, slots=True)
class NotToTryAgain(Refusal):
    """Only a request that failed, lapsed or was revoked can be tried again, by its requester."""


@dataclass(frozen=True, slots=True)
class NotAGroupConversation(Refusal):
    """`/tap here` was typed in a personal chat."""
