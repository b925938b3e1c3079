"""A click that comes too late, or from somebody whose turn it is not, changes nothing."""

from datetime import timedelta

import pytest

from bot.domain import refusals as no
from bot.domain.request import State
from tests.stories.clicking import asked, check_refused, press
from tests.stories.town import APPROVE, ASK_FOR_UMA, DENY, TRY_AGAIN, Town


@pytest.mark.parametrize("title", [APPROVE, DENY])
async def test_a_click_after_the_approval_is_told_of_it(town: Town, title: str) -> None:
    await town.client("rita").say(ASK_FOR_UMA)
    late = await town.client("ada").sees(APPROVE)
    await town.client("adam").click(await town.client("adam").sees(APPROVE), APPROVE)
    issued = await town.comes_to(State.ISSUED)

    answer = await town.client("ada").click(late, title)

    refusal = no.AlreadyDecided(State.ISSUED, town.person("adam"))
    await check_refused(town, answer, refusal, issued)


async def test_a_second_click_of_the_same_approver_makes_no_second_pass(town: Town) -> None:
    card = await town.asked()
    await town.client("adam").click(card, APPROVE)
    issued = await town.comes_to(State.ISSUED)

    answer = await town.client("adam").click(card, APPROVE)

    assert "was approved" in str(answer.body) or "Pass ready" in str(answer.body)
    assert await town.request() == issued
    assert len(town.posts) == 1


async def test_a_click_after_the_denial_is_told_of_it(town: Town) -> None:
    await town.client("rita").say(ASK_FOR_UMA)
    late = await town.client("ada").sees(APPROVE)
    await town.client("adam").click(await town.client("adam").sees(APPROVE), DENY)
    denied = await town.request()

    answer = await town.client("ada").click(late, APPROVE)

    await check_refused(town, answer, no.AlreadyDecided(State.DENIED, town.person("adam")), denied)


async def test_a_click_after_the_lapse_is_told_of_it(town: Town) -> None:
    card = await town.asked()
    town.sandbox.clock.move(timedelta(minutes=61))
    lapsed = await town.comes_to(State.LAPSED)

    answer = await town.client("adam").click(card, APPROVE)

    await check_refused(town, answer, no.AlreadyDecided(State.LAPSED, None), lapsed)


@pytest.mark.parametrize("key", ["ada", "rita"])
async def test_nobody_else_hides_the_code(town: Town, key: str) -> None:
    await town.issued()
    issued = await town.request()

    answer = await press(town, key, "done", issued.id)

    await check_refused(town, answer, no.NoSuchRequest(), issued)
    assert town.code_of("uma") in str(town.client("adam").messages[-1].card)


async def test_nobody_else_tries_again(town: Town) -> None:
    await town.asked()
    town.sandbox.clock.move(timedelta(minutes=61))
    lapsed = await town.comes_to(State.LAPSED)

    answer = await press(town, "rob", "try-again", lapsed.id)

    await check_refused(town, answer, no.NoSuchRequest(), lapsed)
    assert sum((await town.store.counts()).requests.values()) == 1


async def test_a_request_that_is_still_open_cannot_be_tried_again(town: Town) -> None:
    request = await asked(town)

    answer = await press(town, "rita", "try-again", request.id)

    await check_refused(town, answer, no.NotToTryAgain(), request)


async def test_try_again_makes_one_request_however_often_it_is_clicked(town: Town) -> None:
    await town.asked()
    town.sandbox.clock.move(timedelta(minutes=61))
    lapsed = await town.client("rita").sees(TRY_AGAIN)
    await town.client("rita").click(lapsed, TRY_AGAIN)
    again = await town.request()

    answer = await town.client("rita").click(lapsed, TRY_AGAIN)

    await check_refused(town, answer, no.TargetBusy(town.person("uma")), again)
