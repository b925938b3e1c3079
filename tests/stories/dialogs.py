"""What stories of codes in dialogs have in common."""

from dataclasses import replace
from typing import Any

from bot.domain.rules import Delivery, Desk
from bot.messages import dialogs
from bot.sandbox.server import Sandbox
from bot.sandbox.teams import Answer, Message
from tests.stories.town import APPROVE, ASK_FOR_UMA, Town, desk_of

SHOW, HAVE_IT = str(dialogs.SHOW_PASS), str(dialogs.RECEIVED)


def in_dialog(sandbox: Sandbox) -> Desk:
    return replace(desk_of(sandbox), delivery=Delivery.DIALOG)


async def approved(town: Town, text: str = ASK_FOR_UMA) -> Message:
    """Rita asks and Adam approves; what comes back is his card that opens the dialog."""
    await town.client("adam").click(await town.asked(text), APPROVE)
    card = await town.client("adam").sees(SHOW)
    await town.all_is_shown()
    return card


async def shown(town: Town, text: str = ASK_FOR_UMA) -> Answer:
    """Adam has the dialog with the code open."""
    return await town.client("adam").submit(await approved(town, text), SHOW)


async def fetch(town: Town, key: str, request_id: str) -> Answer:
    """Ask for the dialog without having the card that opens it."""
    client = town.client(key)
    value = {"data": {"verb": "show-pass", "request": request_id}}
    return await client.send(client.compose.invoke("task/fetch", client.chat, value))


def words(answer: Answer) -> str:
    """All that the dialog shows."""
    return str(answer.dialog)


def said_in_messages(town: Town) -> str:
    """All that ever stood in any message of any chat, whoever may see it."""
    contents: list[Any] = [
        each.activity
        for chat in town.sandbox.teams.chats
        for message in chat.messages.values()
        for each in message.contents
    ]
    return str(contents)
