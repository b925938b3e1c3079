"""The steps of a code that is shown in a dialog: from its showing to the word that it arrived.

They are steps as bot/domain/steps.py describes them. Until "I have it" the request is ISSUING.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.domain.afterwards import due_of
from bot.domain.audit import Change, Happened
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.request import Request, State, Why
from bot.domain.rules import Desk, Pace
from bot.domain.steps import event, moved_on, outcome_owed, pass_id_of, told
from bot.domain.taking_back import notice_owed
from bot.domain.terms import Pass
from bot.domain.views import Owed

# Upkeep sees to these when nobody has said "I have it" in time.
UNCONFIRMED = frozenset({Why.SHOWN, Why.NOT_CONFIRMED})


def shown(request: Request, now: datetime, pace: Pace) -> Change | Refusal:
    """The code is about to be shown; from now on its approver has a while to confirm it."""
    held = request.claim
    claimed = request.in_dialog and request.why is Why.CLAIMED
    if not claimed or request.made is None or held is None:
        return moved_on(request)
    until = now + pace.confirm_within
    waits = request.amend(why=Why.SHOWN, claim=replace(held, lease_until=until), due=until)
    return Change(
        waits, event(request, Happened.SHOWN, request.decided_by, pass_id=pass_id_of(request))
    )


def received(
    request: Request, now: datetime, by: Person, desk: Desk, pace: Pace
) -> Change | Refusal:
    """The approver has the code, and it is in no dialog any more."""
    if not is_open(request):
        return moved_on(request)
    issued = request.advance(State.ISSUED, Why.DELIVERED, now, hide_at=now, hidden=True)
    issued = replace(issued, due=due_of(issued, now, pace))
    happened = event(request, Happened.DELIVERED, by, pass_id=pass_id_of(request))
    return Change(issued, happened, (outcome_owed(request), *notice_owed(request, desk)))


def is_open(request: Request) -> bool:
    """Whether the code was shown in a dialog, and nobody has said yet that it arrived."""
    return request.state is State.ISSUING and request.why is Why.SHOWN


def alarm(request: Request, now: datetime, seen: Pass, asked: Iterable[Owed]) -> Change | Refusal:
    """The pass was used, and nobody ever confirmed the code: all approvers who were asked hear it.

    `seen` is the pass as Entra has it, `asked` are the views by which people were asked.
    """
    if not is_open(request):
        return moved_on(request)
    happened = event(request, Happened.ALARMED, why=Why.NOT_CONFIRMED, pass_id=pass_id_of(request))
    alarmed = request.amend(why=Why.NOT_CONFIRMED, made=seen, due=now)
    # The requester hears of it as the outcome, in a moment.
    return Change(alarmed, happened, told(request, by=request.requester, asked=asked))


def spent(request: Request, now: datetime) -> Change | Refusal:
    """The pass for which there was an alarm is good for nothing any more."""
    if request.state is not State.ISSUING or request.why is not Why.NOT_CONFIRMED:
        return moved_on(request)
    used = request.advance(State.USED, Why.NOT_CONFIRMED, now)
    happened = event(request, Happened.USED, pass_id=pass_id_of(request))
    return Change(used, happened, (outcome_owed(request),))


def reopen(request: Request, now: datetime) -> Change | Refusal:
    """The pass that came too slowly is deleted: the approver may have another one made."""
    slow = request.state is State.REVOKING and request.why is Why.TOO_SLOW
    if not slow or not request.in_dialog or now >= request.lapses:
        return moved_on(request)
    gone = event(request, Happened.REVOKED, why=Why.TOO_SLOW, pass_id=pass_id_of(request))
    again = request.advance(
        State.APPROVED, Why.TOO_SLOW, now, claim=None, made=None, due=request.lapses
    )
    return Change(again, gone)
