"""The steps that an administrator starts: passes are taken back, and a restored backup is settled.

They are steps as bot/domain/steps.py describes them.
"""

from datetime import datetime

from bot.domain.audit import Change, Happened
from bot.domain.refusals import Refusal
from bot.domain.request import Request, State, Why
from bot.domain.steps import event, moved_on, outcome_owed, told


def withdraw(request: Request, now: datetime, operator: str) -> Change | Refusal:
    """Take a pass back, delivered or not. `operator` is an account of the operating system."""
    made = request.made
    if request.state not in {State.ISSUING, State.ISSUED} or made is None:
        return moved_on(request)
    revoking = request.advance(State.REVOKING, Why.WITHDRAWN, now, due=now)
    happened = event(
        request, Happened.REVOKING, why=Why.WITHDRAWN, pass_id=made.id, operator=operator
    )
    return Change(revoking, happened, told(request))


def vanished(request: Request, now: datetime) -> Change | Refusal:
    """Entra does not have a pass that was delivered, as the backup says."""
    if request.state is not State.ISSUED or request.made is None:
        return moved_on(request)
    revoking = request.advance(State.REVOKING, Why.DELETED, now, due=now)
    happened = event(request, Happened.REVOKING, why=Why.DELETED, pass_id=request.made.id)
    return Change(revoking, happened)


def forget_approval(request: Request, now: datetime) -> Change | Refusal:
    """A backup says that it waits; whether it was decided after that, nobody knows any more."""
    if request.state not in {State.PENDING, State.APPROVED}:
        return moved_on(request)
    lapsed = request.advance(State.LAPSED, Why.RESTORED, now)
    happened = event(request, Happened.LAPSED, why=Why.RESTORED)
    return Change(lapsed, happened, (outcome_owed(request),))
