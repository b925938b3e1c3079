"""Three replicas and a busy morning: everybody clicks everything twice, and one replica dies."""

import asyncio
import random
from collections.abc import Coroutine, Iterable
from typing import Any

from bot.domain.request import State
from bot.messages import labels
from bot.sandbox.cast import hire
from bot.sandbox.teams import Message
from tests.chaos.case import Case, Scene
from tests.chaos.people import button, is_about

REPLICAS = 3
# So many people act at the same moment.
HANDS = 12
PATIENCE = 240
# Of 0.3 s each: who hears nothing for that long asks again.
PATIENT_LOOKS = 40


def crowd(targets: int = 200, approvers: int = 20, requesters: int = 10) -> Case:
    async def play(scene: Scene) -> None:
        morning = Morning(scene, targets, approvers, requesters)
        await morning.play()

    name = f"{REPLICAS} replicas, {targets} requests, {approvers} approvers, one replica dies"
    return Case(name, play, frozenset(), on_postgresql=True, longest=2 * PATIENCE)


class Morning:
    def __init__(self, scene: Scene, targets: int, approvers: int, requesters: int) -> None:
        self._scene = scene
        self._chance = random.Random(20261124)  # noqa: S311 - the same morning in every run
        self._hands = asyncio.Semaphore(HANDS)
        self._targets = self._hired("target", targets)
        self._approvers = self._hired("approver", approvers)
        self._requesters = self._hired("requester", requesters)
        groups = scene.sandbox.tenant.groups
        groups["approvers"].members = self._ids(self._approvers)
        groups["requesters"].members = self._ids(self._requesters)

    async def play(self) -> None:
        scene = self._scene
        await asyncio.gather(*(scene.bots.start(approvers_asked=3) for _ in range(REPLICAS)))
        await self._all(scene.people.install(key) for key in self._approvers + self._requesters)
        clicking = [asyncio.create_task(self._click_all(key)) for key in self._approvers]
        killing = asyncio.create_task(self._kill_in_the_middle())
        await self._all(
            self._ask(self._requesters[place % len(self._requesters)], target)
            for place, target in enumerate(self._targets)
        )
        await killing
        await scene.rest(PATIENCE)
        for task in clicking:
            task.cancel()
        await asyncio.gather(*clicking, return_exceptions=True)
        await self._count()

    async def _ask(self, key: str, target: str) -> None:
        """Whoever asks for many hears of the others meanwhile, which is no answer to this."""
        people, looks = self._scene.people, 0
        while not people.has_heard_of(key, target):
            if looks % PATIENT_LOOKS == 0:
                self._scene.bots.next()
                await people.ask(key, target)
            looks += 1
            # Looking through all that was said is work, so it is done a few times a second.
            await asyncio.sleep(0.3)

    async def _click_all(self, key: str) -> None:
        """Click on whatever can be clicked, twice at once, mostly to approve."""
        while True:
            cards = [
                each
                for each in self._scene.people.client(key).messages
                if is_about(each, "", button(labels.APPROVE))
            ]
            self._chance.shuffle(cards)
            for card in cards[:2]:
                title = self._chance.choice([labels.APPROVE] * 5 + [labels.DENY_NOW])
                await asyncio.gather(self._click(key, card, title), self._click(key, card, title))
            await asyncio.sleep(self._chance.random() / 2)

    async def _click(self, key: str, card: Message, title: str) -> None:
        async with self._hands:
            self._scene.bots.next()
            await self._scene.people.client(key).click(card, title)

    async def _kill_in_the_middle(self) -> None:
        people, passes = self._ids(self._targets), self._scene.sandbox.tenant.passes
        while sum(bool(passes.ever(each)) for each in people) < len(people) // 3:
            await asyncio.sleep(0.1)
        self._scene.bots.kill_one()

    async def _count(self) -> None:
        """Every target has one request, and it has come to an end."""
        books = await self._scene.books()
        ends = [each for each in books.requests if each.final or each.state is State.ISSUED]
        wanted = len(self._targets)
        if (len(ends), len({each.target.id for each in ends})) != (wanted, wanted):
            self._scene.amiss.append(f"{len(ends)} outcomes for {wanted} targets")

    def _hired(self, word: str, number: int) -> list[str]:
        keys = [f"{word}{place}" for place in range(1, number + 1)]
        for key in keys:
            hire(self._scene.sandbox.tenant, key, key.capitalize())
        return keys

    def _ids(self, keys: Iterable[str]) -> set[str]:
        return {self._scene.sandbox.tenant.person(key).id for key in keys}

    async def _all(self, works: Iterable[Coroutine[Any, Any, None]]) -> None:
        async def one(work: Coroutine[Any, Any, None]) -> None:
            async with self._hands:
                await work

        await asyncio.gather(*(one(work) for work in works))
