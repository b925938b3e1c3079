"""Teams on a bad day: a code that cannot be shown to the approver ends with its pass."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import messages
from bot.domain.request import State, Why
from bot.messages import labels
from bot.sandbox.teams import Message
from tests.patience import until
from tests.stories.town import APPROVE, DONE, HURRIED, TRY_AGAIN, Town, town_at

PATIENT = replace(HURRIED, lease=timedelta(seconds=40))


async def placeholder(town: Town) -> Message:
    """Adam has approved; his message in which the code is to appear, before it does."""
    town.sandbox.faults.add(
        "graph", method="POST", path="/temporaryAccessPassMethods$", delay=2, times=1
    )
    await town.client("adam").click(await town.asked(), APPROVE)
    return await town.client("adam").sees(labels.MAKING)


def chat_of_adam(town: Town) -> str:
    return re.escape(town.client("adam").chat.id)


def codes_shown(town: Town) -> int:
    """In how many versions of Adam's messages a code of Uma's stood."""
    made = town.sandbox.tenant.passes.ever(town.person("uma").id)
    contents = [one for each in town.client("adam").messages for one in each.contents]
    return sum(each.code in str(one.activity) for each in made for one in contents)


async def test_a_code_that_cannot_be_shown_in_time_ends_with_its_pass(town: Town) -> None:
    message = await placeholder(town)
    town.sandbox.faults.add(
        "connector", method="PUT", path=f"/activities/{message.id}$", status=503
    )

    revoked = await town.comes_to(State.REVOKED)

    assert revoked.why is Why.NOT_DELIVERED
    assert town.pass_of("uma") is None
    town.sandbox.faults.clear()
    told = await town.client("adam").sees("Please do not hand the code over.")
    assert told.id == message.id
    assert codes_shown(town) == 0


async def test_after_that_the_requester_can_try_again(town: Town) -> None:
    message = await placeholder(town)
    town.sandbox.faults.add(
        "connector", method="PUT", path=f"/activities/{message.id}$", status=503
    )
    await town.comes_to(State.REVOKED)
    card = await town.client("rita").sees(TRY_AGAIN)

    await town.client("rita").click(card, TRY_AGAIN)

    await town.client("adam").click(await town.client("adam").sees(APPROVE), APPROVE)
    await town.client("adam").sees(DONE)
    assert len(town.posts) == 2
    assert codes_shown(town) == 1


async def test_an_update_that_fails_is_repeated_and_the_code_shown_once(tmp_path: Path) -> None:
    async with town_at(tmp_path, pace=PATIENT) as town:
        message = await placeholder(town)
        town.sandbox.faults.add(
            "connector", method="PUT", path=f"/activities/{message.id}$", status=503, times=2
        )

        with_code = await town.client("adam").sees(DONE)

        await town.comes_to(State.ISSUED)
        assert with_code.id == message.id
        assert codes_shown(town) == 1
        assert len(town.posts) == 1


async def test_a_code_whose_update_was_done_but_not_confirmed_is_shown_in_one_message(
    tmp_path: Path,
) -> None:
    async with town_at(tmp_path, pace=PATIENT) as town:
        message = await placeholder(town)
        path = f"/activities/{message.id}$"
        town.sandbox.faults.add(
            "connector", method="PUT", path=path, status=504, after_work=True, times=1
        )

        await town.comes_to(State.ISSUED)

        with_code = [each for each in town.client("adam").messages if DONE in str(each.card)]
        assert [each.id for each in with_code] == [message.id]
        assert town.pass_of("uma") is not None


async def test_a_code_whose_message_is_gone_ends_with_its_pass(town: Town) -> None:
    message = await placeholder(town)
    town.sandbox.teams.chats.delete(town.client("adam").chat, message)

    revoked = await town.comes_to(State.REVOKED)

    assert revoked.why is Why.NOT_DELIVERED
    assert town.pass_of("uma") is None
    assert codes_shown(town) == 0
    for key in ("adam", "rita"):
        await town.client(key).sees(messages.why(revoked))


@pytest.mark.parametrize("status", [403, 404, 503])
async def test_without_a_place_for_the_code_no_pass_is_made(town: Town, status: int) -> None:
    card = await town.asked()
    path = f"/{chat_of_adam(town)}/activities$"
    town.sandbox.faults.add("connector", method="POST", path=path, status=status)

    await town.client("adam").click(card, APPROVE)

    failed = await town.comes_to(State.FAILED)
    assert failed.why is Why.CHAT_CLOSED
    assert town.posts == []
    await town.client("rita").sees(messages.outcome(failed))


async def test_the_code_can_be_hidden_although_teams_was_away(town: Town) -> None:
    with_code = await town.issued()
    path = f"/activities/{with_code.id}$"
    town.sandbox.faults.add("connector", method="PUT", path=path, status=503, times=4)

    await town.client("adam").click(with_code, DONE)

    await until(lambda: town.code_of("uma") not in str(standing(town, with_code)))


def standing(town: Town, message: Message) -> Message:
    """The message as it stands in the chat, for all clients that show it anew."""
    return town.client("adam").chat.messages[message.id]
