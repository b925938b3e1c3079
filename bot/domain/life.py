"""The steps of a request's life from the question to the claim; bot/domain/steps.py says how."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.audit import Change, Happened
from bot.domain.demands import Demands, Verify
from bot.domain.people import Person
from bot.domain.refusals import (
    AlreadyVoted,
    NoManager,
    NotConfirmed,
    NotVerified,
    NotYet,
    Refusal,
)
from bot.domain.request import Approval, Claim, Message, Request, State, Why
from bot.domain.rules import Pace
from bot.domain.steps import delivery_owed, event, moved_on, outcome_owed, undecided
from bot.domain.terms import Pass

# The pass is made so long before it starts, so that its code is there in time.
AHEAD = timedelta(minutes=15)


def approve(
    request: Request,
    now: datetime,
    approval: Approval,
    demands: Demands,
    pace: Pace,
) -> Change | Refusal:
    """One more approver says yes; the last one needed makes the request APPROVED."""
    by = approval.by
    if refusal := undecided(request, now) or _unverified(request, approval, demands):
        return refusal
    if any(by.id == given.by.id for given in request.approvals):
        return AlreadyVoted()
    approvals = (*request.approvals, approval)
    how = {"how": approval.how.value} if approval.how else {}
    happened = event(request, Happened.APPROVED, by, **how)
    if len(approvals) < demands.approvals:
        return Change(request.amend(approvals=approvals), happened)
    approved = request.advance(
        State.APPROVED,
        Why.APPROVED,
        now,
        approvals=approvals,
        decided_by=by,
        **_taken_up_at(request, now, pace),
    )
    return Change(approved, happened, delivery_owed(approved) if approved.in_dialog else ())


def _taken_up_at(request: Request, now: datetime, pace: Pace) -> dict[str, datetime]:
    """When upkeep sees to what is approved now: a code for a dialog waits for its approver."""
    start = make_from(request) or now
    if request.brief.claim_within is None:
        return {"due": max(now + pace.resume_after, start)}
    lapses = max(now, start) + request.brief.claim_within
    return {"due": lapses, "lapses": lapses}


def make_from(request: Request) -> datetime | None:
    """When the pass may be made: shortly before it starts, None where it starts at once."""
    start = request.terms.start
    return None if start is None else start - AHEAD


def waits_for_start(request: Request, now: datetime) -> bool:
    """Whether it is too early to make the pass."""
    return now < _taken_up(request)


def _taken_up(request: Request) -> datetime:
    """From when an approved request waits for nothing but the bot."""
    return max(request.changed, make_from(request) or request.changed)


def _holds_until(request: Request, pace: Pace) -> datetime:
    """When an approval is too old to be acted on."""
    return request.lapses if request.in_dialog else _taken_up(request) + pace.approval_holds


def _unverified(request: Request, approval: Approval, demands: Demands) -> Refusal | None:
    match demands.verify:
        case Verify.ATTESTED if approval.how is None:
            return NotVerified()
        case Verify.MANAGER if request.confirmed_by is None and request.brief.manager:
            return NotConfirmed(request.brief.manager)
        case Verify.MANAGER if request.confirmed_by is None:
            return NoManager(request.target)
        case _:
            return None


def deny(request: Request, now: datetime, by: Person, note: str | None) -> Change | Refusal:
    """One approver says no, which ends the request."""
    if refusal := undecided(request, now):
        return refusal
    denied = request.advance(State.DENIED, Why.DENIED, now, decided_by=by, note=note)
    return Change(denied, event(request, Happened.DENIED, by), (outcome_owed(request),))


def lapse(request: Request, now: datetime, pace: Pace) -> Change | Refusal:
    """Nobody answered in time, or an approval was not taken up in time."""
    if request.state is State.PENDING and now >= request.lapses:
        why = Why.NOT_ANSWERED
    elif request.state is State.APPROVED and now >= _holds_until(request, pace):
        why = Why.NOT_OPENED if request.in_dialog else Why.APPROVAL_TOO_OLD
    else:
        return moved_on(request)
    lapsed = request.advance(State.LAPSED, why, now)
    owed = (outcome_owed(request), *delivery_owed(request))
    return Change(lapsed, event(request, Happened.LAPSED, why=why), owed)


def claim(
    request: Request,
    now: datetime,
    placeholder: Message | None,
    before: Iterable[Pass],
    pace: Pace,
    call_id: str,
) -> Change | Refusal:
    """Take the request to make its pass. Only who gets ISSUING back may go on to the POST.

    `call_id` is the POST's client-request-id, written down before there is a POST. Without a
    `placeholder` the code goes into a dialog.
    """
    if request.state is not State.APPROVED:
        return moved_on(request)
    if waits_for_start(request, now):
        return NotYet()
    if now >= _holds_until(request, pace):
        return lapse(request, now, pace)
    until = now + pace.lease
    held = Claim(placeholder, now, until, frozenset(each.id for each in before))
    claimed = request.advance(State.ISSUING, Why.CLAIMED, now, claim=held, due=until)
    happened = event(request, Happened.CLAIMED, client_request_id=call_id)
    return Change(claimed, happened, delivery_owed(request, placeholder))


def hold(request: Request, now: datetime) -> Change | Refusal:
    """Everything is paused: the request waits, and its cards say why."""
    del now  # Steps have one shape; the time since the approval goes on counting.
    if request.state is not State.APPROVED or request.why is Why.PAUSED:
        return moved_on(request)
    return Change(request.amend(why=Why.PAUSED), event(request, Happened.PAUSED))
