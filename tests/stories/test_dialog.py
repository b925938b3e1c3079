"""A code in a dialog: made when its approver opens it, in no message, and confirmed or deleted."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import messages
from bot.domain import no_code
from bot.domain.audit import Happened
from bot.domain.request import State, Why
from bot.messages import dialogs, labels
from tests.stories.dialogs import (
    HAVE_IT,
    SHOW,
    approved,
    in_dialog,
    said_in_messages,
    shown,
    words,
)
from tests.stories.town import ASK_FOR_UMA, Town, town_at

PASSES = "/temporaryAccessPassMethods$"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(tmp_path, in_dialog) as made:
        yield made


async def test_nothing_is_made_before_its_approver_asks_for_it(town: Town) -> None:
    await approved(town)

    assert (await town.request()).state is State.APPROVED
    assert town.posts == []
    assert "Adam Abel said yes" in str((await town.client("rita").sees("approved")).card)


async def test_the_code_is_in_the_dialog_and_in_no_message(town: Town) -> None:
    answer = await shown(town)

    assert town.code_of("uma") in words(answer)
    assert len(town.posts) == 1
    await town.client("adam").submit_dialog(HAVE_IT)
    await town.all_is_shown()
    assert town.client("adam").dialog is None
    assert town.code_of("uma") not in said_in_messages(town)


async def test_the_code_can_be_spelled_out_there(town: Town) -> None:
    answer = await shown(town)

    assert labels.SPELL in words(answer)
    assert messages.length(town.code_of("uma")) in words(answer)


async def test_who_has_the_code_says_so_and_everybody_is_told(town: Town) -> None:
    await shown(town)
    assert (await town.request()).state is State.ISSUING

    await town.client("adam").submit_dialog(HAVE_IT)

    issued = await town.comes_to(State.ISSUED)
    assert (issued.why, issued.shows_code) == (Why.DELIVERED, False)
    await town.client("rita").sees("Adam Abel has the code")
    await town.client("adam").sees(dialogs.RECEIVED_TITLE)
    assert await town.events() == [
        Happened.REQUESTED,
        Happened.APPROVED,
        Happened.CLAIMED,
        Happened.MADE,
        Happened.SHOWN,
        Happened.DELIVERED,
    ]


async def test_a_pass_whose_code_nobody_confirms_is_deleted(town: Town) -> None:
    await shown(town)
    await town.all_is_shown()

    town.sandbox.clock.move(timedelta(minutes=2, seconds=5))

    revoked = await town.comes_to(State.REVOKED)
    assert revoked.why is Why.NOT_CONFIRMED
    assert town.pass_of("uma") is None
    await town.client("adam").sees("Please do not hand the code over")
    await town.client("rita").sees("did not say that the code was received")
    answer = await town.client("adam").submit_dialog(HAVE_IT)
    assert "Please do not hand the code over" in str(answer.toast)


async def test_a_pass_that_was_used_unconfirmed_alarms_all_who_were_asked(town: Town) -> None:
    await shown(town, f"{ASK_FOR_UMA} --once")
    await town.all_is_shown()
    assert town.sandbox.tenant.use_pass(town.sandbox.tenant.person("uma"), town.code_of("uma"))

    town.sandbox.clock.move(timedelta(minutes=2, seconds=5))

    used = await town.comes_to(State.USED)
    assert used.why is Why.NOT_CONFIRMED
    for key in ("adam", "ada"):
        await town.client(key).sees(messages.afterwards.alarm(used))
    await town.client("rita").sees(messages.headline(used))
    assert (await town.events()).count(Happened.ALARMED) == 1


async def test_who_is_not_asked_in_time_makes_nothing(town: Town) -> None:
    card = await approved(town)

    town.sandbox.clock.move(timedelta(minutes=31))

    lapsed = await town.comes_to(State.LAPSED)
    assert lapsed.why is Why.NOT_OPENED
    await town.client("rita").sees("did not open it in time, and nothing was made")
    late = await town.client("adam").submit(card, SHOW)
    assert "did not open it in time" in str(late.toast)
    assert town.posts == []


async def test_a_second_click_while_it_is_being_made_makes_no_second_pass(town: Town) -> None:
    card = await approved(town)
    town.sandbox.faults.add("graph", method="POST", path=PASSES, delay=1, times=1)
    adam = town.client("adam")

    answers = await asyncio.gather(adam.submit(card, SHOW), adam.submit(card, SHOW))

    assert sum(each.dialog is not None for each in answers) == 1
    waits = messages.refusal(no_code.BeingMade(town.person("uma")))
    assert [each.toast for each in answers if each.toast] == [waits]
    assert len(town.posts) == 1


async def test_a_dialog_that_was_closed_is_opened_again_with_the_same_code(town: Town) -> None:
    card = await approved(town)
    first = await town.client("adam").submit(card, SHOW)

    again = await town.client("adam").submit(await town.client("adam").sees(SHOW), SHOW)

    assert again.dialog == first.dialog
    assert len(town.posts) == 1


async def test_a_client_without_dialogs_gets_no_code_in_a_message(town: Town) -> None:
    await approved(town)
    adam, request = town.client("adam"), await town.request()
    activity = adam.compose.message(adam.chat, "", mention=False, targeted=False)
    data = {"verb": "show-pass", "request": request.id}

    await adam.send(activity, text=None, value=data)

    await adam.sees(dialogs.NO_DIALOG)
    assert town.posts == []


async def test_the_form_still_opens_as_a_dialog(town: Town) -> None:
    answer = await town.client("rita").open_dialog("form")

    assert labels.FORM in words(answer)


async def test_the_requester_may_ask_again_after_it_was_handed_over(town: Town) -> None:
    await shown(town)
    await town.client("adam").submit_dialog(HAVE_IT)
    await town.comes_to(State.ISSUED)

    await town.client("rita").say(ASK_FOR_UMA)

    await town.comes_to(State.PENDING)
