"""A running sandbox for each test, and a plain HTTP caller for its Graph."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.sandbox.server import Sandbox

EVENTUAL = {"ConsistencyLevel": "eventual"}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    json: Any
    headers: dict[str, str]

    @property
    def error(self) -> tuple[int, str, str]:
        """Return the status, the code and the message of an error."""
        return self.status, self.json["error"]["code"], self.json["error"]["message"]

    @property
    def ids(self) -> list[str]:
        return [one["id"] for one in self.json["value"]]


class Caller:
    """Calls the sandbox's Graph with the bot's token, or with any other `token`."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self._sandbox = sandbox
        self._session = session
        self.token = sandbox.token()

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.call("GET", path, headers=headers)

    async def post(self, path: str, body: Any) -> Answer:
        return await self.call("POST", path, json=body)

    async def call(
        self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> Answer:
        url = path if path.startswith("http") else f"{self._sandbox.graph}/v1.0{path}"
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        async with self._session.request(method, url, headers=sent, **more) as response:
            is_json = response.content_type == "application/json"
            read = await response.json() if is_json else await response.text()
            return Answer(response.status, read, dict(response.headers))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


@pytest.fixture
async def caller(sandbox: Sandbox) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(sandbox, session)
