"""The steps from the claim on: a pass is made and delivered, or it is not, or must go."""

from dataclasses import replace
from datetime import datetime

from bot.domain.afterwards import due_of
from bot.domain.audit import Change, Happened
from bot.domain.refusals import Refusal
from bot.domain.request import Message, Request, State, Why
from bot.domain.rules import Desk, Pace
from bot.domain.steps import (
    delivery_owed,
    event,
    facts_of,
    moved_on,
    outcome_owed,
    pass_id_of,
    untold,
)
from bot.domain.taking_back import notice_owed
from bot.domain.terms import Pass, Trace


def record_pass(request: Request, now: datetime, made: Pass, trace: Trace) -> Change | Refusal:
    """Write down which pass came into being, before its code goes anywhere."""
    del now  # Steps have one shape; this one does not change the state.
    if request.state is not State.ISSUING or request.why is not Why.CLAIMED or request.made:
        return moved_on(request)
    happened = event(request, Happened.MADE, None, pass_id=made.id, **trace.facts())
    return Change(request.amend(made=made), happened)


def deliver(request: Request, now: datetime, desk: Desk, pace: Pace) -> Change | Refusal:
    """The code stands in the approver's conversation."""
    if request.state is not State.ISSUING or request.made is None or request.in_dialog:
        return moved_on(request)
    made = request.made
    hide_at = min(max(made.start, now) + desk.hide_after, made.end)
    issued = request.advance(State.ISSUED, Why.DELIVERED, now, hide_at=hide_at)
    issued = replace(issued, due=due_of(issued, now, pace))
    happened = event(request, Happened.DELIVERED, request.decided_by, pass_id=made.id)
    return Change(issued, happened, (outcome_owed(request), *notice_owed(request, desk)))


def fail(
    request: Request,
    now: datetime,
    why: Why,
    reference: str | None = None,
    placeholder: Message | None = None,
    trace: Trace | None = None,
) -> Change | Refusal:
    """Nothing was made, and nothing will be. `trace` is of the call of Graph that failed."""
    if request.made or request.final:
        return moved_on(request)
    reference = reference or request.reference
    failed = request.advance(State.FAILED, why, now, reference=reference)
    facts = {"why": why.value, "reference": reference or ""} | facts_of(trace)
    happened = event(request, Happened.FAILED, None, **facts)
    owed = (outcome_owed(request), *delivery_owed(request, placeholder))
    return Change(failed, happened, owed)


def unclear(
    request: Request, now: datetime, reference: str, trace: Trace | None = None
) -> Change | Refusal:
    """The POST's answer was lost: give up the lease, so that upkeep looks at once."""
    if request.state is not State.ISSUING or request.claim is None:
        return moved_on(request)
    released = replace(request.claim, lease_until=now)
    changed = request.amend(why=Why.UNCLEAR, claim=released, due=now, reference=reference)
    facts = {"why": Why.UNCLEAR.value, "reference": reference} | facts_of(trace)
    return Change(changed, event(request, Happened.FAILED, None, **facts))


def revoke(request: Request, now: datetime, why: Why, made: Pass | None = None) -> Change | Refusal:
    """A pass must go: from now on its DELETE is owed.

    One that was made too slowly is made anew, so that is no outcome yet.
    """
    doomed = request.made or made
    if request.state is not State.ISSUING or doomed is None:
        return moved_on(request)
    revoking = request.advance(State.REVOKING, why, now, made=doomed, due=now)
    happened = event(request, Happened.REVOKING, why=why, pass_id=doomed.id)
    return Change(revoking, happened, () if untold(revoking) else (outcome_owed(request),))


def revoked(request: Request, now: datetime) -> Change | Refusal:
    """The pass is gone. The reason stays the one for which it had to go."""
    if request.state is not State.REVOKING:
        return moved_on(request)
    gone = request.advance(State.REVOKED, request.why, now)
    happened = event(request, Happened.REVOKED, pass_id=pass_id_of(request))
    return Change(gone, happened, untold(request))
