"""What somebody sees who has just met the bot, and what they see while they wait."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import messages
from bot.domain.rules import Desk, Standing
from bot.messages import labels
from bot.sandbox.server import Sandbox
from tests.stories.town import ASK_FOR_UMA, HURRIED, Town, desk_of, town_at

CONTACT = "the service desk, 4711"
SLOW = 0.5


def with_contact(sandbox: Sandbox) -> Desk:
    return replace(desk_of(sandbox), contact=CONTACT)


@pytest.fixture
async def impatient(tmp_path: Path) -> AsyncIterator[Town]:
    """A town whose people soon want to hear that the bot is at it."""
    pace = replace(HURRIED, silence=timedelta(milliseconds=50))
    async with town_at(tmp_path, with_contact, pace) as town:
        for key in ("rita", "rob", "adam", "ada"):
            await town.client(key).sees(labels.WELCOME)
        yield town


async def help_for(town: Town, key: str) -> str:
    await town.client(key).say("/tap help")
    return str((await town.client(key).sees(labels.HELP)).card)


def texts(town: Town, key: str) -> list[str]:
    return [each.text for each in town.client(key).chat.messages.values()]


async def test_the_welcome_shows_two_examples(town: Town) -> None:
    welcome = await town.client("rita").sees(labels.WELCOME)

    examples = [typed for typed, _ in labels.HELP_EXAMPLES if typed in str(welcome.card)]
    assert len(examples) == 2


async def test_a_requester_is_shown_how_to_ask(town: Town) -> None:
    card = await help_for(town, "rita")

    assert messages.may_do(Standing(requests=True, approves=False)) in card
    assert labels.OPEN_FORM in card
    assert labels.APPROVING not in card


async def test_an_approver_is_shown_what_approvers_can_do(town: Town) -> None:
    card = await help_for(town, "adam")

    assert messages.may_do(Standing(requests=False, approves=True)) in card
    assert "/tap pause" in card
    assert labels.OPEN_FORM not in card


async def test_who_is_both_is_shown_both(town: Town) -> None:
    rita, approvers = town.sandbox.tenant.person("rita"), town.sandbox.tenant.groups["approvers"]
    approvers.members.add(rita.id)

    card = await help_for(town, "rita")

    assert messages.may_do(Standing(requests=True, approves=True)) in card
    assert labels.OPEN_FORM in card
    assert labels.APPROVING in card


async def test_who_may_do_nothing_is_told_whom_to_ask(impatient: Town) -> None:
    await impatient.client("uma").install()

    card = await help_for(impatient, "uma")

    assert messages.may_do(Standing(requests=False, approves=False, contact=CONTACT)) in card
    assert CONTACT in card
    assert labels.EXAMPLES not in card


async def test_help_is_shown_even_if_nobody_can_say_who_somebody_is(town: Town) -> None:
    town.sandbox.faults.add("graph", status=403)

    card = await help_for(town, "rita")

    assert labels.EXAMPLES in card
    assert labels.APPROVING in card


async def test_who_waits_for_long_is_told_once_that_the_bot_is_at_it(impatient: Town) -> None:
    impatient.sandbox.faults.add("graph", path="/policies/", delay=SLOW, times=1)

    await impatient.client("rita").say(ASK_FOR_UMA)

    await impatient.client("rita").sees("Waiting for approval")
    assert texts(impatient, "rita").count(messages.working_on_it()) == 1


async def test_who_is_answered_soon_is_told_nothing_else(town: Town) -> None:
    await town.client("rita").say(ASK_FOR_UMA)

    await town.client("rita").sees("Waiting for approval")
    assert messages.working_on_it() not in texts(town, "rita")


async def test_a_word_of_patience_that_cannot_be_said_stops_no_request(impatient: Town) -> None:
    impatient.sandbox.faults.add("graph", path="/policies/", delay=SLOW, times=1)
    impatient.sandbox.faults.add(
        "connector", method="POST", path="/activities", status=400, times=1
    )

    await impatient.client("rita").say(ASK_FOR_UMA)

    await impatient.client("rita").sees("Waiting for approval")
    assert messages.working_on_it() not in texts(impatient, "rita")
