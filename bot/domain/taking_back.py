"""The steps by which people end a pass before its time, and who hears of that."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.audit import Change, Happened
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.request import Request, State, Why
from bot.domain.rules import Desk
from bot.domain.steps import event, told
from bot.domain.terms import Pass, Usability
from bot.domain.too_late import NothingToRevoke
from bot.domain.views import Owed, ViewKind

# In these the pass is over, and yet it may have been used by the wrong person.
OVER = frozenset({State.USED, State.ENDED})
_AFTERWARDS = frozenset({State.REVOKING, State.REVOKED, *OVER})
_BY_PEOPLE = frozenset(
    {Why.TAKEN_BY_REQUESTER, Why.TAKEN_BY_APPROVER, Why.WITHDRAWN, Why.NOT_CONFIRMED}
)


def take_back(
    request: Request,
    now: datetime,
    why: Why,
    by: Person | None = None,
    seen: Pass | None = None,
    asked: Iterable[Owed] = (),
) -> Change | Refusal:
    """A pass must go, delivered or not: from now on its DELETE is owed.

    `seen` is the pass as Entra has it at this moment, where somebody has looked. `asked` are the
    views by which people were asked; they hear of it too.
    """
    if request.state not in {State.ISSUING, State.ISSUED} or request.made is None:
        return NothingToRevoke(request.target, request.state)
    made = seen or request.made
    revoking = request.advance(State.REVOKING, why, now, made=made, due=now)
    happened = event(request, Happened.REVOKING, by, why=why, pass_id=made.id)
    return Change(revoking, happened, told(request, by, asked))


def not_right(
    request: Request, now: datetime, by: Person, asked: Iterable[Owed]
) -> Change | Refusal:
    """The target's manager says so: the pass goes, if it is not over."""
    if request.state in OVER:
        return alarm(request, now, by, asked)
    return take_back(request, now, Why.NOT_RIGHT, by, asked=asked)


def alarm(request: Request, now: datetime, by: Person, asked: Iterable[Owed]) -> Change | Refusal:
    """The pass is over and nothing can be done about it, but all concerned hear of it, once."""
    del now  # Steps have one shape; this one does not change the state.
    if request.state not in OVER or request.why is Why.NOT_RIGHT or request.made is None:
        return NothingToRevoke(request.target, request.state)
    happened = event(request, Happened.ALARMED, by, why=Why.NOT_RIGHT, pass_id=request.made.id)
    return Change(request.amend(why=Why.NOT_RIGHT), happened, told(request, by, asked))


def needs_care(request: Request) -> bool:
    """Whether a pass that should not have been may have been used.

    Of multi-use passes Graph does not say that; a one-time pass was looked at.
    """
    made = request.made
    if made is None or request.state not in _AFTERWARDS:
        return False
    over_and_wrong = request.state is State.USED and request.why is not Why.USED
    if over_and_wrong or request.why is Why.NOT_RIGHT or made.usability is Usability.USED:
        return request.why is not Why.USED
    code_was_seen = request.hide_at is not None or request.why in _BY_PEOPLE
    unknown = not made.one_time or made.usability is Usability.UNKNOWN
    works = unknown and request.changed >= made.start
    return request.state not in OVER and code_was_seen and works


def told_manager(request: Request, desk: Desk) -> Person | None:
    """The target's manager, where they hear of the pass and had no part in it."""
    manager = request.brief.manager
    had_part = {request.requester.id, request.target.id, *(one.by.id for one in request.approvals)}
    return manager if desk.tell_manager and manager and manager.id not in had_part else None


def notice_owed(request: Request, desk: Desk) -> tuple[Owed, ...]:
    manager = told_manager(request, desk)
    return () if manager is None else (Owed(ViewKind.NOTICE, manager.id),)
