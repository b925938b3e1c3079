"""Clicks for stories: on any button, and what is to be seen of one that was refused."""

from typing import Any

from bot import messages
from bot.domain.refusals import Refusal
from bot.domain.request import Request
from bot.sandbox.teams import Answer
from tests.stories.town import APPROVE, Town


async def send(town: Town, key: str, value: Any) -> Answer:
    """Click a button that no card of the bot has."""
    client = town.client(key)
    return await client.send(client.compose.invoke("adaptiveCard/action", client.chat, value))


async def press(town: Town, key: str, verb: str, request_id: str) -> Answer:
    """Click a button that the person's own cards need not have."""
    return await send(town, key, {"action": {"verb": verb, "data": {"request": request_id}}})


async def asked(town: Town) -> Request:
    """Rita asks for Uma, and the approvers have their cards."""
    await town.asked()
    await town.client("ada").sees(APPROVE)
    return await town.request()


async def check_refused(town: Town, answer: Answer, refusal: Refusal, before: Request) -> None:
    """One sentence, one audit row, and nothing has changed."""
    assert answer.toast == messages.refusal(refusal)
    assert (await town.refusals())[-1:] == [type(refusal).__name__]
    assert await town.request() == before
    assert len(town.posts) == (1 if before.made else 0)
