"""Whole stories: somebody asks, somebody approves, the code arrives, and all see the outcome."""

import asyncio
import json
import time
from dataclasses import dataclass, field

from bot import messages
from bot.domain.form import Verb
from bot.domain.people import Person
from bot.domain.request import State
from bot.sandbox.teams import BOT, Message
from bot.sandbox.teams.activities import Activities
from bot.sandbox.teams.chats import Chat
from bot.sandbox.teams.messages import Content, Json
from tests.bench.graph import NUMBER, Target
from tests.bench.load import PATH, as_sent, composer, know, requester
from tests.bench.microsoft import Microsoft, Said
from tests.bench.wire import Answer, Caller, post
from tests.store.stories import asked

REQUESTERS = 40
APPROVERS = ("adam", "ada", "nora")
PATIENCE = 20.0
OK = 200


class NotTold(Exception):  # noqa: N818 - it says what became of the story
    """A story that did not come to its end; the words say how far it came."""


@dataclass(slots=True)
class Story:
    """How far the request for one target has come. `cards` have not shown its outcome yet."""

    target: Target
    approver: str
    ready: bytes
    code: bytes
    cards: set[str] = field(default_factory=set)
    question: tuple[str, Json] | None = None
    has_code: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, said: Said) -> None:
        if said.is_new and b'"attachments"' in said.body and not self.has_code:
            self.cards.add(said.activity_id)
            if said.conversation == self.approver:
                self._note_question(said)
        elif not said.is_new and self.code in said.body:
            # This message was posted before, to wait for the code.
            self.has_code = True
            self.cards.discard(said.activity_id)
        elif not said.is_new and self.ready in said.body:
            self.cards.discard(said.activity_id)
        self.changed.set()

    @property
    def is_over(self) -> bool:
        return self.has_code and not self.cards

    def _note_question(self, said: Said) -> None:
        card = Content(json.loads(said.body)).card or {}
        for action in card.get("actions", ()):
            if action.get("verb") == Verb.APPROVE:
                self.question = (said.activity_id, action)


@dataclass(frozen=True, slots=True)
class Chatter:
    """A person with a chat, and the pen that writes that person's activities."""

    compose: Activities
    chat: Chat


class Stories:
    """Tells stories to a bot. `clicks` are the seconds from a click to its answer."""

    def __init__(self, microsoft: Microsoft) -> None:
        self._microsoft = microsoft
        self._running: dict[int, Story] = {}
        self._idle: list[Caller] = []
        self._port = 0
        self._requesters = [self._chatter(requester(microsoft, n).key) for n in range(REQUESTERS)]
        self._approvers = [self._chatter(key) for key in APPROVERS]
        self._token = microsoft.token()
        self._ready = messages.headline(
            asked(microsoft.sandbox.clock.now(), state=State.ISSUED, target=Person("", "NAME", ""))
        )
        self.clicks: list[float] = []
        self.why: list[str] = []

    def turn_to(self, port: int) -> None:
        """Tell the next stories to the bot on this port."""
        self.close()
        self._port = port
        self._running.clear()
        self._microsoft.people.hear = self._hear

    def close(self) -> None:
        """Hang up; what is said next opens connections of its own."""
        for caller in self._idle:
            caller.close()
        self._idle.clear()

    async def tell(self, _slot: int) -> bool:
        """Tell one story; return whether it came to its end, as it must within PATIENCE."""
        story = self._begin()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._tell(story)
        except (TimeoutError, NotTold) as error:
            self.why.append(f"{type(error).__name__} {error} {story.is_over} {story.has_code}")
            return False
        finally:
            self._running.pop(story.target.number, None)
        return True

    async def greet(self) -> None:
        """Let everybody write to the bot once, so that it knows their chats."""
        for person in (*self._requesters, *self._approvers):
            activity = person.compose.message(
                person.chat, "/tap help", mention=False, targeted=False
            )
            await self._send(activity)

    async def _tell(self, story: Story) -> None:
        requests = self._requesters[story.target.number % REQUESTERS]
        text = f"/tap {story.target.upn}"
        answer = await self._send(
            requests.compose.message(requests.chat, text, mention=False, targeted=False)
        )
        if answer.status >= 300:
            raise NotTold(f"the request got {answer.status}")
        while story.question is None:
            await self._next(story)
        await self._click(story, *story.question)
        while not story.is_over:
            await self._next(story)

    async def _click(self, story: Story, card_id: str, action: Json) -> None:
        approver = self._approvers[story.target.number % len(APPROVERS)]
        sent = {name: action[name] for name in ("type", "title", "verb", "data") if name in action}
        now = self._microsoft.sandbox.clock.now()
        card = Message(card_id, approver.chat.id, BOT, now, Content({}))
        value = {"action": sent, "trigger": "manual"}
        invoke = approver.compose.invoke("adaptiveCard/action", approver.chat, value, card)
        began = time.perf_counter()
        answer = await self._send(invoke)
        self.clicks.append(time.perf_counter() - began)
        if answer.status != OK or b"AdaptiveCard" not in answer.body:
            raise NotTold(f"the click got {answer.status} {answer.body[:200]!r}")

    async def _next(self, story: Story) -> None:
        await story.changed.wait()
        story.changed.clear()

    async def _send(self, activity: Json) -> Answer:
        body = as_sent(self._microsoft, activity)
        caller = self._idle.pop() if self._idle else Caller(self._port)
        answer = await caller.ask(post(PATH, self._token, body))
        self._idle.append(caller)
        return answer

    def _begin(self) -> Story:
        target = self._microsoft.answers.new_target()
        code = self._microsoft.answers.code_for(target)
        ready = self._ready.replace("NAME", target.name).encode()
        approver = self._approvers[target.number % len(APPROVERS)].chat.id
        story = self._running[target.number] = Story(target, approver, ready, code.encode())
        return story

    def _hear(self, said: Said) -> None:
        found = NUMBER.search(said.body)
        if found and (story := self._running.get(int(found[1]))):
            story.hear(said)

    def _chatter(self, key: str) -> Chatter:
        person = self._microsoft.sandbox.tenant.person(key)
        know(self._microsoft, person)
        chat = self._microsoft.sandbox.teams.chats.personal(key)
        return Chatter(composer(self._microsoft, person), chat)


async def at_pace(stories: Stories, per_second: float, seconds: float) -> "Paced":
    """Begin so many stories a second, whether or not the ones before have come to their end."""
    began, told = time.perf_counter(), Paced(per_second, seconds)
    async with asyncio.TaskGroup() as group:
        for number in range(int(per_second * seconds)):
            await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
            group.create_task(told.one(stories))
    told.took = time.perf_counter() - began
    return told


@dataclass(slots=True)
class Paced:
    """What came of stories at a pace. `took` is how long it was until the last had its end."""

    per_second: float
    seconds: float
    took: float = 0.0
    done: int = 0
    failed: int = 0
    times: list[float] = field(default_factory=list)

    @property
    def sustained(self) -> float:
        """Stories a second, from the first request until the last outcome but one story's time.

        That is the shortest's: where more and more is left to do, all others take longer than that.
        """
        return self.done / max(self.seconds, self.took - min(self.times, default=0.0))

    async def one(self, stories: Stories) -> None:
        began = time.perf_counter()
        good = await stories.tell(0)
        self.times.append(time.perf_counter() - began)
        self.done += good
        self.failed += not good
