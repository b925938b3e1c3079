"""Teams as a part of the whole sandbox: one address, the login's tokens, faults on demand."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.tokens import BOT_FRAMEWORK


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        sandbox.teams.chats.personal("rita").installed = True
        yield sandbox


async def send(sandbox: Sandbox, token: str) -> int:
    """Send Rita a message; return the status."""
    chat = sandbox.teams.chats.personal("rita")
    url = f"{sandbox.connector}v3/conversations/{chat.id}/activities"
    headers = {"Authorization": f"Bearer {token}"}
    body = {"type": "message", "text": "Hello"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=body, headers=headers) as answer,
    ):
        return answer.status


async def test_a_token_of_the_login_for_the_bot_framework_opens_the_connector(
    sandbox: Sandbox,
) -> None:
    status = await send(sandbox, sandbox.tokens.issue(BOT_FRAMEWORK))

    assert status == 201
    assert sandbox.teams.client("rita").messages[0].text == "Hello"


async def test_a_token_for_graph_does_not(sandbox: Sandbox) -> None:
    assert await send(sandbox, sandbox.token()) == 401


async def test_the_connector_fails_on_demand(sandbox: Sandbox) -> None:
    token = sandbox.tokens.issue(BOT_FRAMEWORK)
    sandbox.faults.add("connector", method="POST", status=412, times=1)

    statuses = [await send(sandbox, token), await send(sandbox, token)]

    assert statuses == [412, 201]
    assert len(sandbox.teams.client("rita").messages) == 1


async def test_keys_are_published_at_the_sandboxs_address(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.get(sandbox.teams.keys.metadata_url)
        metadata = await answer.json()

    assert metadata["jwks_uri"].startswith(sandbox.address)
    assert sandbox.teams.service_url == sandbox.connector
