"""Whoever gives up on a slow Graph takes nothing from those who ask later."""

import asyncio
from datetime import timedelta

from bot.graph.client import GraphClient, open_http
from bot.graph.errors import GraphError
from bot.graph.fields import Json, text
from bot.sandbox.server import Sandbox
from tests.graph.conftest import SandboxTokens
from tests.patience import until

UMA = "users/uma%40contoso.com"


def name_of(user: Json) -> str:
    return text(user, "displayName")


async def test_calls_that_were_given_up_leave_room_for_later_ones(
    sandbox: Sandbox, tokens: SandboxTokens
) -> None:
    """A pool that loses a connection with each of them would soon have none."""
    sandbox.faults.add("graph", delay=0.5)
    async with open_http(through_proxies=False) as http:
        hasty = [
            GraphClient(http, tokens, sandbox.graph, patience=timedelta(milliseconds=patience))
            for patience in range(0, 400, 2)
        ]
        given = await asyncio.gather(
            *(each.get(UMA, name_of) for each in hasty), return_exceptions=True
        )
        sandbox.faults.clear()

        later = GraphClient(http, tokens, sandbox.graph, patience=timedelta(seconds=30))
        name = await later.get(UMA, name_of)

    assert {type(each) for each in given} == {GraphError}
    assert name == "Uma Underwood"


async def test_a_call_that_was_given_up_is_carried_out_all_the_same(
    sandbox: Sandbox, tokens: SandboxTokens
) -> None:
    """So nobody may take it for undone."""
    sandbox.faults.add("graph", delay=0.2)
    async with open_http(through_proxies=False) as http:
        client = GraphClient(http, tokens, sandbox.graph)
        asking = asyncio.create_task(client.get(UMA, name_of))
        await until(lambda: sandbox.calls)

        asking.cancel()

        await until(lambda: sandbox.calls[0].status == 200)
