"""Which of a target's passes is the one whose code was lost."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.request import Request
from bot.domain.terms import Pass, Terms


def lost_pass(request: Request, passes: Iterable[Pass], skew: timedelta) -> Pass | None:
    """The pass that this request's POST made, if it is among the target's passes.

    It is new against the snapshot, created after the claim (give or take `skew` between the clocks
    of the database and Graph), and of these terms: nothing else may be deleted.
    """
    held, terms = request.claim, request.terms
    if held is None:
        return None
    for each in passes:
        new = each.id not in held.passes_before and each.created >= held.since - skew
        if new and _of_terms(each, terms, held.since):
            return each
    return None


def _of_terms(each: Pass, terms: Terms, claimed: datetime) -> bool:
    start_sent = terms.start is not None and terms.start > claimed
    return (
        terms.lifetime in {None, each.lifetime}
        and terms.one_time in {None, each.one_time}
        and (not start_sent or each.start == terms.start)
    )
