"""What approvers are told besides the request: facts, and why they are asked. No verdicts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import messages
from bot.domain.demands import Approvers, Demands
from bot.domain.request import State
from bot.domain.rules import Desk
from bot.domain.ruling import Rule
from bot.messages import deciding
from bot.sandbox.server import Sandbox
from tests.stories.telling import issued
from tests.stories.town import APPROVE, ASK_FOR_UMA, DENY, Town, desk_of, town_at

A_DAY = timedelta(days=1)


def ruled(sandbox: Sandbox) -> Desk:
    """Uma's manager decides, or Ada, who is named; for all others the approvers do."""
    desk, tenant = desk_of(sandbox), sandbox.tenant
    named = Approvers(manager=True, people=frozenset({tenant.person("ada").id}))
    rules = (Rule("Sales", desk.requester_groups, demands=Demands(named, rule="Sales")),)
    return replace(desk, rules=rules)


@pytest.fixture
async def by_rule(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(tmp_path, ruled) as made:
        await made.client("ulf").install()
        yield made


async def test_an_ordinary_request_comes_without_remarks(town: Town) -> None:
    card = await town.asked()

    for label in (deciding.ACCOUNT_CREATED, deciding.EARLIER_PASS, "within the last 30 days"):
        assert label not in str(card.card)


async def test_a_young_account_is_a_fact(town: Town) -> None:
    uma = town.sandbox.tenant.person("uma")
    uma.created = town.sandbox.clock.now() - 2 * A_DAY

    card = await town.asked()

    assert f"**{deciding.ACCOUNT_CREATED}:** {{{{DATE({uma.created:%Y-%m-%dT%H:%M:%SZ}" in str(
        card.card
    )


async def test_an_earlier_pass_is_a_fact_for_a_week(town: Town) -> None:
    await town.issued()
    town.sandbox.clock.move(3 * A_DAY)
    await town.client("rita").sees("Pass ended")

    await town.client("rita").say(ASK_FOR_UMA)
    card = await town.client("ada").sees(APPROVE)
    await town.client("ada").click(card, DENY)
    await town.comes_to(State.DENIED)
    town.sandbox.clock.move(5 * A_DAY)
    await town.client("rita").say(ASK_FOR_UMA)
    later = await town.client("ada").sees(APPROVE)

    assert deciding.EARLIER_PASS in str(card.card)
    assert deciding.EARLIER_PASS not in str(later.card)


async def test_how_often_one_approved_the_other_is_told_to_that_approver_alone(
    town: Town,
) -> None:
    await town.issued()
    town.sandbox.clock.move(A_DAY)
    await town.client("rita").sees("Pass ended")

    await town.client("rita").say("/tap una@contoso.com")

    said = deciding.approved_before(1, town.person("rita"))
    await town.client("adam").sees(said)
    card = await town.client("ada").sees(APPROVE)
    assert "within the last 30 days" not in str(card.card)


async def test_a_room_is_not_told_what_one_of_its_people_did(town: Town) -> None:
    await issued(town)
    room = town.sandbox.teams.chats.group("Night shift", "adam", "ada")
    await town.client("ada").say("/tap here", room, mention=True)
    await town.client("ada").sees(messages.room_is_set())

    await town.client("rita").say("/tap una@contoso.com")

    card = await town.client("adam").sees(APPROVE)
    assert card.conversation == room.id
    assert "within the last 30 days" not in str(card.card)
    assert "You are asked because" not in str(card.card)


async def test_an_approver_reads_why_they_are_asked(town: Town) -> None:
    card = await town.asked()

    assert "You are asked because you are an approver of this help desk." in str(card.card)


async def test_a_rule_is_named_and_so_is_what_makes_one_an_approver(by_rule: Town) -> None:
    await by_rule.client("rita").say(ASK_FOR_UMA)

    named = await by_rule.client("ada").sees(APPROVE)
    manager = await by_rule.client("ulf").sees(APPROVE)

    assert "because the rule “Sales” names you" in str(named.card)
    assert "because you are the manager of Uma Underwood" in str(manager.card)
