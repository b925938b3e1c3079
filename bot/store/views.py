"""The statements on views owed. `owed_since` is NULL where a view shows its request as it is."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.request import PASSING, Message, Request, State
from bot.domain.views import SENT_ONCE, SHOW_BATCH, Owed, ViewKind
from bot.ports import OwedView
from bot.store.dialects import Inserting, Instant, among, inserting
from bot.store.places import Reader
from bot.store.requests import SHOWN_WITH
from bot.store.rows import Row, message_columns, message_of
from bot.store.tables import requests, views

# In place of the attempts of a view that was shown, and is to be shown once more.
_AGAIN = -1
# A passing state is shown where it lasts for so long. Cards that change twice in a second help
# nobody, and Teams takes only so many updates.
_LASTS = timedelta(seconds=1)

_THIS = views.c.id == bindparam("this")

_OWN = views.c.request_id == bindparam("request")
_IN_BATCH = and_(views.c.request_id == bindparam("batch"), views.c.kind.in_(SHOW_BATCH))
# Others of its batch may move on at the same time, so the rows are locked in one order.
_SHOWING = select(views.c.id).where(or_(_OWN, _IN_BATCH)).order_by(views.c.id).with_for_update()
_BEHIND = and_(views.c.owed_since.is_(None), views.c.kind.not_in(SENT_ONCE))
# A CASE does not tell SQLAlchemy that these are times, and SQLite would get them as it likes.
_NOW, _FROM = (bindparam(name, type_=Instant()) for name in ("now", "from"))
# Nobody is at it, and it was not put off.
_IDLE = views.c.attempts <= 0
_MOVED_ON = (
    update(views)
    .where(among(views.c.id), _IDLE)
    .values(
        owed_since=case((_BEHIND, _NOW), else_=views.c.owed_since),
        not_before=case(
            (or_(_BEHIND, views.c.not_before > _FROM), _FROM), else_=views.c.not_before
        ),
        attempts=0,
    )
)

_OWED = (
    select(views)
    .where(views.c.owed_since.is_not(None), views.c.not_before <= bindparam("now"))
    .order_by(views.c.owed_since, views.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
# Whoever moves the request on now must not take the view from under this lease.
_LEASE = (
    update(views)
    .where(among(views.c.id))
    .values(
        not_before=bindparam("until"),
        attempts=case((views.c.attempts == _AGAIN, 1), else_=views.c.attempts + 1),
    )
)

_AS_THEY_ARE = (
    select(requests.c.version, requests.c.state)
    .where(among(requests.c.id))
    .order_by(requests.c.id)
    .with_for_update()
)
# What becomes of the view comes as parameters, a column each.
_PUT = update(views).where(_THIS)
# What is sent once may have been owed anew while it was sent; then that is still owed.
_PUT_ONCE = _PUT.where(views.c.owed_since == bindparam("as_then"))

_ASKING = (
    select(views)
    .where(views.c.request_id == SHOWN_WITH, views.c.kind.in_({ViewKind.APPROVER, ViewKind.ROOM}))
    .order_by(views.c.id)
)


def shown_from(states: Collection[State], now: datetime) -> datetime:
    """When requests in these states are shown where something is shown of them already."""
    return now + _LASTS if PASSING.intersection(states) else now


@cache
def _owing(inserting: Inserting) -> Insert:
    """One that is owed or was shown already only learns where its message is.

    Of what is sent once there is a new message for each time it is owed.
    """
    new = inserting(views)
    # Many rows at once: SQLAlchemy takes no list there.
    anew = or_(*(new.excluded.kind == kind for kind in sorted(SENT_ONCE)))
    place = message_columns(None)
    kept: dict[str, ColumnElement[Any]] = {
        **{name: func.coalesce(new.excluded[name], views.c[name]) for name in place},
        **{name: views.c[name] for name in ("owed_since", "not_before", "attempts")},
    }
    known = {name: case((anew, new.excluded[name]), else_=kept[name]) for name in kept}
    return new.on_conflict_do_update(index_elements=["request_id", "kind", "to_id"], set_=known)


async def owe(
    conn: AsyncConnection, request: Request, owed: tuple[Owed, ...], now: datetime
) -> None:
    if owed:
        rows = [_new_row(request, one, now) for one in owed]
        await conn.execute(_owing(inserting(conn)), rows)


async def moved_on(conn: AsyncConnection, request: Request, now: datetime) -> None:
    """The request has a new version: what was shown of it is not true any more."""
    shown_by = {"request": request.id, "batch": request.batch_id}
    if ids := list(await conn.scalars(_SHOWING, shown_by)):
        soonest = shown_from([request.state], now)
        await conn.execute(_MOVED_ON, {"ids": ids, "now": now, "from": soonest})


async def take(
    conn: AsyncConnection, now: datetime, limit: int, until: datetime
) -> tuple[Row, ...]:
    """Rows of views that are owed, oldest first; they are not taken again before `until`.

    To be taken counts as an attempt, for nobody knows how far somebody came who then died.
    """
    owed = await conn.execute(_OWED, {"now": now, "limit": limit})
    rows = tuple(owed.mappings())
    if rows:
        await conn.execute(_LEASE, {"ids": [row["id"] for row in rows], "until": until})
    return rows


def owed_view(row: Row, batch: tuple[Request, ...], reader: Reader) -> OwedView:
    """`batch` is the request of the view, and those that are shown on its cards."""
    request, *others = batch
    return OwedView(
        id=row["id"],
        owed=Owed(row["kind"], row["to_id"], message_of(row)),
        request=request,
        attempts=max(row["attempts"], 0),
        owed_since=row["owed_since"],
        others=tuple(others) if row["kind"] in SHOW_BATCH else (),
        chat=reader.chat,
        language=reader.language,
    )


async def paid(
    conn: AsyncConnection, view: OwedView, message: Message | None, now: datetime
) -> None:
    # Whoever moves a request on holds its lock, so none can slip in between these statements.
    rows = (await conn.execute(_AS_THEY_ARE, {"ids": [each.id for each in view.batch]})).all()
    as_shown = sum(row.version for row in rows) == sum(each.version for each in view.batch)
    once = view.owed.kind in SENT_ONCE
    shown: dict[str, Any] = {
        "owed_since": None if once or as_shown else now,
        "not_before": shown_from([row.state for row in rows], now),
        "attempts": 0,
    }
    if message is not None:
        shown |= message_columns(message)
    then = {"as_then": view.owed_since} if once else {}
    await conn.execute(_PUT_ONCE if once else _PUT, {"this": view.id, **then, **shown})


async def asked(conn: AsyncConnection, request_id: str) -> tuple[Owed, ...]:
    rows = (await conn.execute(_ASKING, {"id": request_id})).mappings()
    return tuple(Owed(row["kind"], row["to_id"], message_of(row)) for row in rows)


async def put_off(conn: AsyncConnection, view: OwedView, until: datetime) -> None:
    await conn.execute(_PUT, {"this": view.id, "not_before": until})


async def show_again(conn: AsyncConnection, view: OwedView, now: datetime, wait: timedelta) -> None:
    again = {"owed_since": now, "not_before": now + wait, "attempts": _AGAIN}
    await conn.execute(_PUT, {"this": view.id, **again})


async def drop(conn: AsyncConnection, view: OwedView) -> None:
    await conn.execute(delete(views).where(_THIS), {"this": view.id})


async def owed(conn: AsyncConnection) -> tuple[int, datetime | None]:
    """How many views are owed, and since when the oldest of them."""
    behind = views.c.owed_since.is_not(None)
    totals = select(func.count(), func.min(views.c.owed_since)).where(behind)
    number, since = (await conn.execute(totals)).one()
    return number, since


def _new_row(request: Request, owed: Owed, now: datetime) -> dict[str, Any]:
    return {
        "request_id": request.id,
        "kind": owed.kind,
        "to_id": owed.to,
        **message_columns(owed.message),
        "owed_since": now,
        # What stands there was true a moment ago.
        "not_before": shown_from([request.state], now) if owed.message else now,
        "attempts": 0,
    }
