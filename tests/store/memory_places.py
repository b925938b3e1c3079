"""The part of the store in memory that knows places, the pause and the audit, which limits read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.audit import Event, Happened
from bot.domain.limiting import Limit, Limits, reached
from bot.domain.refusals import LimitReached, Paused
from bot.domain.request import Request
from bot.ports import Conversation
from bot.store.journal import Recorded


@dataclass(slots=True)
class _Place:
    service_url: str
    conversation_id: str | None
    heard: datetime
    language: str | None = None


class MemoryPlaces:
    def __init__(self, offset: Callable[[], timedelta] = timedelta) -> None:
        self._offset = offset
        self._events: list[Recorded] = []
        self._places: dict[str, _Place] = {}
        self._room: _Place | None = None
        self._paused: Paused | None = None

    async def now(self) -> datetime:
        return self._now()

    async def record(self, event: Event) -> None:
        self._write(event, self._now())

    async def paused(self) -> Paused | None:
        return self._paused

    async def pause(self, by: str, event: Event) -> Paused | None:
        if self._paused:
            return self._paused
        self._paused = Paused(by, self._now())
        await self.record(event)
        return None

    async def resume(self, event: Event) -> bool:
        was_paused, self._paused = self._paused is not None, None
        if was_paused:
            await self.record(event)
        return was_paused

    async def remember(self, person_id: str, at: Conversation) -> None:
        language = at.language or await self.language(person_id)
        self._places[person_id] = _Place(at.service_url, at.id, self._now(), language)

    async def speaks(self, person_id: str, at: Conversation) -> None:
        nowhere = _Place(at.service_url, None, self._now())
        self._places.setdefault(person_id, nowhere).language = at.language

    async def language(self, person_id: str) -> str | None:
        place = self._places.get(person_id)
        return place.language if place else None

    async def forget(self, person_id: str) -> None:
        if person_id in self._places:
            self._places[person_id].conversation_id = None

    async def remembered(self, person_id: str) -> Conversation | None:
        return _conversation(self._places.get(person_id))

    async def service_url(self) -> str | None:
        heard = [*self._places.values(), *([self._room] if self._room else [])]
        return max(heard, key=lambda it: it.heard).service_url if heard else None

    async def set_room(self, room: Conversation, event: Event) -> None:
        self._room = _Place(room.service_url, room.id, self._now())
        await self.record(event)

    async def room(self) -> Conversation | None:
        return _conversation(self._room)

    async def events(self, limit: int, request_id: str | None = None) -> tuple[Recorded, ...]:
        wanted = [it for it in self._events if request_id in {None, it.event.request_id}]
        return tuple(reversed(wanted))[:limit]

    async def at_limit(self, requester_id: str, limits: Limits) -> LimitReached | None:
        return reached(limits.requester, self._asked_by(requester_id, limits.requester))

    def _limit(self, request: Request, limits: Limits) -> LimitReached | None:
        by = self._asked_by(request.requester.id, limits.requester)
        asked_for = [
            each
            for each in self._lately(limits.target)
            if each.what is Happened.REQUESTED and each.target == request.target.id
        ]
        return reached(limits.requester, by) or reached(
            limits.target, len(asked_for), request.target
        )

    def _asked_by(self, requester_id: str, limit: Limit | None) -> int:
        theirs = [each for each in self._lately(limit) if each.actor == requester_id]
        asked = [each for each in theirs if each.what is Happened.REQUESTED]
        refused = [
            each
            for each in theirs
            if each.what is Happened.REFUSED
            and each.request_id is None
            and each.facts.get("refusal") != LimitReached.__name__
        ]
        return len(asked) + len(refused)

    def _lately(self, limit: Limit | None) -> list[Event]:
        since = self._now() - (limit.window if limit else timedelta())
        return [each.event for each in self._events if each.at > since]

    def _now(self) -> datetime:
        return datetime.now(UTC) + self._offset()

    def _write(self, event: Event, now: datetime) -> None:
        self._events.append(Recorded(len(self._events) + 1, now, event))


def _conversation(place: _Place | None) -> Conversation | None:
    if place is None or place.conversation_id is None:
        return None
    return Conversation(place.service_url, place.conversation_id, place.language)
