"""What the use cases need of the records."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.audit import Change, Event
from bot.domain.limiting import UNLIMITED, Limits
from bot.domain.refusals import LimitReached, Paused, Refusal
from bot.domain.request import Message, Request, State
from bot.domain.views import Owed
from bot.ports.microsoft import Conversation


@dataclass(frozen=True, slots=True)
class OwedView:
    """A view taken to be paid, with the request as it is now; earlier attempts may have arrived.

    `others` are the rest of the request's batch, where a view of this kind shows it. `chat` is the
    reader's with the bot and `language` what they speak, as far as they are known.
    """

    id: int
    owed: Owed
    request: Request
    attempts: int
    owed_since: datetime
    others: tuple[Request, ...] = ()
    chat: Conversation | None = None
    language: str | None = None

    @property
    def batch(self) -> tuple[Request, ...]:
        return (self.request, *self.others)


Step = Callable[[Request, datetime], Change | Refusal]
FirstStep = Callable[[datetime], Change]
BatchStep = Callable[[datetime, Sequence[Request]], Change]


class RequestStore(Protocol):
    """Requests, their audit and the views owed. All times are the database's."""

    async def now(self) -> datetime: ...

    async def open(self, first: FirstStep) -> Request | Refusal:
        """Store a new request with its audit row and views; TargetBusy if the target has one.

        `first` gets the transaction's time.
        """
        ...

    async def open_all(
        self, steps: Sequence[BatchStep], limits: Limits = UNLIMITED
    ) -> tuple[Request | Refusal, ...]:
        """As `open` for each in turn, in one transaction; a step gets those stored before it.

        LimitReached for each that goes beyond the limits, over all replicas.
        """
        ...

    async def at_limit(self, requester_id: str, limits: Limits) -> LimitReached | None:
        """Whether the requester may not ask any more now, whatever they ask.

        What they asked counts, and each of their refusals but that of a limit.
        """
        ...

    async def made_another(self, request: Request) -> bool:
        """Whether the bot has begun to make the target a pass since it made this request's."""
        ...

    async def last_pass(self, target_id: str, since: datetime) -> datetime | None:
        """When the bot last made a pass for this person, if that was since then."""
        ...

    async def get(self, request_id: str) -> Request | None: ...

    async def batch(self, request_id: str) -> tuple[Request, ...]:
        """All requests that were asked together with this one; whose cards show them comes first.

        The request alone where it was asked alone; nothing where there is none with this id.
        """
        ...

    async def approved_before(self, approver_id: str, requester_id: str, since: datetime) -> int:
        """How many of the requester's requests the approver approved since then."""
        ...

    async def issued(self, target_id: str) -> tuple[Request, ...]:
        """The requests whose pass this person has, as far as the bot knows."""
        ...

    async def latest(self, requester_id: str, limit: int) -> tuple[Request, ...]:
        """The requester's own requests, newest first."""
        ...

    async def change(
        self, request_id: str, step: Step, *, heeds_pause: bool = False
    ) -> Request | Refusal:
        """Lock the request, ask `step` what becomes of it, and store that with its audit row.

        All in one transaction, with the transaction's time. A Refusal from `step` changes nothing
        (the caller records it) and is handed back, as is NoSuchRequest. Views that show the request
        are owed again whenever its version moved on. With `heeds_pause` Paused refuses every
        change. TargetBusy is the answer where a request would be live again, and its target has
        another live one by now.
        """
        ...

    async def paused(self) -> Paused | None: ...

    async def pause(self, by: str, event: Event) -> Paused | None:
        """Stop every issue on all replicas. One that stands is handed back; `by` is a name."""
        ...

    async def resume(self, event: Event) -> bool: ...

    async def record(self, event: Event) -> None:
        """An audit row without a change: a refusal, a denied click."""
        ...

    async def in_states(self, states: Collection[State]) -> tuple[Request, ...]:
        """Every request in one of these states, oldest first."""
        ...

    async def asked(self, request_id: str) -> tuple[Owed, ...]:
        """The APPROVER and ROOM views by which people were asked to decide this request."""
        ...

    async def due_again(self, request: Request, at: datetime) -> None:
        """Have it looked at again then, unless it has moved on meanwhile."""
        ...

    async def take_due(self, limit: int, lease: timedelta) -> tuple[Request, ...]:
        """Requests whose `due` has passed; each is due again after `lease` unless it changes."""
        ...

    async def take_owed(self, limit: int, lease: timedelta) -> tuple[OwedView, ...]:
        """Views whose request has moved on since they were last paid, oldest first.

        Nobody else gets them for `lease`.
        """
        ...

    async def paid(self, view: OwedView, message: Message | None) -> None:
        """The view shows its requests as of their versions in it; None where nothing was to do."""

    async def put_off(self, view: OwedView, wait: timedelta) -> None:
        """Try to pay again after `wait`."""

    async def show_again(self, view: OwedView, wait: timedelta) -> None:
        """It was shown, and is to be once more: after `wait`, or when the request moves on."""

    async def drop(self, view: OwedView) -> None:
        """Nobody is owed this view any more."""

    async def remember(self, person_id: str, at: Conversation) -> None:
        """The personal conversation through which a person was last heard or reached.

        A language that was known before stays where `at` has none.
        """
        ...

    async def speaks(self, person_id: str, at: Conversation) -> None:
        """Only the language of a person who was heard where they are not written to."""
        ...

    async def language(self, person_id: str) -> str | None:
        """In which language the person was last heard, forgotten or not."""
        ...

    async def forget(self, person_id: str) -> None: ...

    async def remembered(self, person_id: str) -> Conversation | None: ...

    async def service_url(self) -> str | None:
        """Teams' address as it was last heard from anybody; None before that."""
        ...

    async def set_room(self, room: Conversation, event: Event) -> None:
        """The approvals conversation; a later one takes its place."""
        ...

    async def room(self) -> Conversation | None: ...
