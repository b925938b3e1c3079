"""A code in a dialog is in answers to its approver's own invokes, and nowhere else."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.request import State
from tests.attacks.listening_in import Log, turns_end
from tests.attacks.test_secrets import (
    PASSES,
    Story,
    check_nothing_in,
    check_places,
    every_step_is_told,
    secrets_of,
)
from tests.attacks.wiretap import wiretapped
from tests.stories.dialogs import HAVE_IT, SHOW, in_dialog, said_in_messages, shown
from tests.stories.town import HURRIED, Town, town_at

PATIENT = replace(HURRIED, answer_within=timedelta(seconds=5), lease=timedelta(seconds=60))


async def confirmed(town: Town) -> None:
    await shown(town)
    await town.client("adam").submit_dialog(HAVE_IT)
    await town.comes_to(State.ISSUED)


async def in_vain(town: Town) -> None:
    """The dialog is opened twice, and nobody says that the code arrived."""
    await shown(town)
    await town.client("adam").submit(await town.client("adam").sees(SHOW), SHOW)
    await town.all_is_shown()
    town.sandbox.clock.move(timedelta(minutes=3))
    await town.comes_to(State.REVOKED)


async def too_late(town: Town) -> None:
    """The code comes when Teams waits no longer, and again in time."""
    town.sandbox.faults.add("graph", method="POST", path=PASSES, delay=8, times=1)
    await shown(town)
    await town.client("adam").sees("so it was deleted")
    await town.client("adam").submit(await town.client("adam").sees(SHOW), SHOW)
    await town.client("adam").submit_dialog(HAVE_IT)
    await town.comes_to(State.ISSUED)


@pytest.mark.parametrize("story", [confirmed, in_vain, too_late], ids=lambda story: story.__name__)
async def test_it_stands_in_no_message_log_or_record(
    log: Log, tmp_path: Path, story: Story
) -> None:
    async with town_at(tmp_path, in_dialog, PATIENT) as town, wiretapped(town) as answers:
        with every_step_is_told():
            await story(town)
        await turns_end()
        codes = [secret for name, secret in secrets_of(town).items() if name.startswith("code ")]

        others = [one for one in answers if HAVE_IT not in one]
        assert any(code in answer for answer in answers for code in codes)
        check_nothing_in(said_in_messages(town), secrets_of(town), "messages")
        await check_places(town, log, others)
