"""Rita requests, Adam and Anna approve, Uma needs the pass."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.audit import Change, Event, Happened
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.request import Message, Request, State, Why
from bot.domain.terms import Terms
from bot.domain.views import Owed, ViewKind
from bot.ports import FirstStep, OwedView, RequestStore, Step

RITA = Person("rita-id", "Rita", "rita@contoso.com")
ADAM = Person("adam-id", "Adam", "adam@contoso.com")
ANNA = Person("anna-id", "Anna", "anna@contoso.com")
UMA = Person("uma-id", "Uma", "uma@contoso.com")

# It opens nothing.
AUDIT_KEY = "the audit key of everything that tests store"

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

CARD = Message("https://teams.test/", "chat-of-rita", "card-1")
OTHER_CARD = Message("https://teams.test/", "chat-of-rita", "card-2")

TO_RITA = Owed(ViewKind.REQUESTER, RITA.id)
TO_ADAM = Owed(ViewKind.APPROVER, ADAM.id)
OUTCOME = Owed(ViewKind.OUTCOME, RITA.id)


class TimeMachine:
    """An offset of the database's time."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def __call__(self) -> timedelta:
        return self._offset

    def forward(self, by: timedelta) -> None:
        self._offset += by


class CountedClock(TimeMachine):
    """The database's time goes a millisecond with each look, however long the machine stands."""

    def __init__(self) -> None:
        super().__init__()
        self._time = datetime.now(UTC)

    def __call__(self) -> timedelta:
        self._time += timedelta(milliseconds=1)
        return self._time - datetime.now(UTC) + super().__call__()


def asked(now: datetime, **different: Any) -> Request:
    """Rita's request for Uma, but for what is `different`."""
    plain = Request(
        id=uuid.uuid4().hex,
        requester=RITA,
        target=UMA,
        terms=Terms(),
        reason=None,
        state=State.PENDING,
        why=Why.ASKED,
        created=now,
        lapses=now + HOUR,
        changed=now,
        due=now + HOUR,
    )
    return replace(plain, **different)


def asking(*owed: Owed, **different: Any) -> FirstStep:
    def first(now: datetime) -> Change:
        request = asked(now, **different)
        return Change(request, Event(Happened.REQUESTED, RITA.id, UMA.id, request.id), owed)

    return first


def amending(*owed: Owed, **changes: Any) -> Step:
    def step(request: Request, _now: datetime) -> Change:
        return Change(
            request.amend(**changes), Event(Happened.HIDDEN, None, None, request.id), owed
        )

    return step


def advancing(to: State, *owed: Owed, **changes: Any) -> Step:
    def step(request: Request, now: datetime) -> Change:
        becomes = request.advance(to, Why.APPROVED, now, **changes)
        return Change(becomes, Event(Happened.APPROVED, ADAM.id, UMA.id, request.id), owed)

    return step


async def opened(store: RequestStore, *owed: Owed, **different: Any) -> Request:
    return stored(await store.open(asking(*owed, **different)))


def stored(answer: Request | Refusal) -> Request:
    assert isinstance(answer, Request)
    return answer


async def only_owed(store: RequestStore) -> OwedView:
    """The one view that is owed now, taken for an hour."""
    (view,) = await store.take_owed(10, HOUR)
    return view
