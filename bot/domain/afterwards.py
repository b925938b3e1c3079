"""The steps after a code was delivered: it is hidden, and its pass is used, ends or is gone."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.audit import Change, Happened
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.request import Request, State, Why
from bot.domain.rules import Pace
from bot.domain.steps import event, moved_on, told, untold
from bot.domain.taking_back import take_back
from bot.domain.terms import Pass, Usability


def due_of(request: Request, now: datetime, pace: Pace) -> datetime:
    """When an issued request is looked at next: to hide its code, or to look at its pass."""
    look = _next_look(request, now, pace)
    hides = request.hide_at is not None and not request.hidden
    return min(look, request.hide_at) if hides and request.hide_at else look


def _next_look(request: Request, now: datetime, pace: Pace) -> datetime:
    """Soon after it was delivered, then at growing intervals, and once at its end."""
    made = request.made
    if made is None or now >= made.end:
        return now + pace.watch_every
    since = max(request.changed, made.start)
    wait = min(max((now - since) / 2, pace.watch_every), pace.watch_at_most)
    return min(max(now, made.start) + wait, made.end)


def hide(request: Request, now: datetime, by: Person | None = None) -> Change | Refusal:
    """Take the code out of the conversation: the approver is done, or its time is up.

    A quick approver may be done before the delivery is written down.
    """
    if request.made is None or not request.shows_code:
        return moved_on(request)
    if by is None and (request.hide_at is None or now < request.hide_at):
        return moved_on(request)
    return Change(request.amend(hidden=True), event(request, Happened.HIDDEN, by))


def look(
    request: Request, now: datetime, passes: Sequence[Pass], pace: Pace, *, replaced: bool
) -> Change | Refusal:
    """What Entra says of the pass; `passes` are all that the target has.

    `replaced`: the bot has begun to make the target another pass since.
    """
    made = request.made
    if request.state is not State.ISSUED or made is None:
        return moved_on(request)
    found = next((one for one in passes if one.id == made.id), None)
    if found is None:
        return _gone(request, now, passes, pace, replaced=replaced)
    match found.usability:
        case Usability.USED:
            return used(request, now)
        case Usability.DISABLED if now < made.end:
            return take_back(request, now, Why.BLOCKED_BY_POLICY, seen=found)
        case _:
            return end(request, now)


def _gone(
    request: Request, now: datetime, passes: Sequence[Pass], pace: Pace, *, replaced: bool
) -> Change | Refusal:
    made = request.made
    if made is None or now >= made.end:
        return end(request, now)
    newer = any(one.created > made.created for one in passes)
    if not newer and now < request.changed + pace.settle_for:
        # Graph's lists lag, so a new pass may not be among them yet.
        return moved_on(request)
    elsewhere = Why.REPLACED_ELSEWHERE if newer else Why.DELETED
    why = Why.REPLACED if replaced else elsewhere
    gone = request.advance(State.ENDED, why, now)
    happened = event(request, Happened.ENDED, why=why, pass_id=made.id)
    return Change(gone, happened, told(request))


def end(request: Request, now: datetime) -> Change | Refusal:
    """The pass ran out by itself."""
    made = request.made
    if request.state not in {State.ISSUED, State.REVOKING} or not made or now < made.end:
        return moved_on(request)
    ended = request.advance(State.ENDED, Why.RAN_OUT, now)
    return Change(ended, event(request, Happened.ENDED, pass_id=made.id), untold(request))


def replaced(request: Request, now: datetime) -> Change | Refusal:
    """The bot makes the target another pass, and this one is gone with that."""
    if request.state is not State.ISSUED or request.made is None:
        return moved_on(request)
    ended = request.advance(State.ENDED, Why.REPLACED, now)
    happened = event(request, Happened.ENDED, why=Why.REPLACED, pass_id=request.made.id)
    return Change(ended, happened, told(request))


def used(request: Request, now: datetime) -> Change | Refusal:
    """A one-time pass was used."""
    if request.state is not State.ISSUED or request.made is None:
        return moved_on(request)
    happened = event(request, Happened.USED, pass_id=request.made.id)
    return Change(request.advance(State.USED, Why.USED, now), happened)
