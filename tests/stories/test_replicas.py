"""Whichever replica an activity reaches, everything is done, and done once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest

from bot import messages
from bot.domain.audit import Happened
from bot.domain.request import State
from tests.patience import looked_for, until
from tests.postgresql import database
from tests.stories.replicas import replicas_at
from tests.stories.town import APPROVE, ASK_FOR_UMA, DONE, Town

TOLD = "Adam Abel has the code"


@pytest.fixture
async def town(postgresql: str) -> AsyncIterator[Town]:
    async with database(postgresql) as url, replicas_at(url) as made:
        yield made


def count(town: Town, key: str, words: str) -> int:
    """In how many of a person's messages these words stand."""
    return sum(words in f"{one.text} {one.card}" for one in town.client(key).messages)


def told(town: Town, words: str) -> int:
    """In how many of Rita's texts these words stand; her cards say them too."""
    return sum(words in one.text for one in town.client("rita").messages)


async def test_a_request_leads_to_one_pass_one_code_and_one_outcome(town: Town) -> None:
    await town.issued()

    await until(lambda: told(town, TOLD) > 0)
    assert (len(town.posts), count(town, "adam", DONE), told(town, TOLD)) == (1, 1, 1)
    assert await town.events() == [
        Happened.REQUESTED,
        Happened.APPROVED,
        Happened.CLAIMED,
        Happened.MADE,
        Happened.DELIVERED,
    ]


async def test_clicks_that_reach_all_replicas_at_once_count_once(town: Town) -> None:
    card = await town.asked()
    others = await town.client("ada").sees(APPROVE)

    await asyncio.gather(
        *(town.client("adam").click(card, APPROVE) for _ in range(9)),
        *(town.client("ada").click(others, APPROVE) for _ in range(9)),
    )

    await town.comes_to(State.ISSUED)
    await town.client("rita").sees("has the code")
    assert len(town.posts) == 1
    assert count(town, "adam", DONE) + count(town, "ada", DONE) == 1
    assert (await town.events()).count(Happened.APPROVED) == 1


async def test_the_same_request_at_all_replicas_is_stored_once(town: Town) -> None:
    rita = town.client("rita")

    await asyncio.gather(*(rita.say(ASK_FOR_UMA) for _ in range(6)))

    await town.client("adam").sees(APPROVE)
    await until(lambda: count(town, "rita", "open request for Uma") == 5)
    assert Counter(await town.events()) == {Happened.REQUESTED: 1, Happened.REFUSED: 5}
    assert count(town, "adam", APPROVE) == 1


async def test_what_is_due_is_looked_after_by_one_replica(town: Town) -> None:
    await town.asked()

    town.sandbox.clock.move(timedelta(minutes=61))

    await town.comes_to(State.LAPSED)
    await until(lambda: told(town, "has lapsed") > 0)
    assert (await town.events()).count(Happened.LAPSED) == 1
    assert told(town, "has lapsed") == 1


async def test_a_code_is_hidden_once(town: Town) -> None:
    await town.issued()

    town.sandbox.clock.move(timedelta(minutes=11))

    await town.client("adam").sees("Code hidden")
    assert (await town.events()).count(Happened.HIDDEN) == 1


async def test_a_pause_at_one_replica_holds_at_all(town: Town) -> None:
    card = await town.asked()
    await town.client("ada").say("/tap pause")
    await town.client("ada").sees(messages.paused_now())
    paused = await town.store.paused()

    answers = [await town.client("adam").click(card, APPROVE) for _ in range(3)]

    assert paused is not None
    assert [each.toast for each in answers] == [messages.refusal(paused)] * 3
    assert town.posts == []


async def test_who_comes_back_to_another_replica_is_known_again(town: Town) -> None:
    adam = town.client("adam")
    for times in (1, 2, 3):
        await adam.say("/tap help")
        await until(lambda times=times: count(town, "adam", "/tap help") >= times)
    await town.removes_app("adam")

    await adam.install()

    await looked_for(partial(town.store.remembered, town.person("adam").id))
    assert await town.asked()
