"""The RequestStore of SQLite and PostgreSQL: one short transaction per method."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import Change, Event
from bot.domain.limiting import UNLIMITED, Limits
from bot.domain.refusals import LimitReached, NoSuchRequest, Refusal, TargetBusy
from bot.domain.request import Message, Request, State
from bot.domain.views import Owed
from bot.ports import BatchStep, FirstStep, OwedView, Step
from bot.store import opening, pauses, places, requests, views
from bot.store.dialects import one_at_a_time
from bot.store.engines import open_engines
from bot.store.failures import told_as_failure
from bot.store.journal import Hear, Journal, unheard
from bot.store.keys import bound_key
from bot.store.migrate import make_ready
from bot.store.sql_books import SqlBooks
from bot.store.sql_places import SqlPlaces

# Of PostgreSQL's advisory locks, the one for those who store new requests.
_OPENING = 0x7A9_0002


async def open_store(
    url: str,
    offset: Callable[[], timedelta] = timedelta,
    audit_key: str | None = None,
    hear: Hear = unheard,
) -> "SqlStore":
    """Migrates SQLite; PostgreSQL must be migrated. Raises StoreUnusable, StoreFailed.

    `offset` is added to the database's time, for those who need to move it: the demo, tests.
    Without `audit_key`, which PostgreSQL needs, one is kept in a file beside SQLite's.
    `hear` is told of what is on the record, with the request if one was changed by it.
    """
    engines = open_engines(url)
    try:
        with told_as_failure():
            await make_ready(engines)
            key = await bound_key(engines, url, audit_key)
    except BaseException:
        await engines.close()
        raise
    return SqlStore(engines, Journal(key), offset, hear)


class SqlStore(SqlPlaces, SqlBooks):
    """A RequestStore. Every method may raise StoreFailed."""

    async def open(self, first: FirstStep) -> Request | Refusal:
        (opened,) = await self.open_all([lambda now, _: first(now)])
        return opened

    async def open_all(
        self, steps: Sequence[BatchStep], limits: Limits = UNLIMITED
    ) -> tuple[Request | Refusal, ...]:
        async with self._writing() as conn:
            await one_at_a_time(conn, _OPENING)
            # The clock is read under the lock: whoever waited for it comes later.
            now = await self._time(conn)
            answers = await opening.add_all(conn, steps, limits, now)
            changes = [each for each in answers if isinstance(each, Change)]
            # The audit's end is locked last: whoever changes a request takes that one first.
            for change in changes:
                await self._note(conn, change, now)
        for change in changes:
            self._hear(change.event, change.request)
        return tuple(each.request if isinstance(each, Change) else each for each in answers)

    async def at_limit(self, requester_id: str, limits: Limits) -> LimitReached | None:
        async with self._reading() as conn:
            now = await self._time(conn)
            return await opening.requester_at_limit(conn, requester_id, limits.requester, now)

    async def last_pass(self, target_id: str, since: datetime) -> datetime | None:
        async with self._reading() as conn:
            return await requests.last_pass(conn, target_id, since)

    async def made_another(self, request: Request) -> bool:
        async with self._reading() as conn:
            return await requests.made_another(conn, request)

    async def get(self, request_id: str) -> Request | None:
        async with self._reading() as conn:
            return await requests.get(conn, request_id)

    async def batch(self, request_id: str) -> tuple[Request, ...]:
        async with self._reading() as conn:
            return await requests.batch(conn, request_id)

    async def approved_before(self, approver_id: str, requester_id: str, since: datetime) -> int:
        async with self._reading() as conn:
            return await requests.approved_before(conn, approver_id, requester_id, since)

    async def issued(self, target_id: str) -> tuple[Request, ...]:
        async with self._reading() as conn:
            return await requests.issued(conn, target_id)

    async def latest(self, requester_id: str, limit: int) -> tuple[Request, ...]:
        async with self._reading() as conn:
            return await requests.latest(conn, requester_id, limit)

    async def change(
        self, request_id: str, step: Step, *, heeds_pause: bool = False
    ) -> Request | Refusal:
        async with self._writing() as conn:
            was = await requests.lock(conn, request_id)
            if was is None:
                return NoSuchRequest()
            # The clock is read under the lock: whoever waited for it acts later, not when it came.
            now = await self._time(conn)
            change = step(was, now)
            if isinstance(change, Refusal):
                return change
            if heeds_pause and (paused := await pauses.hold(conn)):
                return paused
            if await requests.is_in_the_way(conn, was, change.request):
                return TargetBusy(was.target)
            await requests.put(conn, was, change.request, now)
            await views.moved_on(conn, change.request, now)
            await self._note(conn, change, now)
        self._hear(change.event, change.request)
        return change.request

    async def record(self, event: Event) -> None:
        async with self._writing() as conn:
            await self._journal.write(conn, event, await self._time(conn))
        self._hear(event, None)

    async def in_states(self, states: Collection[State]) -> tuple[Request, ...]:
        async with self._reading() as conn:
            return await requests.in_states(conn, states)

    async def take_due(self, limit: int, lease: timedelta) -> tuple[Request, ...]:
        async with self._writing() as conn:
            now = await self._time(conn)
            return await requests.take_due(conn, now, limit, now + lease)

    async def due_again(self, request: Request, at: datetime) -> None:
        async with self._writing() as conn:
            await requests.due_again(conn, request, at)

    async def asked(self, request_id: str) -> tuple[Owed, ...]:
        async with self._reading() as conn:
            return await views.asked(conn, request_id)

    async def take_owed(self, limit: int, lease: timedelta) -> tuple[OwedView, ...]:
        async with self._writing() as conn:
            now = await self._time(conn)
            rows = await views.take(conn, now, limit, now + lease)
        if not rows:
            return ()
        # Read apart from the lease: only the reader sees requests and approvals of one moment.
        async with self._reading() as conn:
            shown = await requests.batches(conn, [row["request_id"] for row in rows])
            readers = await places.readers(conn, {row["to_id"] for row in rows})
        return tuple(
            views.owed_view(
                row, shown[row["request_id"]], readers.get(row["to_id"], places.UNHEARD)
            )
            for row in rows
        )

    async def paid(self, view: OwedView, message: Message | None) -> None:
        async with self._writing() as conn:
            await views.paid(conn, view, message, await self._time(conn))

    async def put_off(self, view: OwedView, wait: timedelta) -> None:
        async with self._writing() as conn:
            await views.put_off(conn, view, await self._time(conn) + wait)

    async def show_again(self, view: OwedView, wait: timedelta) -> None:
        async with self._writing() as conn:
            await views.show_again(conn, view, await self._time(conn), wait)

    async def drop(self, view: OwedView) -> None:
        async with self._writing() as conn:
            await views.drop(conn, view)

    async def _note(self, conn: AsyncConnection, change: Change, now: datetime) -> None:
        """Store what comes with a change of a request: the views owed with it and its audit row."""
        await views.owe(conn, change.request, change.owed, now)
        await self._journal.write(conn, change.event, now)
