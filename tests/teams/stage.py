"""A whole way: Teams, the door, the adapter, a bot that does one thing, and the connector."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from botbuilder.core import Bot, InvokeResponse, TurnContext
from botbuilder.schema import Activity

from bot.teams.adapter import TeamsAdapter
from bot.teams.connector import Connector
from bot.teams.trust import Trust
from tests.teams.stand_ins import (
    APP_ID,
    ISSUER,
    KEY,
    TENANT,
    ConnectorServer,
    Door,
    Sent,
    Tokens,
    activity,
    claims,
    open_door,
    serving,
)

TEXT_ANSWER = {
    "statusCode": 200,
    "type": "application/vnd.microsoft.activity.message",
    "value": "Adam said yes.",
}

Turn = Callable[[TurnContext], Awaitable[None]]


def sorry(reference: str) -> str:
    return f"Something went wrong ({reference})."


class Story:
    """A bot that does one thing."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    async def on_turn(self, context: TurnContext) -> None:
        await self._turn(context)


@dataclass
class Stage:
    """A whole way: Teams, the door, the adapter, a bot, and the connector it answers through."""

    door: Door
    adapter: TeamsAdapter
    teams: ConnectorServer
    teams_url: str
    bot: Bot

    async def write(self, **changes: object) -> Sent:
        """Write to the bot as Teams does, and wait until all that follows from it has happened."""
        sent = await self.post(**changes)
        await self.adapter.drain()
        return sent

    async def post(self, **changes: object) -> Sent:
        token = KEY.sign(claims(serviceurl=self.teams_url))
        return await self.door.write(activity(serviceUrl=self.teams_url, **changes), token=token)

    async def invoke(self, name: str, value: object = None) -> Sent:
        return await self.write(type="invoke", name=name, value=value, text=None)

    def says(self, turn: Turn) -> None:
        self.bot = Story(turn)


async def be_silent(_context: TurnContext) -> None:
    """Do nothing."""


@asynccontextmanager
async def set_stage() -> AsyncIterator[Stage]:
    teams = ConnectorServer()
    trust = Trust(APP_ID, TENANT, ISSUER, ("127.0.0.1",), plain_http=True)
    async with aiohttp.ClientSession() as session, serving(*teams.routes()) as url:
        adapter = TeamsAdapter(Connector(session, Tokens()), APP_ID, TENANT, sorry, max_turns=2)
        async with open_door(lambda raw: adapter.process(raw, here.bot), trust) as door:
            here = Stage(door, adapter, teams, url, Story(be_silent))
            yield here


def answering(body: object, status: int = 200) -> Turn:
    async def turn(context: TurnContext) -> None:
        response = InvokeResponse(status=status, body=body)
        await context.send_activity(Activity(type="invokeResponse", value=response))

    return turn


async def fail(_context: TurnContext) -> None:
    raise RuntimeError("what only the log may say")
