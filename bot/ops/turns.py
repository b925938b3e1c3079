"""Around each turn and each answer: who watches hears of it, and the log knows which it was."""

import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.watching import TURN, Observe, Timed, unobserved

KINDS = frozenset({"message", "invoke", "installationUpdate"})
OTHER = "other"

Receive = Callable[[web.Request], Awaitable[web.Response]]


class Bot(Protocol):
    async def on_turn(self, turn_context: Any) -> None: ...


class Watched:
    """A bot whose turns are numbered for the log and observed; one that raises has status 0."""

    def __init__(self, bot: Bot, observe: Observe) -> None:
        self._bot = bot
        self._observe = observe

    async def on_turn(self, turn_context: Any) -> None:
        # The adapter gives each turn a task of its own, so nothing has to be set back.
        TURN.set(secrets.token_hex(4))
        kind = turn_context.activity.type
        with Timed(self._observe, kind if kind in KINDS else OTHER) as timed:
            await self._bot.on_turn(turn_context)
            timed.status = HTTPStatus.OK


def watched(receive: Receive, observe: Observe) -> Handler:
    """A handler whose answers are observed, where anybody does so."""
    if observe is unobserved:
        return receive

    async def handle(request: web.Request) -> web.StreamResponse:
        with Timed(observe, "activity") as timed:
            response = await receive(request)
            timed.status = response.status
        return response

    return handle
