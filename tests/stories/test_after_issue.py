"""A pass is watched after it was handed over, until it is used, over or gone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.domain.audit import Happened
from bot.domain.request import State, Why
from bot.sandbox.graph.world import Call
from tests.patience import until
from tests.stories.telling import issued, told
from tests.stories.town import HURRIED, Town, town_at

MINUTE = timedelta(minutes=1)
ONCE = "/tap uma@contoso.com --lifetime 2h --once"


def looks(town: Town) -> list[Call]:
    """How often Graph was asked for the passes of Uma alone."""
    uma = town.person("uma").id
    path = f"/users/{uma}/authentication/temporaryAccessPassMethods"
    return [call for call in town.sandbox.calls if call.method == "GET" and path in call.path]


def deletions(town: Town) -> list[Call]:
    return [call for call in town.sandbox.calls if call.method == "DELETE"]


def uses_it(town: Town) -> None:
    now = town.sandbox.clock.now()
    town.sandbox.tenant.passes.use(town.person("uma").id, now)


def numbers_of_messages(town: Town) -> list[int]:
    return [len(town.client(key).messages) for key in ("rita", "adam", "ada")]


async def test_everybody_sees_that_a_pass_was_used(town: Town) -> None:
    await issued(town, ONCE)

    uses_it(town)
    town.sandbox.clock.move(2 * MINUTE)

    await town.comes_to(State.USED)
    await town.client("rita").sees("Pass used")
    await town.client("ada").sees("Pass used")
    await town.client("adam").sees("Pass used")
    assert (await town.events())[-1] is Happened.USED


async def test_a_use_is_no_reason_for_another_message(town: Town) -> None:
    await issued(town, ONCE)
    before = numbers_of_messages(town)

    uses_it(town)
    town.sandbox.clock.move(2 * MINUTE)
    for key in ("rita", "adam", "ada"):
        await town.client(key).sees("Pass used")

    assert numbers_of_messages(town) == before


async def test_a_pass_used_shortly_before_its_end_was_used(town: Town) -> None:
    await issued(town, ONCE)

    uses_it(town)
    town.sandbox.clock.move(timedelta(hours=3))

    assert (await town.comes_to(State.USED)).why is Why.USED


async def test_a_pass_that_was_not_used_ends_and_nobody_hears_of_it(town: Town) -> None:
    await issued(town, ONCE)
    before = numbers_of_messages(town)

    town.sandbox.clock.move(timedelta(hours=3))

    assert (await town.comes_to(State.ENDED)).why is Why.RAN_OUT
    for key in ("rita", "adam", "ada"):
        await town.client(key).sees("Pass ended")
    assert numbers_of_messages(town) == before


async def test_a_pass_that_somebody_deleted_is_said_to_be_gone(town: Town) -> None:
    await issued(town)

    town.sandbox.tenant.passes.remove(town.person("uma").id, town.sandbox.clock.now())
    town.sandbox.clock.move(2 * MINUTE)

    assert (await town.comes_to(State.ENDED)).why is Why.DELETED
    gone = "The pass for Uma Underwood has ended. It no longer exists in Microsoft Entra."
    await told(town, "rita", gone)
    await told(town, "adam", gone)
    assert deletions(town) == []


async def test_a_pass_that_somebody_else_replaced_is_said_to_be_replaced(town: Town) -> None:
    await issued(town)

    by_hand = town.sandbox.tenant.passes.create(
        town.person("uma").id,
        now=town.sandbox.clock.now() + MINUTE,
        starts=None,
        lifetime=timedelta(hours=1),
        one_time=True,
        length=12,
    )
    town.sandbox.clock.move(2 * MINUTE)

    assert (await town.comes_to(State.ENDED)).why is Why.REPLACED_ELSEWHERE
    await town.client("rita").sees("and this bot did not make that one")
    assert town.pass_of("uma") == by_hand
    assert deletions(town) == []


async def test_a_pass_that_the_policy_blocks_is_deleted(town: Town) -> None:
    await issued(town)

    town.sandbox.tenant.policy.excluded.add(town.person("uma").id)
    town.sandbox.clock.move(2 * MINUTE)

    assert (await town.comes_to(State.REVOKED)).why is Why.BLOCKED_BY_POLICY
    await town.client("adam").sees("Please do not hand the code over")
    await town.client("rita").sees("Your organisation's settings block passes for this person.")
    assert town.pass_of("uma") is None


async def test_a_new_pass_that_graph_does_not_list_yet_is_not_gone(tmp_path: Path) -> None:
    patient = replace(HURRIED, settle_for=5 * MINUTE)
    async with town_at(tmp_path, pace=patient) as town:
        await issued(town)
        town.sandbox.tenant.switches.list_lag = timedelta(minutes=3)

        town.sandbox.clock.move(timedelta(seconds=90))
        await until(lambda: bool(looks(town)))
        town.sandbox.clock.move(5 * MINUTE)
        await until(lambda: len(looks(town)) > 1)

        assert (await town.request()).state is State.ISSUED


async def test_the_code_is_hidden_while_graph_is_away(town: Town) -> None:
    await issued(town)

    town.sandbox.faults.add("graph", method="GET", path="temporaryAccessPassMethods", status=503)
    town.sandbox.clock.move(11 * MINUTE)

    await town.client("adam").sees("Code hidden")


async def test_a_pass_ends_even_if_graph_is_away_at_its_end(town: Town) -> None:
    await issued(town)

    town.sandbox.faults.add("graph", method="GET", path="temporaryAccessPassMethods", status=503)
    town.sandbox.clock.move(timedelta(hours=3))

    assert (await town.comes_to(State.ENDED)).why is Why.RAN_OUT
