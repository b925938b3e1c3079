"""Where two have to approve, the last of them receives the code, and one denial ends it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import messages
from bot.domain import refusals as no
from bot.domain.request import State
from bot.domain.rules import Desk
from bot.messages import deciding
from bot.sandbox.server import Sandbox
from bot.sandbox.teams import Message
from tests.patience import until
from tests.stories.batches import ASK_FOR_TWO, SEVERAL, codes, come_to
from tests.stories.town import APPROVE, ASK_FOR_UMA, DENY, DONE, Town, desk_of, town_at


def two_approve(sandbox: Sandbox) -> Desk:
    return replace(desk_of(sandbox), approvals_needed=2)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(tmp_path, two_approve) as made:
        yield made


async def cards_of(town: Town) -> dict[str, Message]:
    """Rita asks for Uma; what comes back are the cards of both approvers."""
    await town.asked()
    return {key: await town.client(key).sees(APPROVE) for key in ("adam", "ada")}


def buttons(card: object) -> list[str]:
    return [name for name in (APPROVE, DENY) if f"'title': '{name}'" in str(card)]


async def test_the_card_says_how_many_approve_and_who_receives_the_code(town: Town) -> None:
    cards = await cards_of(town)

    assert deciding.approvals_needed(2) in str(cards["adam"].card)
    assert "the last of them receives the code" in deciding.approvals_needed(2)


async def test_the_first_approval_makes_nothing_and_everybody_sees_it(town: Town) -> None:
    cards = await cards_of(town)

    answer = await town.client("adam").click(cards["adam"], APPROVE)

    await town.client("ada").sees("Approved so far by")
    await town.client("rita").sees("Approved so far by")
    await town.all_is_shown()
    seen = await town.client("adam").sees(deciding.VOTED)
    assert deciding.VOTED in str(answer.card)
    assert buttons(seen.card) == buttons(answer.card) == [DENY]
    assert (await town.request()).state is State.PENDING
    assert town.posts == []


async def test_the_last_to_approve_receives_the_code(town: Town) -> None:
    cards = await cards_of(town)
    await town.client("adam").click(cards["adam"], APPROVE)

    await town.client("ada").click(cards["ada"], APPROVE)

    await town.client("ada").sees(DONE)
    await town.client("rita").sees("Ada Adler has the code")
    assert town.code_of("uma") not in town.sandbox.teams.chats.everything_seen_by("adam")
    assert len(town.posts) == 1


async def test_nobody_approves_twice(town: Town) -> None:
    cards = await cards_of(town)
    await town.client("adam").click(cards["adam"], APPROVE)

    answer = await town.client("adam").click(cards["adam"], APPROVE)

    assert answer.toast == messages.refusal(no.AlreadyVoted())
    assert len((await town.request()).approvals) == 1
    assert await town.refusals() == ["AlreadyVoted"]


@pytest.mark.parametrize("key", ["adam", "ada"])
async def test_one_denial_ends_it_even_of_somebody_who_approved(town: Town, key: str) -> None:
    cards = await cards_of(town)
    await town.client("adam").click(cards["adam"], APPROVE)

    await town.client(key).click(cards[key], DENY)

    denied = await town.comes_to(State.DENIED)
    assert denied.decided_by == town.person(key)
    assert town.posts == []


async def test_both_at_once_make_one_pass(town: Town) -> None:
    cards = await cards_of(town)

    await asyncio.gather(*(town.client(key).click(card, APPROVE) for key, card in cards.items()))

    await town.comes_to(State.ISSUED)
    await until(lambda: len(codes(town, "adam") + codes(town, "ada")) == 1)
    assert len(town.posts) == 1


async def test_an_approver_who_has_left_does_not_count_any_more(town: Town) -> None:
    cards = await cards_of(town)
    await town.client("adam").click(cards["adam"], APPROVE)
    tenant = town.sandbox.tenant
    tenant.groups["approvers"].members.remove(tenant.person("adam").id)

    answer = await town.client("ada").click(cards["ada"], APPROVE)

    assert answer.toast == messages.refusal(no.VoterGone(town.person("adam")))
    assert town.posts == []


async def test_where_one_alone_could_approve_nobody_is_asked(town: Town) -> None:
    await town.removes_app("ada")

    await town.client("rita").say(ASK_FOR_UMA)

    await town.client("rita").sees(messages.refusal(no.NoApprover(anyone_exists=True, needed=2)))
    assert await town.refusals() == ["NoApprover"]


async def test_each_of_a_batch_needs_two(town: Town) -> None:
    await town.client("rita").say(ASK_FOR_TWO)
    cards = {key: await town.client(key).sees(SEVERAL) for key in ("adam", "ada")}
    await town.all_is_shown()
    first = await town.client("adam").click(cards["adam"], APPROVE)
    again = await town.client("ada").sees("Approved so far by")

    await town.client("ada").click(again, APPROVE)

    await come_to(town, uma=State.ISSUED, una=State.ISSUED)
    await until(lambda: len(codes(town, "ada")) == 2)
    assert str(first.card).count(deciding.VOTED_ROW) == 2
    assert buttons(first.card) == [DENY]
    assert codes(town, "adam") == []
