"""The bot dies while a code is shown in a dialog, or while a new pass replaces an older one."""

from collections.abc import Iterator

from bot.domain.request import State, Why
from bot.service.points import Point
from tests.chaos.case import Case, Scene
from tests.chaos.crashes import ISSUED, LOST, NOTHING, PASSES, issued, restarted, taken_over

UNCONFIRMED = (State.REVOKED, Why.NOT_CONFIRMED)
MISUSED = (State.USED, Why.NOT_CONFIRMED)
REPLACED = (State.ENDED, Why.REPLACED)


async def revealed(scene: Scene) -> None:
    await issued(scene)
    await scene.people.reveal("adam", "uma")


async def kept_open(scene: Scene) -> None:
    """Adam has the code, and never says so."""
    await issued(scene)
    await scene.people.open_dialog("adam", "uma")
    await scene.people.sees("adam", "uma", "Please do not hand the code over")


async def misused(scene: Scene) -> None:
    """Somebody has used the pass before that."""
    tenant = scene.sandbox.tenant
    tenant.policy.one_time = True
    await issued(scene)
    await scene.people.open_dialog("adam", "uma")
    held = tenant.passes.at(tenant.person("uma").id, scene.sandbox.clock.now())
    assert held is not None
    tenant.use_pass(tenant.person("uma"), held.code)
    await scene.people.sees("adam", "uma", "was used")


async def too_slow(scene: Scene) -> None:
    """The first pass comes when Teams waits no longer."""
    scene.sandbox.faults.add("graph", method="POST", path=PASSES, delay=1.2, times=1)
    await issued(scene)
    while not await scene.people.reveal("adam", "uma"):
        await scene.people.sees("adam", "uma", "so it was deleted")


async def replaced(scene: Scene) -> None:
    await issued(scene)
    await scene.people.sees("rita", "uma", "has the code")
    await issued(scene)


def dialog_cases() -> Iterator[Case]:
    """As with codes in messages, and what only dialogs have."""
    for name, point, story, end in (
        ("the approval was stored", Point.APPROVED, revealed, ISSUED),
        ("the claim", Point.CLAIMED, revealed, NOTHING),
        ("the pass was made", Point.MADE, revealed, LOST),
        ("the pass was recorded", Point.RECORDED, revealed, LOST),
        ("the showing was stored", Point.SHOWN, revealed, UNCONFIRMED),
        ("the word that it arrived was stored", Point.DELIVERED, revealed, ISSUED),
        ("nobody confirmed", Point.REVOKING, kept_open, UNCONFIRMED),
        ("the alarm was stored", Point.ALARMED, misused, MISUSED),
    ):
        yield restarted(f"dialog: {name}", point, story, end, in_dialog=True)
    for name, point in (
        ("a late pass was to be deleted", Point.REVOKING),
        ("the deletion of a late pass was stored", Point.REOPENED),
    ):
        told = {"in_dialog": True, "answer_within": 0.8}
        yield restarted(f"dialog: {name}", point, too_slow, ISSUED, **told)
    for name, point, end in (
        ("the pass was made", Point.MADE, LOST),
        ("the showing was stored", Point.SHOWN, UNCONFIRMED),
    ):
        yield taken_over(f"dialog: {name}", point, revealed, end, in_dialog=True)
    # The watch over the older pass finds out later that it is gone.
    ends = (ISSUED, NOTHING, REPLACED)
    yield restarted("the older pass was deleted", Point.REPLACED, replaced, *ends)
    yield restarted("the older request was ended", Point.ENDED, replaced, *ends)
