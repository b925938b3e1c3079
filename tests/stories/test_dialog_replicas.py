"""Codes in dialogs, where each click reaches another replica than the one before."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.request import State, Why
from bot.messages import dialogs
from tests.postgresql import database
from tests.stories.dialogs import HAVE_IT, SHOW, approved, in_dialog, said_in_messages, words
from tests.stories.replicas import replicas_at
from tests.stories.town import Town


@pytest.fixture
async def town(postgresql: str) -> AsyncIterator[Town]:
    async with database(postgresql) as url, replicas_at(url, desk=in_dialog) as made:
        yield made


async def test_another_replica_says_that_it_was_shown_and_takes_the_word_for_it(
    town: Town,
) -> None:
    card, adam = await approved(town), town.client("adam")
    await adam.submit(card, SHOW)

    again = await adam.submit(card, SHOW)

    assert dialogs.SHOWN_ALREADY in words(again)
    assert town.code_of("uma") not in words(again)
    await adam.submit_dialog(HAVE_IT)
    assert (await town.comes_to(State.ISSUED)).why is Why.DELIVERED
    assert len(town.posts) == 1


async def test_clicks_on_all_replicas_at_once_make_one_pass_and_show_it_once(town: Town) -> None:
    card, adam = await approved(town), town.client("adam")

    answers = await asyncio.gather(*(adam.submit(card, SHOW) for _ in range(9)))

    code = town.code_of("uma")
    assert len(town.posts) == 1
    assert any(code in words(each) for each in answers)
    assert code not in said_in_messages(town)


async def test_whatever_replica_sees_to_it_deletes_what_nobody_confirmed(town: Town) -> None:
    card = await approved(town)
    await town.client("adam").submit(card, SHOW)
    await town.all_is_shown()

    town.sandbox.clock.move(timedelta(minutes=3))

    assert (await town.comes_to(State.REVOKED)).why is Why.NOT_CONFIRMED
    assert town.pass_of("uma") is None
