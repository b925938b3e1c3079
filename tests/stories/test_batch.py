"""Several people at once: one card, a tick for each of them, and each with an own outcome."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot import messages
from bot.domain import refusals as no
from bot.domain.choosing import NothingChosen
from bot.domain.request import Request, State
from bot.messages import deciding
from tests.patience import until
from tests.stories.batches import (
    ASK_FOR_TWO,
    SEVERAL,
    asked_for_two,
    codes,
    come_to,
    hired,
    requests_of,
    ticked,
    ticks,
    words,
)
from tests.stories.clicking import send
from tests.stories.town import APPROVE, DENY, Town


async def test_one_click_approves_all_and_each_has_a_pass_and_a_code_of_its_own(
    town: Town,
) -> None:
    card = await asked_for_two(town)

    answer = await town.client("adam").click(card, APPROVE)

    await come_to(town, uma=State.ISSUED, una=State.ISSUED)
    await until(lambda: len(codes(town, "adam")) == 2)
    assert SEVERAL not in str(answer.card)
    assert [post.body for post in town.posts] == [{"lifetimeInMinutes": 120}] * 2
    shown = " ".join(str(one.card) for one in codes(town, "adam"))
    assert town.code_of("uma") in shown
    assert town.code_of("una") in shown


async def test_twenty_people_are_asked_for_and_approved_at_once(town: Town) -> None:
    keys = hired(town, 20)
    await town.client("rita").say("/tap " + "\n".join(f"{key}@contoso.com" for key in keys))
    card = await town.client("adam").sees(SEVERAL)
    await town.all_is_shown()

    await town.client("adam").click(card, APPROVE)

    await come_to(town, **dict.fromkeys(keys, State.ISSUED))
    await until(lambda: len(codes(town, "adam")) == 20)
    assert len(ticked(card.card)) == len(town.posts) == 20
    assert len([one for one in town.client("rita").messages if one.card]) == 2


async def test_what_is_not_ticked_stays_open_and_comes_back(town: Town) -> None:
    card = await asked_for_two(town)

    answer = await town.client("adam").click(card, APPROVE, **await ticks(town, una=False))

    found = await come_to(town, uma=State.ISSUED, una=State.PENDING)
    assert ticked(answer.card) == ["Una Usher"]
    assert found["una"].approvals == ()
    await town.client("ada").sees("with the approver")
    again = await town.client("ada").sees(SEVERAL)
    assert ticked(again.card) == ["Una Usher"]
    await town.client("ada").click(again, APPROVE)
    await come_to(town, una=State.ISSUED)
    assert len(codes(town, "ada")) == 1


async def test_a_denial_with_its_note_is_for_those_who_are_ticked(town: Town) -> None:
    card = await asked_for_two(town)

    await town.client("adam").click(
        card, DENY, note="Please ring me", **await ticks(town, uma=False)
    )

    found = await come_to(town, uma=State.PENDING, una=State.DENIED)
    assert found["una"].note == "Please ring me"
    await town.client("rita").sees("The request for Una Usher was denied.")
    assert town.posts == []


async def test_who_ticks_nobody_is_told_so(town: Town) -> None:
    card = await asked_for_two(town)

    for button in (APPROVE, DENY):
        answer = await town.client("adam").click(
            card, button, **await ticks(town, uma=False, una=False)
        )
        assert answer.toast == messages.refusal(NothingChosen())

    await come_to(town, uma=State.PENDING, una=State.PENDING)
    assert await town.refusals() == ["NothingChosen"] * 2


async def test_the_requester_follows_them_all_on_one_card(town: Town) -> None:
    card = await asked_for_two(town)
    mine = await town.client("rita").sees("Una Usher")

    await town.client("adam").click(card, DENY, **await ticks(town, uma=False))

    requests = await requests_of(town)
    await town.client("rita").sees(f"{State.DENIED.lower()}")
    await town.all_is_shown()
    (now,) = [one for one in town.client("rita").messages if one.id == mine.id]
    assert f"waiting for an approver \N{MIDDLE DOT} {requests['uma'].id}" in words(now)
    assert f"denied \N{MIDDLE DOT} {requests['una'].id}" in words(now)


async def test_who_is_refused_drops_out_and_is_named(town: Town) -> None:
    await town.client("rita").say(f"{ASK_FOR_TWO} grace@contoso.com".replace("--", "\n--"))
    await town.client("rita").say("/tap uma@contoso.com grace@contoso.com una@contoso.com")

    card = await town.client("adam").sees(SEVERAL)

    assert ticked(card.card) == ["Uma Underwood", "Una Usher"]
    refused = no.TargetRefused(town.person("grace"))
    await town.client("rita").sees(messages.left_out("grace@contoso.com", refused))


async def test_two_approvers_at_once_make_one_pass_for_each(town: Town) -> None:
    await asked_for_two(town)
    cards = {key: await town.client(key).sees(SEVERAL) for key in ("adam", "ada")}

    await asyncio.gather(*(town.client(key).click(card, APPROVE) for key, card in cards.items()))

    await come_to(town, uma=State.ISSUED, una=State.ISSUED)
    await until(lambda: len(codes(town, "adam") + codes(town, "ada")) == 2)
    assert len(town.posts) == 2
    assert await town.refusals() == ["AlreadyDecided"] * 2


async def test_what_another_approver_did_meanwhile_is_said_on_the_card(town: Town) -> None:
    card = await asked_for_two(town)
    await town.client("ada").click(
        await town.client("ada").sees(SEVERAL), DENY, **await ticks(town, una=False)
    )

    answer = await town.client("adam").click(card, APPROVE)

    denied = no.AlreadyDecided(State.DENIED, town.person("ada"))
    assert f"Uma Underwood: {messages.refusal(denied)}" in str(answer.card)
    await come_to(town, uma=State.DENIED, una=State.ISSUED)


async def test_nobody_decides_on_their_own_row_but_on_the_others(town: Town) -> None:
    await asked_for_two(town)
    tenant = town.sandbox.tenant
    tenant.groups["approvers"].members.add(tenant.person("uma").id)
    await town.client("uma").install()
    requests = await requests_of(town)
    rows = {f"row-{each.id}": "true" for each in requests.values()}

    answer = await send(town, "uma", approving(requests["uma"], rows))

    await come_to(town, uma=State.PENDING, una=State.ISSUED)
    assert f"Uma Underwood: {messages.refusal(no.OwnPass())}" in str(answer.card)
    assert ticked(answer.card) == []
    assert await town.refusals() == ["OwnPass"]


async def test_ids_that_are_not_of_this_batch_decide_nothing(town: Town) -> None:
    await town.client("rob").say("/tap johndoe@contoso.onmicrosoft.com")
    await asked_for_two(town)
    (foreign,) = (await requests_of(town, "rob")).values()
    requests = await requests_of(town)
    rows = {f"row-{foreign.id}": "true", f"row-{requests['una'].id}": "true", "row-../x": "true"}

    await send(town, "adam", approving(requests["uma"], rows))

    await come_to(town, uma=State.PENDING, una=State.ISSUED)
    assert (await town.store.get(foreign.id)) == foreign
    assert await town.refusals() == ["NoSuchRequest"]


async def test_what_came_to_nothing_is_tried_again_together(town: Town) -> None:
    card = await asked_for_two(town)
    await town.client("adam").click(card, DENY, **await ticks(town, uma=False, una=True))
    before = await requests_of(town)
    town.sandbox.clock.move(timedelta(minutes=61))
    over = await town.client("rita").sees(deciding.TRY_ALL_AGAIN)

    await town.client("rita").click(over, deciding.TRY_ALL_AGAIN)

    again = await come_to(town, uma=State.PENDING)
    assert again["uma"].earlier_id == before["uma"].id
    assert again["una"] == before["una"]


@pytest.mark.parametrize("verb", ["approve", "deny"])
async def test_only_foreign_ids_find_nothing(town: Town, verb: str) -> None:
    await asked_for_two(town)
    requests = await requests_of(town)
    value = approving(requests["uma"], {"row-NOSUCHID": "true"})
    value["action"]["verb"] = verb

    answer = await send(town, "adam", value)

    assert answer.toast == messages.refusal(no.NoSuchRequest())
    await come_to(town, uma=State.PENDING, una=State.PENDING)


def approving(request: Request, rows: dict[str, str]) -> dict[str, Any]:
    return {"action": {"verb": "approve", "data": {"request": request.id, **rows}}}
