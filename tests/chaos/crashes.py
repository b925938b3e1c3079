"""The bot dies between two effects, at every point; it is started again, or another takes over."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from datetime import timedelta
from typing import Any

from bot.domain.request import State, Why
from bot.messages import labels
from bot.service.points import Point
from tests.chaos.case import DESK, Case, End, Scene
from tests.chaos.replica import Trap

Story = Callable[[Scene], Coroutine[Any, Any, None]]

PASSES = "/temporaryAccessPassMethods$"
ISSUED = (State.ISSUED, Why.DELIVERED)
LOST = (State.REVOKED, Why.CODE_LOST)
NOT_SHOWN = (State.REVOKED, Why.NOT_DELIVERED)
NOTHING = (State.FAILED, Why.NOTHING_MADE)
REFUSED = (State.FAILED, Why.GRAPH_REFUSED)
DENIED = (State.DENIED, Why.DENIED)
LAPSED = (State.LAPSED, Why.NOT_ANSWERED)
TOO_OLD = (State.LAPSED, Why.APPROVAL_TOO_OLD)
ENDED = (State.ENDED, Why.RAN_OUT)


async def issued(scene: Scene) -> None:
    await scene.people.ask("rita", "uma")
    await scene.people.approve("adam", "uma")


async def denied(scene: Scene) -> None:
    await scene.people.ask("rita", "uma")
    await scene.people.deny("adam", "uma")


async def confirmed(scene: Scene) -> None:
    """Ulf is Uma's manager."""
    await scene.people.install("ulf")
    await scene.people.ask("rita", "uma")
    await scene.people.confirm("ulf", "uma")
    await scene.people.approve("adam", "uma")


async def hidden(scene: Scene) -> None:
    await issued(scene)
    await scene.people.hide("adam", "uma")


async def hidden_in_time(scene: Scene) -> None:
    await issued(scene)
    await scene.people.sees("adam", "uma", labels.CODE_HIDDEN)


async def unanswered(scene: Scene) -> None:
    await scene.people.ask("rita", "uma")
    await scene.people.sees("rita", "uma", "Lapsed")


async def unclear(scene: Scene) -> None:
    """Graph makes the pass and does not say so."""
    faults = scene.sandbox.faults
    faults.add("graph", method="POST", path=PASSES, status=504, after_work=True, times=1)
    await issued(scene)


async def unclear_and_nothing(scene: Scene) -> None:
    scene.sandbox.faults.add("graph", method="POST", path=PASSES, status=504, times=1)
    await issued(scene)


async def refused(scene: Scene) -> None:
    scene.sandbox.faults.add("graph", method="POST", path=PASSES, status=403, times=1)
    await issued(scene)


async def undelivered(scene: Scene) -> None:
    """No update reaches Adam's chat for a while."""
    await scene.people.ask("rita", "uma")
    await scene.people.sees("adam", "uma", labels.APPROVE)
    chat = scene.people.client("adam").chat.id
    scene.sandbox.faults.add("connector", method="PUT", path=chat, status=503)
    await scene.people.approve("adam", "uma")
    await asyncio.sleep(8)
    scene.sandbox.faults.clear()


async def unreachable(scene: Scene) -> None:
    """Ada has removed the app, and the bot has not heard of it."""
    scene.people.client("ada").chat.installed = False
    await issued(scene)


def restarted(
    name: str, point: Point, story: Story, *ends: End, nth: int = 1, later: float = 0, **told: Any
) -> Case:
    """The only replica dies at the point and is started again, `later` by so many seconds."""

    async def play(scene: Scene) -> None:
        await scene.bots.start(Trap(point, str(scene.bots.trap_file), nth), **told)
        await scene.people.install(*DESK)
        playing = asyncio.create_task(story(scene))
        await _or_fails(playing, scene.bots.one_dead())
        await scene.bots.start(ahead=later, **told)
        await playing

    return Case(f"restart after {name}", play, frozenset(ends))


def taken_over(name: str, point: Point, story: Story, *ends: End, **told: Any) -> Case:
    """Two replicas; the first one that comes to the point dies."""

    async def play(scene: Scene) -> None:
        trap = Trap(point, str(scene.bots.trap_file))
        await asyncio.gather(*(scene.bots.start(trap, **told) for _ in range(2)))
        await scene.people.install(*DESK)
        playing = asyncio.create_task(story(scene))
        await _or_fails(playing, scene.bots.one_dead())
        await playing

    return Case(f"take-over after {name}", play, frozenset(ends), on_postgresql=True)


def stands_still(name: str, point: Point, seconds: float, *ends: End) -> Case:
    """Two replicas; the first one that comes to the point stands still, and then goes on."""

    async def play(scene: Scene) -> None:
        trap = Trap(point, str(scene.bots.trap_file), stands_still=seconds)
        await asyncio.gather(*(scene.bots.start(trap) for _ in range(2)))
        await scene.people.install(*DESK)
        await _or_fails(asyncio.create_task(issued(scene)), scene.bots.sprung())
        await asyncio.sleep(seconds + 1)

    return Case(f"stands still for {seconds:g} s after {name}", play, frozenset(ends), True)


async def ended(scene: Scene) -> None:
    """The pass runs out while the bot is down, which then dies when it has noted that."""
    await scene.begin()
    await issued(scene)
    await scene.people.sees("adam", "uma", labels.DONE)
    await scene.rest()
    scene.bots.kill_one()
    later = 3 * 3600.0
    scene.sandbox.clock.move(timedelta(seconds=later))
    await scene.bots.start(Trap(Point.ENDED, str(scene.bots.trap_file)), ahead=later)
    await scene.bots.one_dead()
    await scene.bots.start(ahead=later)


async def _or_fails(playing: "asyncio.Task[None]", waiting: Awaitable[None]) -> None:
    """Wait, but not longer than the story holds."""
    waits = asyncio.ensure_future(waiting)
    await asyncio.wait({playing, waits}, return_when=asyncio.FIRST_COMPLETED)
    if playing.done():
        playing.result()
    await waits


def crashes() -> Iterator[Case]:
    """Every point, met by a restart; those that another replica can go on from, by that too."""
    anyhow = {ISSUED, LOST}
    yield restarted("approvers were reached", Point.REACHED, issued, ISSUED)
    yield restarted("the request was stored", Point.ASKED, issued, ISSUED)
    yield restarted("the click was checked", Point.CHECKED, issued, ISSUED)
    yield restarted("the approval was stored", Point.APPROVED, issued, ISSUED)
    yield restarted("the approval was stored, too late", Point.APPROVED, issued, TOO_OLD, later=60)
    yield restarted("the denial was stored", Point.DENIED, denied, DENIED)
    word = "the manager's word was stored"
    yield restarted(word, Point.CONFIRMED, confirmed, ISSUED, verify="manager")
    yield restarted("the placeholder was posted", Point.POSTED, issued, ISSUED)
    yield restarted("the placeholder, too late", Point.POSTED, issued, TOO_OLD, later=60)
    yield restarted("the claim", Point.CLAIMED, issued, NOTHING)
    yield restarted("the pass was made", Point.MADE, issued, LOST)
    yield restarted("the pass was recorded", Point.RECORDED, issued, LOST)
    yield restarted("the code was shown", Point.SHOWN, issued, LOST)
    yield restarted("the delivery was stored", Point.DELIVERED, issued, ISSUED)
    yield restarted("Done was stored", Point.HIDDEN, hidden, ISSUED)
    yield restarted("the hiding was stored", Point.HIDDEN, hidden_in_time, ISSUED, hide_after=2)
    yield restarted("an unclear answer was stored", Point.UNCLEAR, unclear, LOST)
    yield restarted("the lost pass was found", Point.FOUND, unclear, LOST)
    yield restarted("the revocation was stored", Point.REVOKING, unclear, LOST)
    yield restarted("the pass was deleted", Point.DELETED, unclear, LOST)
    yield restarted("the deletion was stored", Point.REVOKED, unclear, LOST)
    yield restarted("nothing was found", Point.FAILED, unclear_and_nothing, NOTHING)
    yield restarted("a refusal of Graph's was stored", Point.FAILED, refused, REFUSED)
    yield restarted("the code was given up", Point.REVOKING, undelivered, NOT_SHOWN)
    yield restarted("the lapse was due", Point.DUE, unanswered, LAPSED, approval_timeout=2)
    yield restarted("the lapse was stored", Point.LAPSED, unanswered, LAPSED, approval_timeout=2)
    yield restarted("a view was given up", Point.DROPPED, unreachable, ISSUED)
    yield Case("restart after the end was stored", ended, frozenset({ENDED}))
    for nth in range(1, 4):
        yield restarted(f"view {nth} was taken", Point.OWED, issued, *anyhow, nth=nth)
        yield restarted(f"view {nth} was sent", Point.SENT, issued, *anyhow, nth=nth)
        yield restarted(f"view {nth} was updated", Point.UPDATED, issued, *anyhow, nth=nth)
        yield restarted(f"view {nth} was paid", Point.PAID, issued, *anyhow, nth=nth)
    yield from _taken_over()
    yield from _standing_still()


def _taken_over() -> Iterator[Case]:
    yield taken_over("the request was stored", Point.ASKED, issued, ISSUED)
    yield taken_over("the approval was stored", Point.APPROVED, issued, ISSUED)
    yield taken_over("the placeholder was posted", Point.POSTED, issued, ISSUED)
    yield taken_over("the claim", Point.CLAIMED, issued, NOTHING)
    yield taken_over("the pass was made", Point.MADE, issued, LOST)
    yield taken_over("the pass was recorded", Point.RECORDED, issued, LOST)
    yield taken_over("the code was shown", Point.SHOWN, issued, LOST)
    yield taken_over("the delivery was stored", Point.DELIVERED, issued, ISSUED)
    yield taken_over("Done was stored", Point.HIDDEN, hidden, ISSUED)
    yield taken_over("the lost pass was found", Point.FOUND, unclear, LOST)
    yield taken_over("the revocation was stored", Point.REVOKING, unclear, LOST)
    yield taken_over("the pass was deleted", Point.DELETED, unclear, LOST)
    yield taken_over("the code was given up", Point.REVOKING, undelivered, NOT_SHOWN)
    yield taken_over("the lapse was stored", Point.LAPSED, unanswered, LAPSED, approval_timeout=2)
    yield taken_over("a view was sent", Point.SENT, issued, ISSUED, LOST)


def _standing_still() -> Iterator[Case]:
    """Shorter than its lease, nobody interferes; longer, and it must do nothing any more."""
    for name, point in (("the claim", Point.CLAIMED), ("the pass was made", Point.MADE)):
        yield stands_still(name, point, 2, ISSUED)
    yield stands_still("the placeholder was posted", Point.POSTED, 3, ISSUED)
    yield stands_still("the claim", Point.CLAIMED, 18, NOTHING)
    yield stands_still("the pass was made", Point.MADE, 11, LOST, NOT_SHOWN)
    yield stands_still("the pass was recorded", Point.RECORDED, 11, LOST, NOT_SHOWN)
    yield stands_still("the code was shown", Point.SHOWN, 11, LOST)
