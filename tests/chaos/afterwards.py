"""The bot dies while something becomes of a request later on: reminded, taken back, used."""

from collections.abc import Iterator
from datetime import timedelta

from bot.domain.request import State, Why
from bot.messages import labels
from bot.service.points import Point
from tests.chaos.case import Case, End, Scene
from tests.chaos.crashes import ISSUED, Story, issued, restarted
from tests.chaos.replica import Trap

MINUTE = 60.0
CANCELLED = (State.CANCELLED, Why.TAKEN_BY_REQUESTER)
TAKEN_BACK = (State.REVOKED, Why.TAKEN_BY_REQUESTER)
USED = (State.USED, Why.USED)


async def says_of_it(scene: Scene, command: str) -> None:
    """Rita types a command about her request; her card shows what came of it."""
    async with scene.store() as store:
        rita = scene.people.client("rita").person
        (request,) = await store.latest(rita.id, 1)
    await scene.people.client("rita").say(f"/tap {command} {request.id}")


async def cancelled(scene: Scene) -> None:
    await scene.people.ask("rita", "uma")
    await scene.people.sees("adam", "uma", labels.APPROVE)
    await says_of_it(scene, "cancel")
    await scene.people.sees("rita", "uma", "Cancelled", 60)


async def taken_back(scene: Scene) -> None:
    await issued(scene)
    await scene.people.sees("rita", "uma", "Pass ready")
    await says_of_it(scene, "revoke")
    await scene.people.sees("rita", "uma", "Pass revoked", 60)


async def used(scene: Scene) -> None:
    """Nobody else knows of it yet."""
    tenant = scene.sandbox.tenant
    tenant.policy.one_time = True
    await issued(scene)
    await scene.people.sees("rita", "uma", "Pass ready")
    tenant.passes.use(tenant.person("uma").id, scene.sandbox.clock.now())


async def asked(scene: Scene) -> None:
    await scene.people.ask("rita", "uma")
    await scene.people.sees("adam", "uma", labels.APPROVE)


async def approved(scene: Scene) -> None:
    await scene.people.approve("adam", "uma")


async def nothing_more(scene: Scene) -> None:
    """What was begun goes on by itself."""
    del scene


def later(name: str, point: Point, before: Story, minutes: float, after: Story, end: End) -> Case:
    """So much later the bot dies at the point, and is started again."""

    async def play(scene: Scene) -> None:
        await scene.begin()
        await before(scene)
        # A request that waits for people does not come to rest.
        await scene.rest(8)
        scene.bots.kill_one()
        ahead = minutes * MINUTE
        scene.sandbox.clock.move(timedelta(seconds=ahead))
        await scene.bots.start(Trap(point, str(scene.bots.trap_file)), ahead=ahead)
        await scene.bots.one_dead()
        await scene.bots.start(ahead=ahead)
        await after(scene)

    return Case(f"restart after {name}", play, frozenset({end}))


def cases_afterwards() -> Iterator[Case]:
    yield restarted("the cancellation was stored", Point.CANCELLED, cancelled, CANCELLED)
    yield restarted("the pass was taken back", Point.REVOKING, taken_back, TAKEN_BACK)
    yield restarted("the pass taken back was deleted", Point.DELETED, taken_back, TAKEN_BACK)
    yield later("a reminder was stored", Point.REMINDED, asked, 16, approved, ISSUED)
    yield later("a use was stored", Point.USED, used, 5, nothing_more, USED)
