"""The target's manager hears of a pass that was made, and can say that it is not right."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import messages
from bot.domain.audit import Happened
from bot.domain.refusals import NoSuchRequest
from bot.domain.request import State, Why
from bot.domain.rules import Desk
from bot.messages.afterwards import person_link
from bot.sandbox.server import Sandbox
from tests.stories.clicking import press
from tests.stories.telling import issued, told, written
from tests.stories.town import Town, desk_of, town_at

NOTICE = "A temporary access pass was made"
OBJECT = "End it and tell the approvers"
OBJECTED = "The manager of Uma Underwood said that this is not right."


def telling(sandbox: Sandbox) -> Desk:
    return replace(desk_of(sandbox), tell_manager=True)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Ulf, Uma's manager, has the app."""
    async with town_at(tmp_path, telling) as made:
        await made.client("ulf").install()
        yield made


async def test_the_manager_learns_who_asked_and_who_approved_and_never_the_code(
    town: Town,
) -> None:
    await issued(town)

    card = await town.client("ulf").sees(NOTICE)

    shown = str(card.card)
    for name in ("Uma Underwood", "Rita Reyes", "Adam Abel", "Lost phone"):
        assert name in shown
    assert town.code_of("uma") not in town.sandbox.teams.chats.everything_seen_by("ulf")


async def test_a_manager_who_objects_ends_the_pass_and_all_approvers_hear_it(town: Town) -> None:
    await issued(town)
    card = await town.client("ulf").sees(NOTICE)

    answer = await town.client("ulf").click(card, OBJECT)

    assert answer.toast == messages.afterwards.objected(await town.request())
    assert (await town.comes_to(State.REVOKED)).why is Why.NOT_RIGHT
    assert town.pass_of("uma") is None
    for key in ("rita", "adam", "ada"):
        await told(town, key, OBJECTED)
        await told(town, key, person_link(town.person("uma")))
    await town.client("ulf").sees("Pass revoked")


async def test_a_manager_who_objects_too_late_is_heard_all_the_same(town: Town) -> None:
    await issued(town, "/tap uma@contoso.com --once")
    town.sandbox.tenant.passes.use(town.person("uma").id, town.sandbox.clock.now())
    town.sandbox.clock.move(timedelta(minutes=2))
    await town.comes_to(State.USED)
    await town.at_rest()

    await town.client("ulf").click(await town.client("ulf").sees("Pass used"), OBJECT)

    for key in ("rita", "adam", "ada"):
        await told(town, key, OBJECTED)
    request = await town.request()
    assert (request.state, request.why) == (State.USED, Why.NOT_RIGHT)
    assert (await town.events())[-1] is Happened.ALARMED


async def test_where_approvers_have_a_room_the_objection_is_said_there(town: Town) -> None:
    room = town.sandbox.teams.chats.group("Approvals", "adam", "ada", "rob")
    await town.client("adam").say("/tap here", room, mention=True)
    await town.client("adam").sees(messages.room_is_set())
    await issued(town)

    await town.client("ulf").click(await town.client("ulf").sees(NOTICE), OBJECT)

    await told(town, "rob", OBJECTED)
    said = [each for each in town.client("rob").messages if OBJECTED in each.text]
    assert [each.conversation for each in said] == [room.id]


@pytest.mark.parametrize("key", ["rob", "rita", "adam", "una"])
async def test_nobody_else_objects(town: Town, key: str) -> None:
    await issued(town)
    await town.client("una").install()
    request = await town.request()

    answer = await press(town, key, "not-right", request.id)

    assert answer.toast == messages.refusal(NoSuchRequest())
    assert (await town.request()).state is State.ISSUED


async def test_a_manager_whose_account_was_disabled_does_not_count(town: Town) -> None:
    await issued(town)
    card = await town.client("ulf").sees(NOTICE)
    town.sandbox.tenant.person("ulf").enabled = False

    answer = await town.client("ulf").click(card, OBJECT)

    assert answer.toast == messages.refusal(NoSuchRequest())
    assert (await town.request()).state is State.ISSUED


async def test_a_manager_out_of_reach_is_written_down(tmp_path: Path) -> None:
    async with town_at(tmp_path, telling) as town:
        await issued(town)
        # The row is written right after the view is given up.
        await written(town, Happened.UNSEEN)

        unseen = [
            each.event.facts
            for each in await town.store.events(100)
            if each.event.what is Happened.UNSEEN
        ]

        assert unseen == [{"view": "notice", "to": town.person("ulf").id}]
        assert (await town.request()).state is State.ISSUED


async def test_a_manager_who_asked_for_the_pass_is_not_told_of_it(town: Town) -> None:
    town.sandbox.tenant.person("una").manager = town.person("rita").id

    await issued(town, "/tap una@contoso.com")

    assert not any(NOTICE in str(each.card) for each in town.client("rita").messages)


async def test_no_manager_is_told_where_the_desk_does_not_say_so(tmp_path: Path) -> None:
    async with town_at(tmp_path) as town:
        await town.client("ulf").install()
        await issued(town)
        await town.at_rest()

        assert not any(NOTICE in str(each.card) for each in town.client("ulf").messages)
