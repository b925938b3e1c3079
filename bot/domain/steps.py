"""What the steps of a request's life have in common.

Each step takes the stored request and the database's time, and gives the Change to store, or a
Refusal when the request has moved on in between. The store runs it under the request's row lock,
so whatever a step sees still holds when it is stored.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.audit import Event, Happened
from bot.domain.people import Person
from bot.domain.refusals import AlreadyDecided, Lapsed, NoSuchRequest, Refusal
from bot.domain.request import Message, Request, State, Why
from bot.domain.terms import Trace
from bot.domain.views import Owed, ViewKind


def event(request: Request, what: Happened, actor: Person | None = None, **facts: str) -> Event:
    """An audit row about `request`."""
    return Event(
        what,
        actor=actor.id if actor else None,
        target=request.target.id,
        request_id=request.id,
        facts=facts,
    )


def moved_on(request: Request) -> Refusal:
    return AlreadyDecided(request.state, request.decided_by)


def undecided(request: Request, now: datetime) -> Refusal | None:
    """Why nobody can decide on it any more; None where somebody can."""
    if request.state is not State.PENDING:
        return moved_on(request)
    return Lapsed() if now >= request.lapses else None


def outcome_owed(request: Request) -> Owed:
    return Owed(ViewKind.OUTCOME, request.requester.id)


def untold(request: Request) -> tuple[Owed, ...]:
    """The outcome, where nobody was told of it yet: a pass that was too slow may be made anew."""
    waits = request.state is State.REVOKING and request.why is Why.TOO_SLOW
    return (outcome_owed(request),) if waits else ()


def told(
    request: Request, by: Person | None = None, asked: Iterable[Owed] = ()
) -> tuple[Owed, ...]:
    """What is owed where something became of a pass: to all concerned but the one who did it.

    `asked` are the views by which people were asked, where they are concerned too.
    """
    holder = {request.decided_by.id} if request.decided_by else set[str]()
    alarmed = sorted(holder | {one.to for one in asked})
    owed = (outcome_owed(request), *(Owed(ViewKind.ALARM, to) for to in alarmed))
    return tuple(one for one in owed if by is None or one.to != by.id)


def delivery_owed(request: Request, placeholder: Message | None = None) -> tuple[Owed, ...]:
    """What the approver who waits for a code is owed; a new message where no other is known."""
    if request.claim is not None or request.decided_by is None:
        return ()
    return (Owed(ViewKind.DELIVERY, request.decided_by.id, placeholder),)


def facts_of(trace: Trace | None) -> dict[str, str]:
    return trace.facts() if trace else {}


def pass_id_of(request: Request) -> str:
    return request.made.id if request.made else ""


def only_for(request: Request | None, person_id: str) -> Request | NoSuchRequest:
    """A request answers to its requester; to others it does not exist."""
    if request is None or request.requester.id != person_id:
        return NoSuchRequest()
    return request
