"""Somebody who has a pass gets another one: told, replaced or refused, and never two at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import messages
from bot.domain import refusals as no
from bot.domain.request import Request, State, Why
from bot.domain.rules import Desk, Existing
from bot.messages import labels
from bot.sandbox.passes import Pass
from bot.sandbox.server import Sandbox
from bot.sandbox.teams import Message
from tests.stories.town import APPROVE, ASK_FOR_UMA, DONE, Town, desk_of, town_at

PASSES = "/temporaryAccessPassMethods"
TOLD = "There is a pass already"


def desk_that(existing: Existing) -> Callable[[Sandbox], Desk]:
    return lambda sandbox: replace(desk_of(sandbox), existing=existing)


async def asks_again(town: Town) -> Message:
    """Rita asks for Uma once more; Adam's new card."""
    await town.client("rita").say(ASK_FOR_UMA)
    newer = await town.comes_to(State.PENDING)
    return await town.client("adam").sees(newer.id)


async def both(town: Town) -> tuple[Request, Request]:
    """Rita's requests, the older one first."""
    newer, older = await town.store.latest(town.person("rita").id, 2)
    return older, newer


async def older_ends(town: Town) -> Request:
    first, _ = await both(town)
    ended = await town.store.get(first.id)
    assert ended is not None
    assert ended.state is State.ENDED
    return ended


def made_elsewhere(town: Town) -> Pass:
    """An administrator has made Uma a pass in the admin center."""
    clock = town.sandbox.clock
    return town.sandbox.tenant.passes.create(
        town.person("uma").id,
        now=clock.now(),
        starts=None,
        lifetime=timedelta(hours=1),
        one_time=False,
        length=12,
    )


async def test_approvers_are_told_of_the_pass_that_theirs_replaces(town: Town) -> None:
    await town.issued()
    made = town.pass_of("uma")
    assert made is not None

    card = str((await asks_again(town)).card)

    assert TOLD in card
    assert f"{made.starts:%Y-%m-%dT%H:%M:%SZ}" in card
    assert f"{made.ends:%Y-%m-%dT%H:%M:%SZ}" in card


async def test_without_a_pass_there_is_nothing_to_tell(town: Town) -> None:
    card = await town.asked()

    assert TOLD not in str(card.card)


@pytest.mark.parametrize("replaces", [True, False], ids=["Graph replaces", "Graph refuses"])
async def test_the_older_request_ends_and_its_code_is_hidden(town: Town, *, replaces: bool) -> None:
    town.sandbox.tenant.switches.replace_passes = replaces
    with_code = await town.issued()
    older_code = town.code_of("uma")

    await town.client("adam").click(await asks_again(town), APPROVE)

    newer = await town.comes_to(State.ISSUED)
    ended = await older_ends(town)
    assert (ended.why, ended.id != newer.id) == (Why.REPLACED, True)
    assert town.code_of("uma") != older_code
    assert older_code not in str([one.card for one in town.client("adam").messages])
    shown = next(one for one in town.client("adam").messages if one.id == with_code.id)
    assert messages.why(ended) in str(shown.card)
    assert len(town.posts) == 2


async def test_a_pass_that_was_made_elsewhere_is_replaced_too(town: Town) -> None:
    old = made_elsewhere(town)
    card = await asks_again(town)
    assert TOLD in str(card.card)

    await town.client("adam").click(card, APPROVE)

    await town.comes_to(State.ISSUED)
    assert town.code_of("uma") != old.code


async def test_a_pass_that_was_used_before_it_was_replaced_is_noted_as_used(town: Town) -> None:
    await town.issued(f"{ASK_FOR_UMA} --once")
    tenant = town.sandbox.tenant
    assert tenant.use_pass(tenant.person("uma"), town.code_of("uma"))

    await town.client("adam").click(await asks_again(town), APPROVE)

    await town.comes_to(State.ISSUED)
    older, _ = await both(town)
    assert older.state is State.USED


async def test_where_the_older_pass_cannot_be_deleted_no_new_one_is_made(town: Town) -> None:
    await town.issued()
    older_code, card = town.code_of("uma"), await asks_again(town)
    town.sandbox.faults.add("graph", method="DELETE", path=PASSES, status=403)

    await town.client("adam").click(card, APPROVE)

    failed = await town.comes_to(State.FAILED)
    assert failed.why is Why.GRAPH_REFUSED
    assert town.code_of("uma") == older_code
    assert len(town.posts) == 1
    await town.client("rita").sees(messages.outcome(failed))


async def test_a_pass_that_is_refused_after_that_leaves_none(town: Town) -> None:
    await town.issued()
    card = await asks_again(town)
    town.sandbox.faults.add("graph", method="POST", path=f"{PASSES}$", status=403)

    await town.client("adam").click(card, APPROVE)

    failed = await town.comes_to(State.FAILED)
    assert town.pass_of("uma") is None
    assert (await older_ends(town)).why is Why.REPLACED
    await town.client("rita").sees(messages.outcome(failed))


async def test_a_desk_may_replace_without_a_word(tmp_path: Path) -> None:
    async with town_at(tmp_path, desk_that(Existing.REPLACE)) as town:
        await town.issued()
        card = await asks_again(town)

        await town.client("adam").click(card, APPROVE)

        await town.comes_to(State.ISSUED)
        assert TOLD not in str(card.card)
        assert (await older_ends(town)).why is Why.REPLACED


async def test_a_desk_may_refuse_a_second_pass(tmp_path: Path) -> None:
    async with town_at(tmp_path, desk_that(Existing.REFUSE)) as town:
        await town.issued()
        made, before = town.pass_of("uma"), await town.request()
        assert before.made is not None

        await town.client("rita").say(ASK_FOR_UMA)

        refused = no.PassExists(town.person("uma"), before.made.start, before.made.end)
        await town.client("rita").sees(messages.refusal(refused))
        assert (await town.request()).id == before.id
        assert town.pass_of("uma") == made


async def test_a_pass_that_has_come_meanwhile_is_refused_at_the_click(tmp_path: Path) -> None:
    async with town_at(tmp_path, desk_that(Existing.REFUSE)) as town:
        card = await town.asked()
        made = made_elsewhere(town)

        answer = await town.client("adam").click(card, APPROVE)

        assert "has a pass already" in str(answer.toast)
        assert town.posts == []
        assert town.pass_of("uma") == made


async def test_the_code_that_stands_is_the_newer_one(town: Town) -> None:
    await town.issued()
    await town.client("adam").click(await asks_again(town), APPROVE)
    newer = await town.comes_to(State.ISSUED)
    await town.client("rita").sees(f"{newer.id}")

    standing = [one for one in town.client("adam").messages if DONE in str(one.card)]

    assert len(standing) == 1
    assert town.code_of("uma") in str(standing[0].card)
    assert labels.CODE in str(standing[0].card)
