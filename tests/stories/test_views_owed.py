"""What people are owed to see: it comes late rather than never, and not for ever."""

from datetime import timedelta

import pytest

from bot.domain.audit import Happened
from tests.patience import until
from tests.stories.telling import written
from tests.stories.town import APPROVE, ASK_FOR_UMA, DONE, Town


def posts_fail(town: Town, key: str, **fault: float) -> None:
    """What the bot posts to this person's chat meets the fault; its updates do not."""
    path = f"/{town.client(key).chat.id}/activities$"
    town.sandbox.faults.add("connector", method="POST", path=path, **fault)  # type: ignore[arg-type]  # named fields of a fault


async def test_a_card_that_did_not_arrive_is_sent_again(town: Town) -> None:
    posts_fail(town, "adam", status=503, times=2)

    await town.client("rita").say(ASK_FOR_UMA)

    card = await town.client("adam").sees(APPROVE)
    await town.client("adam").click(card, APPROVE)
    await town.client("adam").sees(DONE)


async def test_a_chat_that_hangs_holds_up_nobody_else(town: Town) -> None:
    posts_fail(town, "adam", delay=60)

    await town.client("rita").say(ASK_FOR_UMA)

    card = await town.client("ada").sees(APPROVE)
    await town.client("ada").click(card, APPROVE)
    await town.client("ada").sees(DONE)
    await town.client("rita").sees("Ada Adler has the code")


async def test_a_view_that_could_not_be_shown_for_a_day_is_given_up(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    posts_fail(town, "adam", status=503)
    await town.client("rita").say(ASK_FOR_UMA)
    await town.client("ada").sees(APPROVE)
    await until(lambda: "put off" in caplog.text)

    town.sandbox.clock.move(timedelta(hours=25))

    await written(town, Happened.UNSEEN)
    adam = town.person("adam")
    assert f"cannot be shown to {adam.id!a}" in caplog.text
    rows = [each.event for each in await town.store.events(1000)]
    unseen = [row.facts for row in rows if row.what is Happened.UNSEEN]
    assert unseen == [{"view": "approver", "to": adam.id}]
