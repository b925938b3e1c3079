"""A connector client with a server at its other end, and what one can do with it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp

from bot.teams.connector import Connector
from tests.patience import PATIENCE
from tests.teams.stand_ins import SAY_NOTHING, ConnectorServer, Reply, Tokens, serving

CHAT = "a:rita"
HTML = b"<html>Bad gateway</html>"
TEXT = {"type": "message", "text": "Hello"}

Act = Callable[["Line"], Awaitable[object]]


class Line:
    """A connector client that speaks to `server` and notes how long it would have waited."""

    def __init__(self, server: ConnectorServer, url: str, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.url = url
        self.tokens = Tokens()
        self.waits: list[float] = []
        self._session = session
        self.connector = self._waiting(PATIENCE)

    def _waiting(self, seconds: float) -> Connector:
        return Connector(self._session, self.tokens, timedelta(seconds=seconds), self._wait)

    async def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    def replies(self, *replies: Reply) -> None:
        if SAY_NOTHING in replies:
            # Long enough for the answers that come.
            self.connector = self._waiting(1)
        self.server.replies.extend(replies)


@asynccontextmanager
async def connect() -> AsyncIterator[Line]:
    server = ConnectorServer()
    async with aiohttp.ClientSession() as session, serving(*server.routes()) as url:
        yield Line(server, f"{url}/emea", session)


async def create(line: Line) -> str:
    return await line.connector.create_personal(line.url, "adam", "tenant", "28:bot")


async def send(line: Line) -> str:
    return await line.connector.send(line.url, CHAT, TEXT)


async def update(line: Line) -> None:
    await line.connector.update(line.url, CHAT, "1", TEXT)


async def delete(line: Line) -> None:
    await line.connector.delete(line.url, CHAT, "1")


ALL = [create, send, update, delete]
REPEATABLE = [create, delete]
