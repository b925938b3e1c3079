"""Before a pass is made somebody has made sure that the caller is the target, and says how."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import messages
from bot.domain import refusals as no
from bot.domain.audit import Happened
from bot.domain.demands import How, Verify
from bot.domain.request import Approval, State, Why
from bot.domain.rules import Desk
from bot.messages import deciding
from bot.sandbox.server import Sandbox
from bot.sandbox.teams import Message
from tests.stories.batches import ASK_FOR_TWO, SEVERAL, come_to, ticked, ticks, words
from tests.stories.clicking import press
from tests.stories.town import APPROVE, ASK_FOR_UMA, DENY, DONE, Town, desk_of, town_at

YES, NO = "Yes, this is right", "No, this is not right"


def attesting(sandbox: Sandbox) -> Desk:
    return replace(desk_of(sandbox), verify=Verify.ATTESTED)


def confirming(sandbox: Sandbox) -> Desk:
    return replace(desk_of(sandbox), verify=Verify.MANAGER)


@pytest.fixture
async def attested(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(tmp_path, attesting) as made:
        yield made


@pytest.fixture
async def confirmed(tmp_path: Path) -> AsyncIterator[Town]:
    """Ulf is Uma's and Una's manager."""
    async with town_at(tmp_path, confirming) as made:
        await made.client("ulf").install()
        yield made


async def asked_of_ulf(town: Town) -> Message:
    """Rita asks for Uma; what comes back is Ulf's card."""
    await town.client("rita").say(ASK_FOR_UMA)
    card = await town.client("ulf").sees(YES)
    await town.client("adam").sees("has to confirm first")
    await town.all_is_shown()
    return card


async def test_nobody_approves_without_saying_how_they_made_sure(attested: Town) -> None:
    card = await attested.asked()

    answer = await attested.client("adam").click(card, APPROVE)

    assert answer.toast == messages.refusal(no.NotVerified())
    assert (await attested.request()).state is State.PENDING
    assert await attested.refusals() == ["NotVerified"]


async def test_how_it_was_made_sure_is_shown_and_kept(attested: Town) -> None:
    card = await attested.asked()
    assert "Numbers on record: +44 7700 900123, +44 20 7946 0123" in words(card)

    await attested.client("adam").click(card, APPROVE, how="called-back")

    await attested.client("adam").sees(DONE)
    request = await attested.request()
    assert request.approvals == (Approval(attested.person("adam"), How.CALLED_BACK),)
    said = deciding.verified(How.CALLED_BACK, attested.person("adam"))
    await attested.client("rita").sees(said)
    await attested.client("ada").sees(said)
    rows = [each.event for each in await attested.store.events(100)]
    approved = [row.facts for row in rows if row.what is Happened.APPROVED]
    assert approved == [{"how": "called-back"}]


async def test_where_no_number_is_on_record_nobody_can_have_called_it(attested: Town) -> None:
    await attested.client("rita").say("/tap una@contoso.com")

    card = await attested.client("adam").sees(APPROVE)

    assert "Numbers on record: none" in words(card)
    assert "called-back" not in str(card.card)
    assert "in-person" in str(card.card)


async def test_a_denial_needs_no_verification(attested: Town) -> None:
    card = await attested.asked()

    await attested.client("adam").click(card, DENY)

    await attested.comes_to(State.DENIED)


async def test_those_of_a_batch_that_are_ticked_were_verified_in_the_same_way(
    attested: Town,
) -> None:
    await attested.client("rita").say(ASK_FOR_TWO)
    card = await attested.client("adam").sees(SEVERAL)
    await attested.all_is_shown()

    refused = await attested.client("adam").click(card, APPROVE)
    await attested.client("adam").click(
        card, APPROVE, how="in-person", **await ticks(attested, una=False)
    )

    found = await come_to(attested, uma=State.ISSUED, una=State.PENDING)
    assert refused.toast == messages.refusal(no.NotVerified())
    assert [given.how for given in found["uma"].approvals] == [How.IN_PERSON]


async def test_a_manager_is_asked_before_anybody_can_approve(confirmed: Town) -> None:
    await asked_of_ulf(confirmed)
    request = await confirmed.request()

    answer = await press(confirmed, "adam", "approve", request.id)

    card = await confirmed.client("adam").sees("has to confirm first")
    assert APPROVE not in [each["title"] for each in (card.card or {})["actions"]]
    assert answer.toast == messages.refusal(no.NotConfirmed(confirmed.person("ulf")))
    assert await confirmed.request() == request


async def test_once_the_manager_has_confirmed_it_can_be_approved(confirmed: Town) -> None:
    card = await asked_of_ulf(confirmed)

    answer = await confirmed.client("ulf").click(card, YES)

    asked = await confirmed.client("adam").sees("Confirmed by")
    await confirmed.client("adam").click(asked, APPROVE)
    await confirmed.client("adam").sees(DONE)
    await confirmed.client("ulf").sees("Pass ready")
    request = await confirmed.request()
    assert "You confirmed this" in str(answer.card)
    assert request.confirmed_by == confirmed.person("ulf")
    assert confirmed.code_of("uma") not in confirmed.sandbox.teams.chats.everything_seen_by("ulf")
    assert (await confirmed.events())[:3] == [
        Happened.REQUESTED,
        Happened.CONFIRMED,
        Happened.APPROVED,
    ]


async def test_a_manager_who_says_no_ends_it(confirmed: Town) -> None:
    card = await asked_of_ulf(confirmed)

    answer = await confirmed.client("ulf").click(card, NO)

    denied = await confirmed.comes_to(State.DENIED)
    assert (denied.why, denied.decided_by) == (Why.NOT_RIGHT, confirmed.person("ulf"))
    assert "The manager of Uma Underwood said that this is not right." in str(answer.card)
    await confirmed.client("rita").sees("said that this is not right")
    await confirmed.client("adam").sees("said that this is not right")
    assert confirmed.posts == []


@pytest.mark.parametrize("verb", ["confirm", "contradict"])
@pytest.mark.parametrize("key", ["adam", "rita", "rob"])
async def test_only_the_manager_confirms(confirmed: Town, key: str, verb: str) -> None:
    await asked_of_ulf(confirmed)
    request = await confirmed.request()

    answer = await press(confirmed, key, verb, request.id)

    assert answer.toast == messages.refusal(no.NoSuchRequest())
    assert await confirmed.request() == request
    assert await confirmed.refusals() == ["NoSuchRequest"]


async def test_a_manager_in_bad_standing_confirms_nothing(confirmed: Town) -> None:
    card = await asked_of_ulf(confirmed)
    confirmed.sandbox.tenant.person("ulf").enabled = False

    answer = await confirmed.client("ulf").click(card, YES)

    assert answer.toast == messages.refusal(no.NoSuchRequest())
    assert (await confirmed.request()).confirmed_by is None


async def test_who_is_no_longer_the_manager_confirms_nothing(confirmed: Town) -> None:
    card = await asked_of_ulf(confirmed)
    confirmed.sandbox.tenant.person("uma").manager = confirmed.person("ada").id

    answer = await confirmed.client("ulf").click(card, YES)

    assert answer.toast == messages.refusal(no.NoSuchRequest())
    assert (await confirmed.request()).confirmed_by is None


async def test_a_manager_out_of_reach_is_said_at_once(confirmed: Town) -> None:
    await confirmed.removes_app("ulf")

    await confirmed.client("rita").say(ASK_FOR_UMA)

    refused = no.NoManager(confirmed.person("uma"), confirmed.person("ulf"))
    await confirmed.client("rita").sees(messages.refusal(refused))
    assert await confirmed.refusals() == ["NoManager"]


async def test_who_has_no_manager_gets_no_pass_where_one_has_to_confirm(confirmed: Town) -> None:
    await confirmed.client("rita").say("/tap sam.smith@contoso.com")

    refused = no.NoManager(confirmed.person("sam.smith"))
    await confirmed.client("rita").sees(messages.refusal(refused))


async def test_a_manager_who_is_lost_before_the_card_came_ends_it(confirmed: Town) -> None:
    chat = confirmed.client("ulf").chat
    confirmed.sandbox.faults.add(
        "connector", method="POST", path=f"/{chat.id}/activities$", status=403
    )

    await confirmed.client("rita").say(ASK_FOR_UMA)

    failed = await confirmed.comes_to(State.FAILED)
    assert failed.why is Why.MANAGER_CLOSED
    await confirmed.client("rita").sees("could not write to the manager of Uma Underwood")


async def test_each_of_a_batch_is_confirmed_by_itself(confirmed: Town) -> None:
    ulf = confirmed.client("ulf")
    await confirmed.client("rita").say(ASK_FOR_TWO)
    card = await ulf.sees("for Una Usher, who")
    await ulf.sees("for Uma Underwood, who")
    await confirmed.all_is_shown()

    await ulf.click(card, YES)

    batch = await confirmed.client("adam").sees("Confirmed by")
    await confirmed.client("adam").click(batch, APPROVE)
    await come_to(confirmed, una=State.ISSUED, uma=State.PENDING)
    assert ticked(batch.card) == ["Uma Underwood", "Una Usher"]


async def test_yes_and_no_at_once_have_one_outcome(confirmed: Town) -> None:
    card = await asked_of_ulf(confirmed)
    ulf = confirmed.client("ulf")

    await asyncio.gather(*(ulf.click(card, button) for button in (YES, NO, YES)))

    denied = await confirmed.comes_to(State.DENIED)
    assert denied.why is Why.NOT_RIGHT
