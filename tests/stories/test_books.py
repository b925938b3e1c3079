"""The audit of a whole story: what it knows of Graph's calls, and where its head is told."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.domain.audit import Happened
from bot.domain.request import State
from bot.domain.rules import Desk
from bot.sandbox.server import Sandbox
from bot.sandbox.teams import Chat
from bot.store.archive import open_archive
from tests.patience import looked_for, until
from tests.stories.town import APPROVE, DENY, HURRIED, Town, desk_of, town_at

OFTEN = replace(HURRIED, books_every=timedelta(milliseconds=50))


def desk_told_daily(sandbox: Sandbox) -> Desk:
    return replace(desk_of(sandbox), head_daily=True)


def heads_in(room: Chat) -> list[str]:
    return [each.text for each in room.messages.values() if "The audit has" in each.text]


async def facts_of(town: Town, what: Happened) -> list[Mapping[str, str]]:
    return [row.event.facts for row in await town.store.events(100) if row.event.what is what]


async def test_every_pass_is_in_the_audit_with_the_ids_of_its_call(tmp_path: Path) -> None:
    async with town_at(tmp_path) as town:
        await town.issued()

        (post,) = town.posts
        (claimed,) = await facts_of(town, Happened.CLAIMED)
        (made,) = await facts_of(town, Happened.MADE)

    assert claimed == {"client_request_id": post.client_request_id}
    assert made["client_request_id"] == post.client_request_id
    assert made["graph_request_id"] == post.request_id


async def test_a_call_that_made_nothing_is_there_too(tmp_path: Path) -> None:
    async with town_at(tmp_path) as town:
        town.sandbox.faults.add("graph", method="POST", path="Methods$", status=403)
        await town.client("adam").click(await town.asked(), APPROVE)
        await town.comes_to(State.FAILED)

        (post,) = town.posts
        (failed,) = await facts_of(town, Happened.FAILED)

    assert failed["client_request_id"] == post.client_request_id
    assert failed["graph_request_id"] == post.request_id


async def test_the_chain_of_a_story_is_unbroken(tmp_path: Path) -> None:
    async with town_at(tmp_path) as town:
        await town.issued()

    async with open_archive(f"sqlite:///{town.database}") as archive:
        checked = await archive.check()

    assert checked.head.count > 4


async def test_the_head_goes_to_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with town_at(tmp_path, pace=OFTEN) as town:
        await town.issued()
        head = await town.store.head()

        await until(lambda: f"audit head {head}" in caplog.text)


async def test_the_head_goes_to_the_approvals_conversation_once_a_day(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with town_at(tmp_path, desk_told_daily, OFTEN) as town:
        room = town.sandbox.teams.chats.channel("Service desk", "adam", "rita")
        await town.client("adam").say("/tap here", room, mention=True)
        await until(lambda: len(heads_in(room)) == 1)

        await rounds(caplog)
        town.sandbox.clock.move(timedelta(hours=23))
        await rounds(caplog)
        in_the_first_day = len(heads_in(room))
        town.sandbox.clock.move(timedelta(hours=2))

        await until(lambda: len(heads_in(room)) == 2)
        assert in_the_first_day == 1


async def rounds(caplog: pytest.LogCaptureFixture) -> None:
    """Let the books be kept once more, from the beginning to the end."""
    before = caplog.text.count("audit head")
    await until(lambda: caplog.text.count("audit head") > before + 1)


async def test_what_was_kept_long_enough_is_removed_and_the_chain_goes_on(tmp_path: Path) -> None:
    def desk(sandbox: Sandbox) -> Desk:
        return replace(desk_of(sandbox), keep=timedelta(days=30))

    async with town_at(tmp_path, desk, OFTEN) as town:
        await town.client("adam").click(await town.asked(), DENY)
        denied = await town.comes_to(State.DENIED)
        town.sandbox.clock.move(timedelta(days=31))
        await looked_for(partial(town.store.get, denied.id), lambda found: found is None)

        assert Happened.PURGED in await town.events()
    async with open_archive(f"sqlite:///{town.database}") as archive:
        assert (await archive.check()).head.count > 2
