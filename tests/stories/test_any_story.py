"""Whatever people click, and whatever Graph answers: what never bends does not bend.

Hypothesis plays the people, the clock and Graph against one bot over HTTP, and shortens what goes
wrong to the fewest steps. The draws are the same in every run; `HYPOTHESIS_STEPS=50` in the
environment looks further, with new ones.
"""

import asyncio
import json
import os
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.audit import Happened
from bot.domain.request import Request, State
from bot.domain.rules import Delivery, Desk
from bot.sandbox.passes import Pass
from bot.sandbox.server import Sandbox
from bot.sandbox.teams import BOT, Message
from bot.sandbox.teams.buttons import Button, ClientRefusalError, buttons
from bot.store.archive import open_archive
from tests.stories.town import Town, desk_of, town_at

REQUESTERS, APPROVERS, TARGETS = ("rita", "rob"), ("adam", "ada"), ("uma", "una", "johndoe")
PEOPLE = (*REQUESTERS, *APPROVERS)
WORDS_OF = {
    "uma": "uma@contoso.com",
    "una": "una@contoso.com",
    "johndoe": "johndoe@contoso.onmicrosoft.com",
}
PASSES = "temporaryAccessPassMethods"
FAULTS: tuple[dict[str, Any], ...] = (
    {"method": "POST", "path": PASSES, "status": 503},
    {"method": "POST", "path": PASSES, "status": 504, "after_work": True},
    {"method": "POST", "path": PASSES, "cut": True, "after_work": True},
    {"method": "POST", "path": PASSES, "status": 429, "retry_after": 1},
    {"method": "POST", "path": "batch", "status": 503},
    {"method": "DELETE", "path": PASSES, "status": 503},
)
# Which row of the audit must be there for a request to be in this state.
ROWS = {
    State.PENDING: Happened.REQUESTED,
    State.APPROVED: Happened.APPROVED,
    State.ISSUING: Happened.CLAIMED,
    State.ISSUED: Happened.DELIVERED,
    State.REVOKING: Happened.REVOKING,
    State.DENIED: Happened.DENIED,
    State.CANCELLED: Happened.CANCELLED,
    State.LAPSED: Happened.LAPSED,
    State.FAILED: Happened.FAILED,
    State.USED: Happened.USED,
    State.ENDED: Happened.ENDED,
    State.REVOKED: Happened.REVOKED,
}
# What there is to choose from depends on how fast the bot is, and what is drawn must not.
ANY_OF_THEM = st.integers(0, 999)
SOON = timedelta(minutes=6)
STEPS = int(os.environ.get("HYPOTHESIS_STEPS", "0"))


class AnyStory(RuleBasedStateMachine):
    """A town of its own for each story."""

    delivery: ClassVar[Delivery]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.town: Town = self.run(self._open())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run(work)

    async def _open(self) -> Town:
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())

        def desk(sandbox: Sandbox) -> Desk:
            return replace(desk_of(sandbox), delivery=self.delivery)

        return await self.stack.enter_async_context(town_at(Path(folder), desk))

    @initialize(person=st.sampled_from(TARGETS))
    def begin(self, person: str) -> None:
        self.ask("rita", [person], "")
        self.run(self.town.client("adam").sees("Approve"))

    @rule(by=st.sampled_from(APPROVERS))
    def approve(self, by: str) -> None:
        """What approvers mostly do: the newest card first."""
        cards = [each for each in self._clickable() if each[0] == by and each[2].title == "Approve"]
        if cards:
            self.run(self._click_at_once(*cards[-1], 1))

    @rule(
        by=st.sampled_from(PEOPLE),
        people=st.lists(st.sampled_from(TARGETS), min_size=1, max_size=2, unique=True),
        more=st.sampled_from(["", " --once", " --lifetime 1h", " --start in 2h"]),
    )
    def ask(self, by: str, people: list[str], more: str) -> None:
        words = " ".join(WORDS_OF[each] for each in people)
        self.run(self.town.client(by).say(f"/tap {words}{more}"))

    @rule(which=ANY_OF_THEM, times=st.integers(1, 2))
    def click(self, which: int, times: int) -> None:
        """Any button about a request, as it is shown now or once was, once or twice at once."""
        choices = list(self._clickable())
        if choices:
            key, message, button = choices[which % len(choices)]
            self.run(self._click_at_once(key, message, button, times))

    @rule(which=ANY_OF_THEM)
    def click_in_dialog(self, which: int) -> None:
        choices = [
            (key, button.title)
            for key in PEOPLE
            if (dialog := self.town.client(key).dialog)
            for button in buttons(dialog.card)
            if button.kind == "Action.Submit"
        ]
        if choices:
            key, title = choices[which % len(choices)]
            self.run(self._quietly(lambda: self.town.client(key).submit_dialog(title)))

    @rule(by=st.sampled_from(PEOPLE), verb=st.sampled_from(["cancel", "revoke"]), which=ANY_OF_THEM)
    def say_of_a_request(self, by: str, verb: str, which: int) -> None:
        requests = self.run(self._requests())
        if requests:
            chosen = requests[which % len(requests)]
            self.run(self.town.client(by).say(f"/tap {verb} {chosen.id}"))

    @rule(by=st.sampled_from(APPROVERS), verb=st.sampled_from(["pause", "resume"]))
    def pause_or_resume(self, by: str, verb: str) -> None:
        self.run(self.town.client(by).say(f"/tap {verb}"))

    @rule(minutes=st.sampled_from([1, 3, 11, 31, 61, 130]))
    def wait(self, minutes: int) -> None:
        self.run(self.town.all_is_shown())
        self.town.sandbox.clock.move(timedelta(minutes=minutes))

    @rule(fault=st.sampled_from(FAULTS))
    def graph_fails_once(self, fault: dict[str, Any]) -> None:
        self.town.sandbox.faults.add("graph", times=1, **fault)

    @rule(person=st.sampled_from(TARGETS))
    def use_the_pass(self, person: str) -> None:
        found = self.town.person(person)
        self.town.sandbox.tenant.passes.use(found.id, self.town.sandbox.clock.now())

    @rule(person=st.sampled_from(TARGETS))
    def somebody_else_deletes_the_pass(self, person: str) -> None:
        found = self.town.person(person)
        self.town.sandbox.tenant.passes.remove(found.id, self.town.sandbox.clock.now())

    @invariant()
    def a_code_is_seen_by_one_approver_at_most(self) -> None:
        chats = self.town.sandbox.teams.chats
        seen = {key: chats.everything_seen_by(key) for key in (*PEOPLE, *TARGETS)}
        for made in self._passes():
            code = json.dumps(made.code, ensure_ascii=False)[1:-1]
            readers = {key for key, everything in seen.items() if code in everything}
            assert len(readers) <= 1
            assert readers <= set(APPROVERS)

    def teardown(self) -> None:
        try:
            self.run(self._comes_to_its_end())
        finally:
            self.run(self.stack.aclose())
            self.loop.close()

    async def _comes_to_its_end(self) -> None:
        self.town.sandbox.faults.clear()
        await self.town.client("adam").say("/tap resume")
        await self._comes_to_rest()
        await self._no_pass_lives_without_its_request()
        # Whatever still waits for people or for its start comes to its end.
        for _ in range(2):
            self.town.sandbox.clock.move(timedelta(hours=3))
            await self._comes_to_rest()
        await self._everything_is_on_the_record()

    def _clickable(self) -> Iterator[tuple[str, Message, Button]]:
        for key in PEOPLE:
            for message in self.town.client(key).messages:
                if message.sender == BOT and not message.deleted:
                    for content in message.contents:
                        shown = replace(message, content=content)
                        yield from (
                            (key, shown, each)
                            for each in buttons(content.card or {})
                            if "request" in each.action.get("data", {})
                        )

    async def _click_at_once(self, key: str, message: Message, button: Button, times: int) -> None:
        client = self.town.client(key)
        click = client.click if button.kind == "Action.Execute" else client.submit
        if button.kind in {"Action.Execute", "Action.Submit"}:
            again = (self._quietly(lambda: click(message, button.title)) for _ in range(times))
            await asyncio.gather(*again)

    async def _quietly(self, act: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """What the person's own client refuses, such as an empty form, never reaches the bot."""
        with suppress(ClientRefusalError, LookupError):
            await act()

    def _passes(self) -> list[Pass]:
        people = [self.town.person(key).id for key in TARGETS]
        return [one for each in people for one in self.town.sandbox.tenant.passes.ever(each)]

    async def _requests(self) -> tuple[Request, ...]:
        return await self.town.store.in_states(tuple(State))

    async def _comes_to_rest(self) -> None:
        """Nothing moves, and nothing is to be looked after before some minutes have passed."""
        async with asyncio.timeout(60):
            while True:
                now = await self.town.store.now()
                busy = any(_is_busy(each, now) for each in await self._requests())
                if not busy and not (await self.town.store.counts()).views_owed:
                    return
                await asyncio.sleep(0.05)

    async def _no_pass_lives_without_its_request(self) -> None:
        now = self.town.sandbox.clock.now()
        alive = {one.id for one in self._passes() if one.exists(now) and now < one.ends}
        requests = await self._requests()
        owners = [each for each in requests if each.made and each.made.id in alive]
        assert {each.made.id for each in owners if each.made} == alive
        assert all(each.state in {State.ISSUED, State.USED} for each in owners)

    async def _everything_is_on_the_record(self) -> None:
        # A text that was answered late may have stored a request just now.
        requests, now = await self._requests(), await self.town.store.now()
        events = [row.event for row in await self.town.store.events(100_000)]
        for request in requests:
            mine = [each for each in events if each.request_id == request.id]
            assert ROWS[request.state] in {each.what for each in mine}
            made = [each for each in mine if each.what is Happened.MADE]
            said_yes = {each.actor for each in mine if each.what is Happened.APPROVED}
            assert len(made) <= 1 or self.delivery is Delivery.DIALOG
            assert not made or said_yes - {request.requester.id, request.target.id}
            assert request.final or not _is_busy(request, now)
        async with open_archive(f"sqlite:///{self.town.database}", None) as archive:
            await archive.check()


def _is_busy(request: Request, now: datetime) -> bool:
    """Whether the bot has something to do for it now, or in a moment."""
    if request.state is State.PENDING:
        return request.lapses <= now
    if request.state is State.ISSUED:
        return request.made is not None and request.made.end <= now
    return request.due is not None and request.due <= now + SOON


class InTheChat(AnyStory):
    delivery = Delivery.CHAT


class InADialog(AnyStory):
    delivery = Delivery.DIALOG


stories = settings(
    max_examples=STEPS or 6,
    stateful_step_count=STEPS or 20,
    derandomize=not STEPS,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestInTheChat = InTheChat.TestCase
TestInTheChat.settings = stories
TestInADialog = InADialog.TestCase
TestInADialog.settings = stories
