"""New requests, counted against the limits: what one requester asked, what is asked for one target.

What was asked stands in the audit, and so do refusals, which count too.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import Change, Happened
from bot.domain.limiting import Limit, Limits, reached
from bot.domain.refusals import LimitReached, Refusal, TargetBusy
from bot.domain.request import Request
from bot.ports import BatchStep
from bot.store import requests
from bot.store.chain import facts_text
from bot.store.dialects import utc_text
from bot.store.tables import audit

# Whoever is at the limit waits for its window; that they tried meanwhile makes it no longer.
_AT_LIMIT = facts_text({"refusal": LimitReached.__name__})
_REFUSED = and_(
    audit.c.what == Happened.REFUSED, audit.c.request_id.is_(None), audit.c.facts != _AT_LIMIT
)
_LATELY = select(func.count()).where(audit.c.at > bindparam("since"))
_BY_REQUESTER = _LATELY.where(
    audit.c.actor == bindparam("who"), or_(audit.c.what == Happened.REQUESTED, _REFUSED)
)
_FOR_TARGET = _LATELY.where(audit.c.target == bindparam("who"), audit.c.what == Happened.REQUESTED)


async def add_all(
    conn: AsyncConnection, steps: Sequence[BatchStep], limits: Limits, now: datetime
) -> tuple[Change | Refusal, ...]:
    """Store the requests, but not what comes with them yet; one answer for each step.

    Nobody else may do this at the same time, or the limits do not hold.
    """
    answers: list[Change | Refusal] = []
    for step in steps:
        added = [each.request for each in answers if isinstance(each, Change)]
        change = step(now, added)
        refusal: Refusal | None = await _at_limit(conn, change.request, added, limits, now)
        if refusal is None and not await requests.add(conn, change.request, now):
            refusal = TargetBusy(change.request.target)
        answers.append(refusal or change)
    return tuple(answers)


async def requester_at_limit(
    conn: AsyncConnection, requester_id: str, limit: Limit | None, now: datetime, new: int = 0
) -> LimitReached | None:
    """`new` of the requester's are not in the audit yet."""
    number = await _count(conn, _BY_REQUESTER, requester_id, limit, now)
    return reached(limit, number + new)


async def _at_limit(
    conn: AsyncConnection,
    request: Request,
    added: Sequence[Request],
    limits: Limits,
    now: datetime,
) -> LimitReached | None:
    by, target = request.requester.id, request.target
    new = sum(one.requester.id == by for one in added)
    refusal = await requester_at_limit(conn, by, limits.requester, now, new)
    if refusal is not None:
        return refusal
    number = await _count(conn, _FOR_TARGET, target.id, limits.target, now)
    return reached(limits.target, number + sum(one.target.id == target.id for one in added), target)


async def _count(
    conn: AsyncConnection, these: Select[int], who: str, limit: Limit | None, now: datetime
) -> int:
    if limit is None:
        return 0
    return await conn.scalar(these, {"who": who, "since": utc_text(now - limit.window)}) or 0
