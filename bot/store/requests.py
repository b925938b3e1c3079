"""The statements on requests and their approvals. A transaction is the caller's."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.request import LIVE, NEXT, Approval, ImpossibleStep, Request, State
from bot.store.dialects import insert_into
from bot.store.rows import approval_columns, approval_of, request_of, row_of
from bot.store.tables import WHILE_LIVE, approvals, requests


class NotNext(Exception):  # noqa: N818 - says what the step's request is not
    """A step gave something that cannot be the next version of its request: a defect."""


async def add(conn: AsyncConnection, request: Request, now: datetime) -> bool:
    """Whether it was added: it was not if its target has a live request. Raises NotNext."""
    _check_due(request)
    new = insert_into(conn, requests).values(row_of(request))
    free = new.on_conflict_do_nothing(index_elements=["target_id"], index_where=WHILE_LIVE)
    if await conn.scalar(free.returning(requests.c.id)) is None:
        return False
    await _add_approvals(conn, request, 0, now)
    return True


async def get(conn: AsyncConnection, request_id: str) -> Request | None:
    found = await _load(conn, select(requests).where(requests.c.id == request_id))
    return found[0] if found else None


async def batch(conn: AsyncConnection, request_id: str) -> tuple[Request, ...]:
    """Whose cards show the others comes first."""
    named = select(func.coalesce(requests.c.batch_id, requests.c.id))
    lead = named.where(requests.c.id == request_id).scalar_subquery()
    either = or_(requests.c.id == lead, requests.c.batch_id == lead)
    return _lead_first(await _load(conn, select(requests).where(either)))


async def batches(conn: AsyncConnection, leads: Sequence[str]) -> dict[str, tuple[Request, ...]]:
    """By id these requests, each followed by those that are shown on its cards."""
    wanted: set[str | None] = set(leads)
    either = or_(requests.c.id.in_(leads), requests.c.batch_id.in_(leads))
    found: dict[str | None, list[Request]] = defaultdict(list)
    for request in await _load(conn, select(requests).where(either)):
        for shown_with in {request.id, request.batch_id} & wanted:
            found[shown_with].append(request)
    return {lead: _lead_first(found[lead]) for lead in leads}


async def approved_before(
    conn: AsyncConnection, approver_id: str, requester_id: str, since: datetime
) -> int:
    both = approvals.join(requests, requests.c.id == approvals.c.request_id)
    theirs = (approvals.c.approver_id == approver_id, approvals.c.at >= since)
    asked = requests.c.requester_id == requester_id
    number = select(func.count()).select_from(both).where(*theirs, asked)
    return await conn.scalar(number) or 0


async def lock(conn: AsyncConnection, request_id: str) -> Request | None:
    """The request as it is; nobody else changes it before this transaction ends."""
    one = select(requests).where(requests.c.id == request_id).with_for_update()
    found = await _load(conn, one)
    return found[0] if found else None


async def latest(conn: AsyncConnection, requester_id: str, limit: int) -> tuple[Request, ...]:
    newest = (
        select(requests)
        .where(requests.c.requester_id == requester_id)
        .order_by(requests.c.created.desc(), requests.c.id.desc())
        .limit(limit)
    )
    return await _load(conn, newest)


async def in_states(conn: AsyncConnection, states: Collection[State]) -> tuple[Request, ...]:
    found = select(requests).where(requests.c.state.in_(states))
    return await _load(conn, found.order_by(requests.c.created, requests.c.id))


async def last_pass(conn: AsyncConnection, target_id: str, since: datetime) -> datetime | None:
    made = (requests.c.target_id == target_id, requests.c.pass_created >= since)
    latest_one = select(func.max(requests.c.pass_created)).where(*made)
    found: datetime | None = await conn.scalar(latest_one)
    return found


async def issued(conn: AsyncConnection, target_id: str) -> tuple[Request, ...]:
    theirs = (requests.c.target_id == target_id, requests.c.state == State.ISSUED)
    return await _load(conn, select(requests).where(*theirs).order_by(requests.c.created))


async def is_in_the_way(conn: AsyncConnection, was: Request, becomes: Request) -> bool:
    """Whether a request that would be live again finds another live one of its target.

    One that comes in this very moment is not seen: then `put` fails, and may be tried again.
    """
    if was.state in LIVE or becomes.state not in LIVE:
        return False
    theirs = select(requests.c.id).where(requests.c.target_id == was.target.id, WHILE_LIVE)
    return await conn.scalar(theirs.limit(1)) is not None


async def made_another(conn: AsyncConnection, request: Request) -> bool:
    since = request.claim.since if request.claim else request.created
    later = (requests.c.target_id == request.target.id, requests.c.claim_since > since)
    return await conn.scalar(select(exists().where(*later))) or False


async def due_again(conn: AsyncConnection, request: Request, at: datetime) -> None:
    same = (requests.c.id == request.id, requests.c.version == request.version)
    await conn.execute(update(requests).where(*same).values(due=at))


async def put(conn: AsyncConnection, was: Request, becomes: Request, now: datetime) -> None:
    """Store `becomes` over `was`, which is locked. Raises NotNext, ImpossibleStep."""
    _check(was, becomes)
    await conn.execute(update(requests).where(requests.c.id == was.id).values(row_of(becomes)))
    await _add_approvals(conn, becomes, len(was.approvals), now)


async def take_due(
    conn: AsyncConnection, now: datetime, limit: int, until: datetime
) -> tuple[Request, ...]:
    due = (
        select(requests)
        .where(requests.c.due.is_not(None), requests.c.due <= now)
        .order_by(requests.c.due, requests.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = await _load(conn, due)
    if taken:
        ids = [request.id for request in taken]
        await conn.execute(update(requests).where(requests.c.id.in_(ids)).values(due=until))
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


async def _load(conn: AsyncConnection, wanted: Select[Any]) -> tuple[Request, ...]:
    # The approvals are read by a statement of their own: PostgreSQL shows a statement that waited
    # for a row's lock the new row, but other tables as they were before it waited.
    rows = (await conn.execute(wanted)).mappings().all()
    given = await _approvals(conn, [row["id"] for row in rows])
    return tuple(request_of(row, tuple(given[row["id"]])) for row in rows)


async def _approvals(conn: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Approval]]:
    given: dict[str, list[Approval]] = defaultdict(list)
    if ids:
        theirs = select(approvals).where(approvals.c.request_id.in_(ids))
        for row in (await conn.execute(theirs.order_by(approvals.c.place))).mappings():
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
        await conn.execute(insert(approvals), new)
