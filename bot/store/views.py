"""The statements on views owed. `owed_since` is NULL where a view shows its request as it is."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.request import Message, Request
from bot.domain.views import SENT_ONCE, SHOW_BATCH, Owed, ViewKind
from bot.ports import OwedView
from bot.store.dialects import insert_into
from bot.store.places import Reader
from bot.store.rows import Row, message_columns, message_of
from bot.store.tables import requests, views

# In place of the attempts of a view that was shown, and is to be shown once more.
_AGAIN = -1


async def owe(
    conn: AsyncConnection, request: Request, owed: tuple[Owed, ...], now: datetime
) -> None:
    """Owe these views. One that is owed or was shown already only learns where its message is.

    Of what is sent once there is a new message for each time it is owed.
    """
    if not owed:
        return
    new = insert_into(conn, views)
    # Many rows at once: SQLAlchemy takes no list there.
    anew = or_(*(new.excluded.kind == kind for kind in sorted(SENT_ONCE)))
    place = message_columns(None)
    kept: dict[str, ColumnElement[Any]] = {
        **{name: func.coalesce(new.excluded[name], views.c[name]) for name in place},
        **{name: views.c[name] for name in ("owed_since", "not_before", "attempts")},
    }
    known = {name: case((anew, new.excluded[name]), else_=kept[name]) for name in kept}
    once = new.on_conflict_do_update(index_elements=["request_id", "kind", "to_id"], set_=known)
    await conn.execute(once, [_new_row(request, one, now) for one in owed])


async def moved_on(conn: AsyncConnection, request: Request, now: datetime) -> None:
    """The request has a new version: what was shown of it is not true any more."""
    # Others of its batch may move on at the same time, so the rows are locked in one order.
    locked = select(views.c.id).where(_showing(request)).order_by(views.c.id).with_for_update()
    ids = list(await conn.scalars(locked))
    if not ids:
        return
    showing = views.c.id.in_(ids)
    behind = (showing, views.c.owed_since.is_(None), views.c.kind.not_in(SENT_ONCE))
    await conn.execute(update(views).where(*behind).values(owed_since=now))
    waiting = (showing, views.c.attempts == _AGAIN)
    await conn.execute(update(views).where(*waiting).values(not_before=now, attempts=0))


def _showing(request: Request) -> ColumnElement[bool]:
    """Its own views, and the cards of its batch."""
    own = views.c.request_id == request.id
    if request.batch_id is None:
        return own
    return or_(own, and_(views.c.request_id == request.batch_id, views.c.kind.in_(SHOW_BATCH)))


async def take(
    conn: AsyncConnection, now: datetime, limit: int, until: datetime
) -> tuple[Row, ...]:
    """Rows of views that are owed, oldest first; they are not taken again before `until`.

    To be taken counts as an attempt, for nobody knows how far somebody came who then died.
    """
    owed = (
        select(views)
        .where(views.c.owed_since.is_not(None), views.c.not_before <= now)
        .order_by(views.c.owed_since, views.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = tuple((await conn.execute(owed)).mappings())
    if rows:
        ids = [row["id"] for row in rows]
        # Whoever moves the request on now must not take the view from under this lease.
        first = views.c.attempts == _AGAIN
        leased = {"not_before": until, "attempts": case((first, 1), else_=views.c.attempts + 1)}
        await conn.execute(update(views).where(views.c.id.in_(ids)).values(leased))
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
    ids = [each.id for each in view.batch]
    current = select(requests.c.version).where(requests.c.id.in_(ids)).order_by(requests.c.id)
    versions = sum(await conn.scalars(current.with_for_update()))
    as_shown = versions == sum(each.version for each in view.batch)
    once = view.owed.kind in SENT_ONCE
    shown: dict[str, Any] = {
        "owed_since": None if once or as_shown else now,
        "not_before": now,
        "attempts": 0,
    }
    if message is not None:
        shown |= message_columns(message)
    # What is sent once may have been owed anew while it was sent; then that is still owed.
    owed_as_then = views.c.owed_since == view.owed_since if once else true()
    await conn.execute(update(views).where(views.c.id == view.id, owed_as_then).values(shown))


async def asked(conn: AsyncConnection, request_id: str) -> tuple[Owed, ...]:
    named = select(func.coalesce(requests.c.batch_id, requests.c.id))
    shown_on = named.where(requests.c.id == request_id).scalar_subquery()
    asking = views.c.kind.in_({ViewKind.APPROVER, ViewKind.ROOM})
    found = select(views).where(views.c.request_id == shown_on, asking).order_by(views.c.id)
    rows = (await conn.execute(found)).mappings()
    return tuple(Owed(row["kind"], row["to_id"], message_of(row)) for row in rows)


async def put_off(conn: AsyncConnection, view: OwedView, until: datetime) -> None:
    await conn.execute(update(views).where(views.c.id == view.id).values(not_before=until))


async def show_again(conn: AsyncConnection, view: OwedView, now: datetime, wait: timedelta) -> None:
    again = {"owed_since": now, "not_before": now + wait, "attempts": _AGAIN}
    await conn.execute(update(views).where(views.c.id == view.id).values(again))


async def drop(conn: AsyncConnection, view: OwedView) -> None:
    await conn.execute(delete(views).where(views.c.id == view.id))


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
        "not_before": now,
        "attempts": 0,
    }
