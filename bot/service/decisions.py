"""An approver decides. Every check is made at the moment of the click, by object id."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.domain import afterwards, checks, life
from bot.domain.choosing import chosen
from bot.domain.demands import Demands, How
from bot.domain.people import Person
from bot.domain.refusals import (
    CannotReachYou,
    NoSuchRequest,
    NotApprover,
    OwnPass,
    OwnRequest,
    Refusal,
)
from bot.domain.request import Approval, Request, State
from bot.domain.rules import Desk, Pace
from bot.domain.survey import Survey
from bot.ports import Directory, Notifier, RequestStore, TeamsFailed, Unreachable
from bot.service.asking import known
from bot.service.clicks import Clicks
from bot.service.issuing import Checked, Issuing
from bot.service.points import Point


@dataclass(frozen=True, slots=True)
class Decided:
    """A batch as it is after the click, and what was refused of it."""

    batch: tuple[Request, ...]
    refused: tuple[tuple[Request, Refusal], ...] = ()


@dataclass(frozen=True, slots=True)
class _Click:
    """What was clicked on: these of the batch, and everybody concerned as they are now."""

    clicker_id: str
    batch: tuple[Request, ...]
    chosen: tuple[Request, ...]
    survey: Survey

    def __iter__(self) -> Iterator[tuple[Request, Survey]]:
        """Each request with a survey of its own target."""
        for request, found in zip(self.chosen, self.survey.targets, strict=True):
            yield request, replace(self.survey, targets=(found,))


@dataclass(frozen=True, slots=True)
class _Checked:
    """A click that may count for one request; `by_now` only where it is not decided."""

    clicker: Person
    demands: Demands
    by_now: Checked | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """What an approver can do. Denied clicks are written to the audit.

    `rows` are the ids of the requests that were ticked on the card of a batch, None on a card
    without ticks. Each request is decided by itself; what is refused to all of them in the same
    words is the whole answer.
    """

    directory: Directory
    store: RequestStore
    notifier: Notifier
    clicks: Clicks
    issuing: Issuing
    desk: Desk
    pace: Pace

    async def approve(
        self,
        clicker_id: str,
        request_id: str,
        how: How | None = None,
        rows: Collection[str] | None = None,
    ) -> Decided | Refusal:
        """Count the approvals; the last one needed starts an issue. Raises DirectoryFailed."""
        click = await self._click(clicker_id, request_id, rows)
        if isinstance(click, Refusal):
            return click
        checked = await self._checked(click)
        self.clicks.watch.reach(Point.CHECKED)
        answers = [
            await self._approve(clicker_id, request, each, how)
            for request, each in zip(click.chosen, checked, strict=True)
        ]
        return await self._decided(click, answers)

    async def deny(
        self,
        clicker_id: str,
        request_id: str,
        note: str | None,
        rows: Collection[str] | None = None,
    ) -> Decided | Refusal:
        """Raises DirectoryFailed."""
        click = await self._click(clicker_id, request_id, rows)
        if isinstance(click, Refusal):
            return click
        answers = [await self._deny(clicker_id, each, note, survey) for each, survey in click]
        return await self._decided(click, answers)

    async def done(self, clicker_id: str, request_id: str) -> Request | Refusal:
        """The approver has read the code out: hide it. Only who received it can."""
        request = await self.store.get(request_id)
        receiver = request.decided_by if request else None
        if request is None or receiver is None or receiver.id != clicker_id:
            return await self.clicks.refuse(clicker_id, request_id, NoSuchRequest())
        if not request.shows_code:
            return request
        step = partial(afterwards.hide, by=receiver)
        return await self.clicks.change(clicker_id, request_id, step, Point.HIDDEN)

    async def _click(
        self, clicker_id: str, request_id: str, rows: Collection[str] | None
    ) -> _Click | Refusal:
        batch = await self.store.batch(request_id)
        picked = chosen(batch, rows)
        if isinstance(picked, Refusal):
            return await self._nothing_chosen(clicker_id, request_id, batch, picked)
        if rows is not None and len(picked) < len({*rows}):
            await self.clicks.refuse(clicker_id, request_id, NoSuchRequest())
        voters = (given.by.id for each in picked for given in each.approvals)
        people = {clicker_id, *(each.requester.id for each in picked), *voters}
        survey = await self.directory.survey(people, [each.target.id for each in picked])
        return _Click(clicker_id, batch, picked, survey)

    async def _nothing_chosen(
        self, clicker_id: str, request_id: str, batch: Sequence[Request], refusal: Refusal
    ) -> Refusal:
        # Who is no approver gets one answer, whether there is such a request or not.
        who = await known(self.directory, clicker_id)
        if batch:
            is_one = checks.decider(batch[0], clicker_id, who) is not None
        else:
            is_one = checks.is_approver(self.desk, who)
        told = refusal if is_one else NotApprover()
        return await self.clicks.refuse(clicker_id, request_id, told)

    async def _checked(self, click: _Click) -> list[_Checked | Refusal]:
        now = await self.store.now()
        found = [self._may_approve(click.clicker_id, each, survey, now) for each, survey in click]
        counts = [isinstance(each, _Checked) and each.by_now is not None for each in found]
        if any(counts) and not await self._can_receive(click.clicker_id):
            return [
                CannotReachYou() if would else each
                for each, would in zip(found, counts, strict=True)
            ]
        return found

    def _may_approve(
        self, clicker_id: str, request: Request, survey: Survey, now: datetime
    ) -> _Checked | Refusal:
        clicker = _may_decide(clicker_id, request, survey)
        if isinstance(clicker, Refusal):
            return clicker
        if request.state is not State.PENDING:
            # The step says what became of it.
            return _Checked(clicker, request.brief.demands, None)
        granted = checks.still_granted(request, survey, self.desk, now)
        if isinstance(granted, Refusal):
            return granted
        demands = checks.may_approve(request, clicker_id, survey, granted)
        if isinstance(demands, Refusal):
            return demands
        passes = granted.candidate.passes
        return _Checked(clicker, demands, Checked(passes, asyncio.get_running_loop().time()))

    async def _can_receive(self, clicker_id: str) -> bool:
        try:
            await self.notifier.open_personal(clicker_id)
        except (Unreachable, TeamsFailed):
            return False
        return True

    async def _approve(
        self, clicker_id: str, request: Request, checked: _Checked | Refusal, how: How | None
    ) -> Request | Refusal:
        if isinstance(checked, Refusal):
            return await self.clicks.refuse(clicker_id, request.id, checked)
        approval = Approval(checked.clicker, how)
        step = partial(life.approve, approval=approval, demands=checked.demands, pace=self.pace)
        approved = await self.clicks.change(
            clicker_id, request.id, step, Point.APPROVED, heeds_pause=True
        )
        if isinstance(approved, Request) and approved.state is State.APPROVED:
            self.issuing.start(request.id, checked.by_now)
        return approved

    async def _deny(
        self, clicker_id: str, request: Request, note: str | None, survey: Survey
    ) -> Request | Refusal:
        clicker = _may_decide(clicker_id, request, survey)
        if isinstance(clicker, Refusal):
            return await self.clicks.refuse(clicker_id, request.id, clicker)
        step = partial(life.deny, by=clicker, note=note)
        return await self.clicks.change(clicker_id, request.id, step, Point.DENIED)

    async def _decided(
        self, click: _Click, answers: Sequence[Request | Refusal]
    ) -> Decided | Refusal:
        first = answers[0]
        if isinstance(first, Refusal) and all(each == first for each in answers):
            return first
        if len(click.batch) == 1 and isinstance(first, Request):
            return Decided((first,))
        refused = tuple(
            (request, answer)
            for request, answer in zip(click.chosen, answers, strict=True)
            if isinstance(answer, Refusal)
        )
        return Decided(await self.store.batch(click.batch[0].id), refused)


def _may_decide(clicker_id: str, request: Request, survey: Survey) -> Person | Refusal:
    clicker = checks.decider(request, clicker_id, survey.people[clicker_id])
    if clicker is None:
        return NotApprover()
    if clicker_id == request.requester.id:
        return OwnRequest()
    return OwnPass() if clicker_id == request.target.id else clicker
