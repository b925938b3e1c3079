"""The steps of a request that waits: those asked are reminded, or the requester takes it back."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.domain.audit import Change, Happened
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.request import CAN_CANCEL, Request, State, Why
from bot.domain.steps import delivery_owed, event, moved_on
from bot.domain.too_late import TooLateToCancel
from bot.domain.views import Owed, ViewKind

# After these parts of its time a request is brought to mind again, each wait longer than the last.
REMINDERS = (1 / 4, 3 / 4)
# Whoever was asked a moment ago needs no reminder.
TOO_SOON = timedelta(minutes=5)
MADE_OR_BEING_MADE = frozenset({State.ISSUING, State.ISSUED, State.REVOKING})


def due_of(request: Request, now: datetime) -> datetime:
    """When a pending request is looked at next: to remind of it, or else to let it lapse."""
    later = (moment for moment in _reminders(request) if moment > now)
    return next(later, request.lapses)


def remind(request: Request, now: datetime, asked: Iterable[Owed]) -> Change | Refusal:
    """Bring the request to mind of those `asked` who have not approved; one reminder at a time.

    `asked` are the views by which people were asked.
    """
    passed = sum(moment <= now for moment in _reminders(request))
    if request.state is not State.PENDING or now >= request.lapses or passed <= request.reminded:
        return moved_on(request)
    reminded = request.amend(reminded=passed, due=due_of(request, now))
    given = {one.by.id for one in request.approvals}
    owed = tuple(Owed(ViewKind.REMINDER, one.to) for one in asked if one.to not in given)
    return Change(reminded, event(request, Happened.REMINDED, to=str(len(owed))), owed)


def cancel(request: Request, now: datetime, by: Person) -> Change | Refusal:
    """The requester does not want it any more."""
    if request.state in MADE_OR_BEING_MADE:
        return TooLateToCancel(request.id)
    if request.state not in CAN_CANCEL:
        return moved_on(request)
    cancelled = request.advance(State.CANCELLED, Why.TAKEN_BY_REQUESTER, now)
    happened = event(request, Happened.CANCELLED, by)
    return Change(cancelled, happened, delivery_owed(request))


def _reminders(request: Request) -> Iterator[datetime]:
    whole = request.lapses - request.created
    waits = (whole * part for part in REMINDERS)
    return (request.created + wait for wait in waits if wait >= TOO_SOON)
