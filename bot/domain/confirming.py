"""The steps of the target's manager, whose word is asked for before anybody can approve.

They are steps as bot/domain/steps.py describes them.
"""

from datetime import datetime

from bot.domain.audit import Change, Happened
from bot.domain.demands import Verify
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.request import Request, State, Why
from bot.domain.steps import event, moved_on, outcome_owed, undecided


def waits_for_manager(request: Request) -> bool:
    """Whether it cannot be approved before the target's manager has confirmed it."""
    asked = request.brief.demands.verify is Verify.MANAGER
    return request.state is State.PENDING and asked and request.confirmed_by is None


def confirm(request: Request, now: datetime, by: Person) -> Change | Refusal:
    """The manager knows of it: from now on it can be approved."""
    if refusal := undecided(request, now):
        return refusal
    if request.confirmed_by is not None:
        return moved_on(request)
    return Change(request.amend(confirmed_by=by), event(request, Happened.CONFIRMED, by))


def contradict(request: Request, now: datetime, by: Person) -> Change | Refusal:
    """The manager says that it is not right, which ends it, confirmed before or not."""
    if refusal := undecided(request, now):
        return refusal
    denied = request.advance(State.DENIED, Why.NOT_RIGHT, now, decided_by=by)
    happened = event(request, Happened.DENIED, by, why=Why.NOT_RIGHT)
    return Change(denied, happened, (outcome_owed(request),))


def unaskable(request: Request, now: datetime, why: Why) -> Change | Refusal:
    """Whoever has to decide, or to confirm, is out of the bot's reach."""
    in_vain = why is Why.MANAGER_CLOSED and not waits_for_manager(request)
    if request.state is not State.PENDING or in_vain:
        return moved_on(request)
    failed = request.advance(State.FAILED, why, now)
    return Change(failed, event(request, Happened.FAILED, why=why), (outcome_owed(request),))
