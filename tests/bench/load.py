"""The load: so many turns in flight, each counted when both the answer and the reply are there."""

import asyncio
import itertools
import json
import math
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.sandbox.cast import hire
from bot.sandbox.teams.activities import Activities
from bot.sandbox.teams.messages import Json
from bot.sandbox.tenant import Person
from tests.bench.microsoft import Microsoft, Said
from tests.bench.processes import Started
from tests.bench.wire import Caller, post

PATH = "/api/messages"
UNAUTHORIZED = 401
# What is still in flight after a window is waited for so long, and then counts as unanswered.
DRAIN = 15.0
_MARK = "the-id-of-this-activity"


@dataclass(frozen=True, slots=True)
class Rush:
    """How hard a program is pushed: so many at once, for so long or until so many were begun.

    What is done within the first `ramp` seconds is not counted.
    """

    at_once: int
    seconds: float
    most: int | None = None
    ramp: float = 0.0


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of it. Times in seconds; `done` were done within `seconds`, `failed` in all."""

    seconds: float
    done: int
    failed: int
    times: Sequence[float] = field(repr=False)
    cpu: float
    load_cpu: float

    @property
    def per_second(self) -> float:
        return self.done / self.seconds if self.seconds > 0 else 0.0

    def percentile(self, share: float) -> float:
        return percentile(self.times, share)

    @property
    def cpu_per_turn(self) -> float:
        return self.cpu / len(self.times) if self.times else 0.0


def percentile(times: Sequence[float], share: float) -> float:
    return sorted(times)[math.ceil(share * len(times)) - 1] if times else 0.0


Work = Callable[[int], Awaitable[bool]]


class _Shift:
    """The hands that push for one window."""

    def __init__(self, work: Work, rush: Rush) -> None:
        self._work = work
        self._rush = rush
        self._begun = self.done = self.failed = 0
        self.times: list[float] = []
        self._open: dict[int, float] = {}
        self._start = self._last = time.perf_counter()

    @property
    def seconds(self) -> float:
        """How long it was counted: less than was meant where the most had been done before."""
        return min(self._rush.seconds, self._last - self._start) - self._rush.ramp

    async def run(self) -> None:
        hands = [asyncio.create_task(self._hand(slot)) for slot in range(self._rush.at_once)]
        _, late = await asyncio.wait(hands, timeout=self._rush.seconds + DRAIN)
        for task in late:
            task.cancel()
        self.failed += len(late)
        await asyncio.gather(*hands, return_exceptions=True)
        if self._is_over:
            self._last = self._start + self._rush.seconds

    @property
    def _counts_from(self) -> float:
        return self._start + self._rush.ramp

    @property
    def _is_over(self) -> bool:
        return time.perf_counter() >= self._start + self._rush.seconds

    async def _hand(self, slot: int) -> None:
        while not self._is_over and (self._rush.most is None or self._begun < self._rush.most):
            self._begun += 1
            began = time.perf_counter()
            try:
                good = await self._work(slot)
            except OSError:
                good = False
            finally:
                self._last = time.perf_counter()
                self.times.append(self._last - began)
            self.failed += not good
            self.done += good and self._last >= self._counts_from and not self._is_over


async def push(started: Started, work: Work, rush: Rush) -> Pushed:
    shift, before, own = _Shift(work, rush), started.used, time.process_time()
    began = time.perf_counter()
    await shift.run()
    took = time.perf_counter() - began
    cpu = started.used.cpu - before.cpu
    busy = (time.process_time() - own) / took
    return Pushed(shift.seconds, shift.done, shift.failed, shift.times, cpu, busy)


class Turns:
    """Says `/tap help` to a bot, as a person of its own in each slot."""

    def __init__(self, microsoft: Microsoft, started: Started, slots: int) -> None:
        self._callers = [Caller(started.port) for _ in range(slots)]
        self._microsoft = microsoft
        self._saying = [_saying(microsoft, slot) for slot in range(slots)]
        self._numbers = itertools.count(int(time.time() * 1000))
        self._replies: dict[str, asyncio.Future[None]] = {}
        self._tokens: Iterator[str] = itertools.repeat(microsoft.token())

    def listen(self) -> None:
        """Hear from now on what the bot says."""
        self._microsoft.people.hear = self._hear

    def use(self, tokens: Iterator[str]) -> None:
        self._tokens = tokens

    async def help(self, slot: int) -> bool:
        """Return whether the message was accepted and replied to."""
        chat, activity = self._saying[slot]
        reply = self._replies[chat] = asyncio.get_running_loop().create_future()
        body = activity.replace(_MARK.encode(), str(next(self._numbers)).encode())
        answer = await self._callers[slot].ask(post(PATH, next(self._tokens), body))
        if answer.status >= 300:
            return False
        await reply
        # The connector's answer takes as long again for the bot as its latency is.
        await asyncio.sleep(self._microsoft.connector.latency)
        return True

    async def unsigned(self, slot: int) -> bool:
        """Return whether a request without a token was refused."""
        answer = await self._callers[slot].ask(post(PATH, None, self._saying[slot][1]))
        return answer.status == UNAUTHORIZED

    async def is_guarded(self) -> bool:
        """Whether the bot heeds nobody without a token, nor with one that a stranger signed."""
        chat, activity = self._saying[0]
        for token in (None, self._microsoft.token(key=self._microsoft.stranger)):
            reply = self._replies[chat] = asyncio.get_running_loop().create_future()
            answer = await self._callers[0].ask(post(PATH, token, activity))
            with suppress(TimeoutError):
                await asyncio.wait_for(reply, 0.3)
                return False
            if answer.status < 400:
                return False
        return True

    def close(self) -> None:
        for caller in self._callers:
            caller.close()

    def _hear(self, said: Said) -> None:
        waiting = self._replies.get(said.conversation)
        if waiting is not None and not waiting.done() and b'"attachments"' in said.body:
            waiting.set_result(None)


def _saying(microsoft: Microsoft, slot: int) -> tuple[str, bytes]:
    """Return the chat of this slot's person, and what is said there."""
    person = requester(microsoft, slot)
    chat = microsoft.people.chats[person.id]
    activity = composer(microsoft, person).message(
        microsoft.sandbox.teams.chats.personal(person.key),
        "/tap help",
        mention=False,
        targeted=False,
    )
    return chat, as_sent(microsoft, activity | {"id": _MARK})


def requester(microsoft: Microsoft, number: int) -> Person:
    """Return one of many people of the help desk, who is hired when first asked for."""
    key, tenant = f"requester{number:03d}", microsoft.sandbox.tenant
    if key not in tenant.people:
        tenant.groups["requesters"].members.add(hire(tenant, key, f"Rita {number:03d}").id)
        know(microsoft, tenant.people[key])
    return tenant.people[key]


def know(microsoft: Microsoft, person: Person) -> None:
    """Let the connector know the person's chat with the bot."""
    microsoft.people.chats[person.id] = microsoft.sandbox.teams.chats.personal(person.key).id


def composer(microsoft: Microsoft, person: Person) -> Activities:
    sandbox = microsoft.sandbox
    return Activities(
        sandbox.tenant, sandbox.clock, sandbox.teams.chats, sandbox.teams.keys, person
    )


def as_sent(microsoft: Microsoft, activity: Json) -> bytes:
    return json.dumps(activity | {"serviceUrl": microsoft.service_url}).encode()
