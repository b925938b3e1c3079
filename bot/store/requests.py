"""The statements on requests and their approvals. A transaction is the caller's."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.request import LIVE, NEXT, Approval, ImpossibleStep, Request, State
from bot.store.dialects import Inserting, among, inserting
from bot.store.rows import approval_columns, approval_of, request_of, row_of
from bot.store.tables import WHILE_LIVE, approvals, requests

_ONE = select(requests).where(requests.c.id == bindparam("id"))
_ONE_LOCKED = _ONE.with_for_update()
# The id of the request on whose cards the one with the parameter `id` is shown.
SHOWN_WITH = (
    select(func.coalesce(requests.c.batch_id, requests.c.id))
    .where(requests.c.id == bindparam("id"))
    .scalar_subquery()
)
_BATCH = select(requests).where(or_(requests.c.id == SHOWN_WITH, requests.c.batch_id == SHOWN_WITH))
_BATCHES = select(requests).where(or_(among(requests.c.id), among(requests.c.batch_id)))
_APPROVED_BEFORE = (
    select(func.count())
    .select_from(approvals.join(requests, requests.c.id == approvals.c.request_id))
    .where(
        approvals.c.approver_id == bindparam("approver"),
        approvals.c.at >= bindparam("since"),
        requests.c.requester_id == bindparam("requester"),
    )
)
_LATEST = (
    select(requests)
    .where(requests.c.requester_id == bindparam("requester"))
    .order_by(requests.c.created.desc(), requests.c.id.desc())
    .limit(bindparam("limit"))
)
_IN_STATES = (
    select(requests)
    .where(among(requests.c.state, "states"))
    .order_by(requests.c.created, requests.c.id)
)
_LAST_PASS = select(func.max(requests.c.pass_created)).where(
    requests.c.target_id == bindparam("target"), requests.c.pass_created >= bindparam("since")
)
_ISSUED = (
    select(requests)
    .where(requests.c.target_id == bindparam("target"), requests.c.state == State.ISSUED)
    .order_by(requests.c.created)
)
_LIVE_OF = (
    select(requests.c.id).where(requests.c.target_id == bindparam("target"), WHILE_LIVE).limit(1)
)
_MADE_ANOTHER = select(
    exists().where(
        requests.c.target_id == bindparam("target"), requests.c.claim_since > bindparam("since")
    )
)
_DUE_AGAIN = (
    update(requests)
    .where(requests.c.id == bindparam("one"), requests.c.version == bindparam("as_known"))
    .values(due=bindparam("at"))
)
# What it becomes comes as parameters, a column each.
_PUT = update(requests).where(requests.c.id == bindparam("was"))
_DUE = (
    select(requests)
    .where(requests.c.due.is_not(None), requests.c.due <= bindparam("now"))
    .order_by(requests.c.due, requests.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_LEASE = update(requests).where(among(requests.c.id)).values(due=bindparam("until"))
_APPROVALS = select(approvals).where(among(approvals.c.request_id)).order_by(approvals.c.place)
_APPROVE = insert(approvals)


@cache
def _adding(inserting: Inserting) -> Insert:
    """Nothing is added, and no id returned, where the target has a live request."""
    new = inserting(requests)
    free = new.on_conflict_do_nothing(index_elements=["target_id"], index_where=WHILE_LIVE)
    return free.returning(requests.c.id)


class NotNext(Exception):  # noqa: N818 - says what the step's request is not
    """A step gave something that cannot be the next version of its request: a defect."""


async def add(conn: AsyncConnection, request: Request, now: datetime) -> bool:
    """Whether it was added: it was not if its target has a live request. Raises NotNext."""
    _check_due(request)
    if await conn.scalar(_adding(inserting(conn)), row_of(request)) is None:
        return False
    await _add_approvals(conn, request, 0, now)
    return True


async def get(conn: AsyncConnection, request_id: str) -> Request | None:
    found = await _load(conn, _ONE, id=request_id)
    return found[0] if found else None


async def batch(conn: AsyncConnection, request_id: str) -> tuple[Request, ...]:
    """Whose cards show the others comes first."""
    return _lead_first(await _load(conn, _BATCH, id=request_id))


async def batches(conn: AsyncConnection, leads: Sequence[str]) -> dict[str, tuple[Request, ...]]:
    """By id these requests, each followed by those that are shown on its cards."""
    wanted: set[str | None] = set(leads)
    found: dict[str | None, list[Request]] = defaultdict(list)
    for request in await _load(conn, _BATCHES, ids=leads):
        for shown_with in {request.id, request.batch_id} & wanted:
            found[shown_with].append(request)
    return {lead: _lead_first(found[lead]) for lead in leads}


async def approved_before(
    conn: AsyncConnection, approver_id: str, requester_id: str, since: datetime
) -> int:
    these = {"approver": approver_id, "requester": requester_id, "since": since}
    return await conn.scalar(_APPROVED_BEFORE, these) or 0


async def lock(conn: AsyncConnection, request_id: str) -> Request | None:
    """The request as it is; nobody else changes it before this transaction ends."""
    found = await _load(conn, _ONE_LOCKED, id=request_id)
    return found[0] if found else None


async def latest(conn: AsyncConnection, requester_id: str, limit: int) -> tuple[Request, ...]:
    return await _load(conn, _LATEST, requester=requester_id, limit=limit)


async def in_states(conn: AsyncConnection, states: Collection[State]) -> tuple[Request, ...]:
    return await _load(conn, _IN_STATES, states=list(states))


async def last_pass(conn: AsyncConnection, target_id: str, since: datetime) -> datetime | None:
    made: datetime | None = await conn.scalar(_LAST_PASS, {"target": target_id, "since": since})
    return made


async def issued(conn: AsyncConnection, target_id: str) -> tuple[Request, ...]:
    return await _load(conn, _ISSUED, target=target_id)


async def is_in_the_way(conn: AsyncConnection, was: Request, becomes: Request) -> bool:
    """Whether a request that would be live again finds another live one of its target.

    One that comes in this very moment is not seen: then `put` fails, and may be tried again.
    """
    if was.state in LIVE or becomes.state not in LIVE:
        return False
    return await conn.scalar(_LIVE_OF, {"target": was.target.id}) is not None


async def made_another(conn: AsyncConnection, request: Request) -> bool:
    since = request.claim.since if request.claim else request.created
    later = {"target": request.target.id, "since": since}
    return await conn.scalar(_MADE_ANOTHER, later) or False


async def due_again(conn: AsyncConnection, request: Request, at: datetime) -> None:
    this = {"one": request.id, "as_known": request.version, "at": at}
    await conn.execute(_DUE_AGAIN, this)


async def put(conn: AsyncConnection, was: Request, becomes: Request, now: datetime) -> None:
    """Store `becomes` over `was`, which is locked. Raises NotNext, ImpossibleStep."""
    _check(was, becomes)
    await conn.execute(_PUT, {"was": was.id, **row_of(becomes)})
    await _add_approvals(conn, becomes, len(was.approvals), now)


async def take_due(
    conn: AsyncConnection, now: datetime, limit: int, until: datetime
) -> tuple[Request, ...]:
    taken = await _load(conn, _DUE, now=now, limit=limit)
    if taken:
        ids = [request.id for request in taken]
        await conn.execute(_LEASE, {"ids": ids, "until": until})
    return tuple(replace(request, due=until) for request in taken)


async def count(conn: AsyncConnection) -> dict[State, int]:
    """How many requests are in each state, states without any included."""
    each = select(requests.c.state, func.count().label("number")).group_by(requests.c.state)
    counted = {row.state: row.number for row in await conn.execute(each)}
    return dict.fromkeys(State, 0) | counted


def _lead_first(batch: Sequence[Request]) -> tuple[Request, ...]:
    return tuple(sorted(batch, key=lambda one: (one.batch_id is not None, one.target.name, one.id)))


def _check(was: Request, becomes: Request) -> None:
    if becomes.id != was.id or becomes.version != was.version + 1:
        raise NotNext(f"{was.id}, version {was.version}: not followed by its next version")
    if becomes.approvals[: len(was.approvals)] != was.approvals:
        raise NotNext(f"{was.id}, version {was.version}: an approval was changed")
    if becomes.state is not was.state and becomes.state not in NEXT[was.state]:
        raise ImpossibleStep(was.state, becomes.state)
    _check_due(becomes)


def _check_due(request: Request) -> None:
    if request.final and request.due is not None:
        raise NotNext(f"{request.id}: final, and yet due")


async def _load(conn: AsyncConnection, wanted: Select[Any], **these: Any) -> tuple[Request, ...]:
    # The approvals are read by a statement of their own: PostgreSQL shows a statement that waited
    # for a row's lock the new row, but other tables as they were before it waited.
    rows = (await conn.execute(wanted, these)).mappings().all()
    given = await _approvals(conn, [row["id"] for row in rows])
    return tuple(request_of(row, tuple(given[row["id"]])) for row in rows)


async def _approvals(conn: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Approval]]:
    given: dict[str, list[Approval]] = defaultdict(list)
    if ids:
        for row in (await conn.execute(_APPROVALS, {"ids": ids})).mappings():
            given[row["request_id"]].append(approval_of(row))
    return given


async def _add_approvals(
    conn: AsyncConnection, request: Request, known: int, now: datetime
) -> None:
    """Add the request's approvals from the place `known` on."""
    new = [
        {"request_id": request.id, "place": place, "at": now, **approval_columns(given)}
        for place, given in enumerate(request.approvals)
        if place >= known
    ]
    if new:
        await conn.execute(_APPROVE, new)
