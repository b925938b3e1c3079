"""Those who were asked and have not decided are reminded, later and later apart."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import messages
from bot.domain.audit import Happened
from bot.domain.request import State
from bot.domain.rules import Desk
from bot.sandbox.server import Sandbox
from tests.stories.telling import times_told, told
from tests.stories.town import APPROVE, DENY, Town, desk_of, town_at

REMINDER = "Reminder: Rita Reyes asked for a pass for Uma Underwood"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def town_of_two(tmp_path: Path) -> AsyncIterator[Town]:
    """Two approvers have to say yes."""

    def desk(sandbox: Sandbox) -> Desk:
        return replace(desk_of(sandbox), approvals_needed=2)

    async with town_at(tmp_path, desk) as town:
        yield town


async def pass_by(town: Town, minutes: int) -> None:
    await town.all_is_shown()
    town.sandbox.clock.move(minutes * MINUTE)


async def reminders(town: Town) -> int:
    return (await town.events()).count(Happened.REMINDED)


async def test_those_asked_are_reminded_twice(town: Town) -> None:
    await town.asked()

    await pass_by(town, 16)
    for key in ("adam", "ada"):
        await told(town, key, REMINDER, times=1)
    await pass_by(town, 30)
    for key in ("adam", "ada"):
        await told(town, key, REMINDER, times=2)

    await pass_by(town, 10)
    assert await reminders(town) == 2
    assert (await town.request()).reminded == 2
    assert [times_told(town, key, REMINDER) for key in ("adam", "ada", "rita")] == [2, 2, 0]


async def test_a_reminder_has_the_time_and_where_to_look(town: Town) -> None:
    await town.asked()

    await pass_by(town, 16)
    await told(town, "adam", REMINDER)

    until = messages.instant((await town.request()).lapses)
    await told(town, "adam", f"waits for a decision until {until}. Type /tap pending")


async def test_a_request_that_nobody_answers_lapses_after_its_reminders(town: Town) -> None:
    await town.asked()

    await pass_by(town, 16)
    await told(town, "adam", REMINDER)
    await pass_by(town, 45)

    await town.comes_to(State.LAPSED)
    assert await reminders(town) == 1


async def test_what_is_decided_is_not_brought_to_mind(town: Town) -> None:
    card = await town.asked()
    await town.client("adam").click(card, DENY)
    await town.comes_to(State.DENIED)

    await pass_by(town, 50)
    await town.client("ada").say("/tap status")
    await told(town, "ada", messages.labels.NO_REQUESTS)

    assert times_told(town, "ada", REMINDER) == 0
    assert await reminders(town) == 0


async def test_who_has_approved_is_not_reminded(town_of_two: Town) -> None:
    town = town_of_two
    await town.client("adam").click(await town.asked(), APPROVE)
    await town.client("ada").sees("Approved so far by")

    await pass_by(town, 16)
    await told(town, "ada", REMINDER)

    await town.all_is_shown()
    assert times_told(town, "adam", REMINDER) == 0


async def test_the_room_of_approvals_is_reminded_in_place_of_people(town: Town) -> None:
    room = town.sandbox.teams.chats.group("Approvals", "adam", "ada", "rita")
    await town.client("adam").say("/tap here", room, mention=True)
    await town.client("adam").sees(messages.room_is_set())
    await town.client("rita").say("/tap uma@contoso.com")
    await town.client("adam").sees(APPROVE)

    await pass_by(town, 16)
    await told(town, "adam", REMINDER)

    said = [each for each in town.client("adam").messages if REMINDER in each.text]
    assert [each.conversation for each in said] == [room.id]


async def test_a_batch_is_brought_to_mind_once(town: Town) -> None:
    await town.client("rita").say("/tap uma@contoso.com una@contoso.com")
    await town.client("adam").sees(APPROVE)

    await pass_by(town, 16)
    await told(town, "adam", "Reminder: Rita Reyes asked for a pass")
    await town.all_is_shown()

    assert times_told(town, "adam", "Reminder: Rita Reyes asked for a pass") == 1
    assert await reminders(town) == 2
