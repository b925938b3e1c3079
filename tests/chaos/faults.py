"""Graph, Teams and Entra on a bad day: each thing that they may do, at each call that matters."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.domain.request import State, Why
from bot.messages import labels
from tests.chaos.case import DESK, Case, End, Scene
from tests.chaos.crashes import ISSUED, LOST, NOT_SHOWN, NOTHING

Fault = dict[str, Any]

# So long the fault lasts: longer than a lease, as an outage of some minutes is.
LASTS = 9.0
# Three times as long as a call may take, as 30 seconds are in production.
SLOW = 4.5

BUSY = (State.FAILED, Why.GRAPH_BUSY)
CLOSED = (State.FAILED, Why.CHAT_CLOSED)

THROTTLED: dict[str, Fault] = {
    "429": {"status": 429},
    "429 with Retry-After 1": {"status": 429, "retry_after": 1},
    "429 with Retry-After 60": {"status": 429, "retry_after": 60},
}
BROKEN: dict[str, Fault] = {
    **{str(status): {"status": status} for status in (500, 502, 503, 504)},
    "cut off": {"cut": True},
    "not JSON": {"status": 200, "body": "<html>", "content_type": "text/html"},
    "another content type": {"status": 200, "body": "ok", "content_type": "text/plain"},
}
EMPTY: dict[str, Fault] = {"an empty body": {"status": 200, "body": ""}}
DELAYED: dict[str, Fault] = {"slow": {"delay": SLOW}}


def after_work(faults: dict[str, Fault]) -> dict[str, Fault]:
    return {
        f"{name}, after the work": fault | {"after_work": True} for name, fault in faults.items()
    }


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where faults are met: calls to `where` whose path has `path`, in Uma's story.

    `early` faults are there before Rita asks, others once the approvers have their cards.
    `path` may name a person's chat ("{adam}") or object id ("{uma}"); `times` is how many calls
    meet the fault, None for all as long as it lasts.
    """

    name: str
    where: str
    method: str | None
    path: str
    early: bool = False
    times: int | None = None
    approver: str = "adam"

    def case(self, fault_name: str, fault: Fault, *ends: End) -> Case:
        async def play(scene: Scene) -> None:
            await scene.begin()
            await self.play(scene, fault)

        return Case(f"{self.name}: {fault_name}", play, frozenset(ends))

    def cases(self, faults: dict[str, Fault], *ends: End) -> Iterator[Case]:
        for name, fault in faults.items():
            yield self.case(name, fault, *ends)

    async def play(self, scene: Scene, fault: Fault) -> None:
        if self.early:
            self._begin(scene, fault)
        asking = asyncio.create_task(scene.people.ask("rita", "uma"))
        if not self.early:
            await asking
            for key in ("adam", "ada"):
                await scene.people.sees(key, "uma", labels.APPROVE)
            self._begin(scene, fault)
        approving = asyncio.create_task(scene.people.approve(self.approver, "uma"))
        await asyncio.gather(others_are_served(scene), asyncio.sleep(LASTS))
        scene.sandbox.faults.clear()
        await asking
        await ask_if_nothing_came_of_it(scene)
        await approving

    def _begin(self, scene: Scene, fault: Fault) -> None:
        chats = {key: scene.people.client(key).chat.id for key in DESK}
        path = self.path.format(uma=scene.sandbox.tenant.person("uma").id, **chats)
        scene.sandbox.faults.add(
            self.where, method=self.method, path=path, times=self.times, **fault
        )


async def others_are_served(scene: Scene) -> None:
    """Somebody else's request comes to its code meanwhile."""
    await scene.people.ask("rob", "una")
    await scene.people.approve("ada", "una")
    await scene.people.sees("ada", "una", labels.DONE, 20)


async def ask_if_nothing_came_of_it(scene: Scene) -> None:
    """Who was told of a failure asks again later."""
    books = await scene.books()
    uma = scene.sandbox.tenant.person("uma").id
    if not any(request.target.id == uma for request in books.requests):
        await scene.people.ask("rita", "uma")


PASSES = "{uma}/authentication/temporaryAccessPassMethods"
MAKING = Meeting("Graph, making the pass", "graph", "POST", f"{PASSES}$")
LISTING = Meeting("Graph, listing passes", "graph", "GET", f"{PASSES}$")
CHECKING = Meeting("Graph, checking the target", "graph", None, "{uma}/transitiveMemberOf")
FINDING = Meeting("Graph, finding the target", "graph", "GET", "/users/uma@", early=True)
SHOWING = Meeting("Teams, showing the code", "connector", "PUT", "{adam}/activities")
SHOWING_ONCE = replace(SHOWING, name="Teams, showing the code, for a moment", times=2)
PLACING = Meeting("Teams, posting the placeholder", "connector", "POST", "{adam}/activities")
ASKING = Meeting(
    "Teams, asking an approver", "connector", "POST", "{adam}/activities", True, approver="ada"
)
ANSWERING = Meeting(
    "Teams, answering the requester", "connector", "POST", "{rita}/activities", True
)
OPENING = Meeting("Teams, opening the chat", "connector", "POST", "/v3/conversations$", times=6)


def faults() -> Iterator[Case]:
    """Every fault where a pass is made and where its code goes, and each kind elsewhere."""
    created = {name: fault | {"status": 201} for name, fault in EMPTY.items()}
    odd = {name: _created(fault) for name, fault in BROKEN.items()} | created
    yield from MAKING.cases(THROTTLED, BUSY)
    yield from MAKING.cases(odd, NOTHING)
    yield from MAKING.cases(after_work(odd), LOST)
    yield from MAKING.cases(DELAYED | after_work(DELAYED), LOST)
    long = THROTTLED | BROKEN
    yield from SHOWING.cases(long | after_work(BROKEN) | DELAYED, NOT_SHOWN)
    yield from PLACING.cases(long | EMPTY | DELAYED | after_work(BROKEN | EMPTY), CLOSED)
    some, done = _some("429", "503", "cut off", "not JSON", "slow"), _some("504", "cut off")
    yield from SHOWING_ONCE.cases(some | after_work(done | EMPTY), ISSUED, NOT_SHOWN)
    yield from ASKING.cases(some | EMPTY | after_work(done | EMPTY), ISSUED)
    yield from ANSWERING.cases(some | EMPTY | after_work(done | EMPTY), ISSUED)
    yield from OPENING.cases(some | EMPTY, ISSUED, CLOSED)
    # Both belong to the survey of the click: its approver is told, and clicks again later.
    yield from LISTING.cases(some | EMPTY, ISSUED)
    yield from CHECKING.cases(some, ISSUED)
    yield from FINDING.cases(some, ISSUED)
    yield from _deleting(some | EMPTY | after_work(done))
    yield lagging("lists that lag, and a clear answer", ISSUED)
    unclear = {"status": 504, "after_work": True}
    yield lagging("lists that lag, and an unclear answer", LOST, **unclear)


def _some(*names: str) -> dict[str, Fault]:
    every = THROTTLED | BROKEN | DELAYED
    return {name: every[name] for name in names}


def _created(fault: Fault) -> Fault:
    """What says yes to a POST says 201."""
    return fault | {"status": 201} if fault.get("status") == 200 else fault


def _deleting(each: dict[str, Fault]) -> Iterator[Case]:
    """The pass of an unclear answer must go, and Graph does not delete it for a while."""
    for name, fault in each.items():

        async def play(scene: Scene, fault: Fault = fault) -> None:
            await scene.begin()
            scene.sandbox.faults.add("graph", method="DELETE", **fault)
            await MAKING.play(scene, {"status": 504, "after_work": True})

        yield Case(f"Graph, deleting the pass: {name}", play, frozenset({LOST}))


def lagging(name: str, end: End, **fault: Any) -> Case:
    """The lists know of a pass some time after it was made, as a minute is in production."""

    async def play(scene: Scene) -> None:
        await scene.begin()
        scene.sandbox.tenant.switches.list_lag = timedelta(seconds=3)
        await MAKING.play(scene, fault or {"delay": 0})

    return Case(f"Graph, {name}", play, frozenset({end}))
