"""A RequestStore that forgets everything: for tests of services, and held to the same contract."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.audit import Change
from bot.domain.limiting import UNLIMITED, Limits
from bot.domain.refusals import NoSuchRequest, Refusal, TargetBusy
from bot.domain.request import LIVE, NEXT, ImpossibleStep, Message, Request, State
from bot.domain.views import SENT_ONCE, SHOW_BATCH, Owed, ViewKind
from bot.ports import BatchStep, FirstStep, OwedView, Step
from bot.store.counting import Counts
from bot.store.requests import NotNext
from bot.store.views import shown_from
from tests.store.memory_places import MemoryPlaces


@dataclass(slots=True)
class _View:
    id: int
    request_id: str
    owed: Owed
    since: datetime | None
    not_before: datetime
    attempts: int = 0
    again: bool = False


class MemoryStore(MemoryPlaces):
    """Nothing in it waits, so every method is a transaction."""

    def __init__(self, offset: Callable[[], timedelta] = timedelta) -> None:
        super().__init__(offset)
        self._requests: dict[str, Request] = {}
        self._views: dict[int, _View] = {}
        self._approved: list[tuple[str, str, datetime]] = []
        self._views_made = 0

    async def open(self, first: FirstStep) -> Request | Refusal:
        return self._open(lambda now, _: first(now), (), UNLIMITED)

    async def open_all(
        self, steps: Sequence[BatchStep], limits: Limits = UNLIMITED
    ) -> tuple[Request | Refusal, ...]:
        answers: list[Request | Refusal] = []
        for step in steps:
            before = tuple(each for each in answers if isinstance(each, Request))
            answers.append(self._open(step, before, limits))
        return tuple(answers)

    async def made_another(self, request: Request) -> bool:
        since = request.claim.since if request.claim else request.created
        claims = (each.claim for each in self._requests.values() if each.target == request.target)
        return any(claim is not None and claim.since > since for claim in claims)

    async def last_pass(self, target_id: str, since: datetime) -> datetime | None:
        made = [
            one.made.created
            for one in self._requests.values()
            if one.target.id == target_id and one.made
        ]
        return max((one for one in made if one >= since), default=None)

    def _open(
        self, step: BatchStep, before: tuple[Request, ...], limits: Limits
    ) -> Request | Refusal:
        now = self._now()
        change = step(now, before)
        request = change.request
        _check_due(request)
        if limit := self._limit(request, limits):
            return limit
        if self._is_busy(request):
            return TargetBusy(request.target)
        self._store(change, now)
        return request

    def _is_busy(self, request: Request) -> bool:
        """Whether the request would be live, and its target has another live one."""
        others = (one for one in self._requests.values() if one.target.id == request.target.id)
        return request.state in LIVE and any(one.state in LIVE for one in others)

    async def get(self, request_id: str) -> Request | None:
        return self._requests.get(request_id)

    async def batch(self, request_id: str) -> tuple[Request, ...]:
        named = self._requests.get(request_id)
        if named is None:
            return ()
        lead = self._requests[named.batch_id or named.id]
        return (lead, *self._followers(lead.id))

    async def approved_before(self, approver_id: str, requester_id: str, since: datetime) -> int:
        wanted = (approver_id, requester_id)
        return sum((who, asked) == wanted and at >= since for who, asked, at in self._approved)

    async def issued(self, target_id: str) -> tuple[Request, ...]:
        theirs = [each for each in self._requests.values() if each.target.id == target_id]
        return tuple(each for each in theirs if each.state is State.ISSUED)

    async def latest(self, requester_id: str, limit: int) -> tuple[Request, ...]:
        own = [each for each in self._requests.values() if each.requester.id == requester_id]
        return tuple(sorted(own, key=lambda it: (it.created, it.id), reverse=True)[:limit])

    async def change(
        self, request_id: str, step: Step, *, heeds_pause: bool = False
    ) -> Request | Refusal:
        was, now = self._requests.get(request_id), self._now()
        if was is None:
            return NoSuchRequest()
        change = step(was, now)
        if isinstance(change, Refusal):
            return change
        if heeds_pause and self._paused:
            return self._paused
        if was.state not in LIVE and self._is_busy(change.request):
            return TargetBusy(was.target)
        _check(was, change.request)
        self._move_on(change.request, now)
        self._store(change, now)
        return change.request

    async def in_states(self, states: Collection[State]) -> tuple[Request, ...]:
        found = [each for each in self._requests.values() if each.state in states]
        return tuple(sorted(found, key=lambda it: (it.created, it.id)))

    async def take_due(self, limit: int, lease: timedelta) -> tuple[Request, ...]:
        now = self._now()
        due = [(each.due, each.id) for each in self._requests.values() if each.due]
        ids = [request_id for when, request_id in sorted(due) if when <= now][:limit]
        for request_id in ids:
            self._requests[request_id] = replace(self._requests[request_id], due=now + lease)
        return tuple(self._requests[request_id] for request_id in ids)

    async def asked(self, request_id: str) -> tuple[Owed, ...]:
        named = self._requests[request_id]
        theirs = [v for v in self._views.values() if v.request_id == (named.batch_id or named.id)]
        kinds = {ViewKind.APPROVER, ViewKind.ROOM}
        return tuple(each.owed for each in theirs if each.owed.kind in kinds)

    async def due_again(self, request: Request, at: datetime) -> None:
        if self._requests[request.id].version == request.version:
            self._requests[request.id] = replace(self._requests[request.id], due=at)

    async def take_owed(self, limit: int, lease: timedelta) -> tuple[OwedView, ...]:
        now = self._now()
        owed = [
            (each.since, each.id, each)
            for each in self._views.values()
            if each.since and each.not_before <= now
        ]
        taken = sorted(owed)[:limit]
        for _, _, view in taken:
            view.not_before, view.again = now + lease, False
            view.attempts += 1
        return tuple(
            [
                OwedView(
                    view.id,
                    view.owed,
                    self._requests[view.request_id],
                    view.attempts - 1,
                    since,
                    self._others(view),
                    await self.remembered(view.owed.to),
                    await self.language(view.owed.to),
                )
                for since, _, view in taken
            ]
        )

    async def paid(self, view: OwedView, message: Message | None) -> None:
        known = self._views.get(view.id)
        if known is None:
            return
        now = self._now()
        as_shown = all(self._requests[each.id].version == each.version for each in view.batch)
        once = view.owed.kind in SENT_ONCE
        if once and known.since != view.owed_since:
            return
        settled = once or as_shown
        states = {self._requests[each.id].state for each in view.batch}
        known.not_before, known.attempts = shown_from(states, now), 0
        known.since = None if settled else now
        known.owed = replace(known.owed, message=message or known.owed.message)

    async def put_off(self, view: OwedView, wait: timedelta) -> None:
        if known := self._views.get(view.id):
            known.not_before = self._now() + wait

    async def show_again(self, view: OwedView, wait: timedelta) -> None:
        if known := self._views.get(view.id):
            now = self._now()
            known.since, known.not_before = now, now + wait
            known.attempts, known.again = 0, True

    async def drop(self, view: OwedView) -> None:
        self._views.pop(view.id, None)

    async def counts(self) -> Counts:
        number = Counter(each.state for each in self._requests.values())
        owed = [each.since for each in self._views.values() if each.since]
        longest = self._now() - min(owed) if owed else timedelta()
        return Counts({state: number[state] for state in State}, len(owed), longest)

    def _move_on(self, request: Request, now: datetime) -> None:
        for view in self._views.values():
            shows_it = view.request_id == request.id or (
                view.request_id == request.batch_id and view.owed.kind in SHOW_BATCH
            )
            if shows_it and view.attempts == 0:
                _move_on(view, request, now)

    def _others(self, view: _View) -> tuple[Request, ...]:
        if view.owed.kind not in SHOW_BATCH:
            return ()
        return self._followers(view.request_id)

    def _followers(self, lead: str) -> tuple[Request, ...]:
        theirs = [each for each in self._requests.values() if each.batch_id == lead]
        return tuple(sorted(theirs, key=lambda it: (it.target.name, it.id)))

    def _store(self, change: Change, now: datetime) -> None:
        known = self._requests.get(change.request.id)
        new = change.request.approvals[len(known.approvals) if known else 0 :]
        self._approved += [(each.by.id, change.request.requester.id, now) for each in new]
        self._requests[change.request.id] = change.request
        for owed in change.owed:
            self._owe(change.request, owed, now)
        self._write(change.event, now)

    def _owe(self, request: Request, owed: Owed, now: datetime) -> None:
        for view in self._views.values():
            same = (view.owed.kind, view.owed.to) == (owed.kind, owed.to)
            if same and view.request_id == request.id and owed.kind in SENT_ONCE:
                view.owed, view.since, view.not_before, view.attempts = owed, now, now, 0
                return
            if same and view.request_id == request.id:
                view.owed = replace(owed, message=owed.message or view.owed.message)
                return
        self._views_made += 1
        soonest = shown_from({request.state}, now) if owed.message else now
        self._views[self._views_made] = _View(self._views_made, request.id, owed, now, soonest)


def _move_on(view: _View, request: Request, now: datetime) -> None:
    soonest = shown_from({request.state}, now)
    is_behind = view.since is None and view.owed.kind not in SENT_ONCE
    if is_behind:
        view.since = now
    if is_behind or view.not_before > soonest:
        view.not_before = soonest
    view.again = False


def _check(was: Request, becomes: Request) -> None:
    kept = becomes.approvals[: len(was.approvals)] == was.approvals
    if becomes.id != was.id or becomes.version != was.version + 1 or not kept:
        raise NotNext(was.id)
    if becomes.state is not was.state and becomes.state not in NEXT[was.state]:
        raise ImpossibleStep(was.state, becomes.state)
    _check_due(becomes)


def _check_due(request: Request) -> None:
    if request.final and request.due is not None:
        raise NotNext(f"{request.id}: final, and yet due")
