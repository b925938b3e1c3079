"""However many click at once, and however often Teams says it: one request and one pass."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import messages
from bot.domain import refusals as no
from bot.domain.request import State
from bot.sandbox.teams import BOT, Client, Message
from tests.patience import until
from tests.stories.town import APPROVE, ASK_FOR_UMA, DENY, HURRIED, Town, town_at


async def both_cards(town: Town) -> tuple[Message, Message]:
    """Rita asks for Uma; Adam's card and Ada's."""
    await town.client("rita").say(ASK_FOR_UMA)
    return await town.client("adam").sees(APPROVE), await town.client("ada").sees(APPROVE)


def messages_with(town: Town, code: str) -> int:
    chats = town.sandbox.teams.chats
    shown = [each for chat in chats for each in chat.messages.values()]
    return sum(any(code in str(one.activity) for one in each.contents) for each in shown)


def texts_for(client: Client) -> list[str]:
    return [each.text for each in client.messages if each.sender == BOT]


async def test_fifty_clicks_at_once_make_one_pass(tmp_path: Path) -> None:
    # Whom a busy machine keeps waiting is answered before Teams gives up.
    in_time = replace(HURRIED, answer_within=timedelta(seconds=4))
    async with town_at(tmp_path, pace=in_time) as town:
        adam, ada = town.client("adam"), town.client("ada")
        his, hers = await both_cards(town)

        answers = await asyncio.gather(
            *(adam.click(his, APPROVE) for _ in range(25)),
            *(ada.click(hers, APPROVE) for _ in range(25)),
        )

        await town.comes_to(State.ISSUED)
        assert {answer.status for answer in answers} == {200}
        code = town.code_of("uma")
    # The town has closed, so everything that was under way has come to its end.
    assert len(town.posts) == 1
    assert messages_with(town, code) == 1


async def test_a_click_that_is_delivered_three_times_makes_one_pass(tmp_path: Path) -> None:
    async with town_at(tmp_path) as town:
        adam, card = town.client("adam"), await town.asked()
        action = {"verb": "approve", "data": {"request": (await town.request()).id}}
        adam.last = adam.compose.invoke("adaptiveCard/action", adam.chat, {"action": action}, card)

        answers = await adam.resend(3)

        await town.comes_to(State.ISSUED)
        assert {answer.status for answer in answers} == {200}
        code = town.code_of("uma")
    assert len(town.posts) == 1
    assert messages_with(town, code) == 1


async def test_two_requests_at_once_for_one_target_make_one(town: Town) -> None:
    rita, rob = town.client("rita"), town.client("rob")

    await asyncio.gather(rita.say(ASK_FOR_UMA), rob.say(ASK_FOR_UMA))

    busy = messages.refusal(no.TargetBusy(town.person("uma")))
    await until(lambda: sum(busy in texts_for(each) for each in (rita, rob)) == 1)
    assert (await town.store.counts()).requests[State.PENDING] == 1


async def test_a_request_that_is_delivered_three_times_is_one(town: Town) -> None:
    rita = town.client("rita")
    rita.last = rita.compose.message(rita.chat, ASK_FOR_UMA, mention=False, targeted=False)

    await rita.resend(3)

    busy = messages.refusal(no.TargetBusy(town.person("uma")))
    await until(lambda: texts_for(rita).count(busy) == 2)
    assert sum((await town.store.counts()).requests.values()) == 1


@pytest.mark.parametrize("first", ["adam", "ada"])
async def test_approve_and_deny_at_once_have_one_winner_whom_everybody_sees(
    tmp_path: Path, first: str
) -> None:
    async with town_at(tmp_path) as town:
        adam, ada = town.client("adam"), town.client("ada")
        his, hers = await both_cards(town)
        clicks = {"adam": adam.click(his, APPROVE), "ada": ada.click(hers, DENY)}

        await asyncio.gather(clicks.pop(first), *clicks.values())

        decided = await town.request()
        denied = decided.state is State.DENIED
        assert decided.decided_by == town.person("ada" if denied else "adam")
        for key in ("adam", "ada", "rita"):
            await town.client(key).sees("Ada Adler said no" if denied else "Adam Abel has the code")
    assert len(town.posts) == (0 if denied else 1)
