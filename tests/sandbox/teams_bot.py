"""A tiny bot, and the sandbox's Teams on a server of its own: a stage for the tests of Teams."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import aiohttp
import jwt
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.sandbox.cast import contoso
from bot.sandbox.teams import Teams
from bot.sandbox.tenant import Tenant

APP_ID = "7b0e2c1d-6a43-4a52-9d0c-2f1e8c5b9a10"
BOT_TOKEN = "a token of the bot"

Json = dict[str, Any]


@dataclass
class EchoBot:
    """Checks tokens, remembers activities, echoes messages, answers invokes as it is told."""

    session: aiohttp.ClientSession
    keys_url: str = ""
    heard: list[Json] = field(default_factory=list)
    invoke_answers: dict[str, Callable[[Json], Any]] = field(default_factory=dict)

    async def on_activity(self, request: web.Request) -> web.Response:
        activity = await request.json()
        if not await self._is_genuine(request.headers["Authorization"], activity):
            return web.Response(status=401)
        self.heard.append(activity)
        if activity["type"] == "invoke":
            return web.json_response(self.invoke_answers[activity["name"]](activity))
        if activity["type"] == "message" and "text" in activity:
            await self._echo(activity)
        return web.Response()

    async def call(self, method: str, url: str, body: Any = None) -> tuple[int, Any]:
        """Call the connector; return the status and the JSON, None if there is none."""
        headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
        async with self.session.request(method, url, json=body, headers=headers) as answer:
            return answer.status, await answer.json() if await answer.read() else None

    async def _echo(self, activity: Json) -> None:
        conversation = quote(activity["conversation"]["id"], safe="")
        url = f"{activity['serviceUrl']}v3/conversations/{conversation}/activities/{activity['id']}"
        await self.call("POST", url, {"type": "message", "text": f"You said: {activity['text']}"})

    async def _is_genuine(self, header: str, activity: Json) -> bool:
        token = header.removeprefix("Bearer ")
        async with self.session.get(self.keys_url) as answer:
            keys = jwt.PyJWKSet.from_dict(await answer.json())
        try:
            key = keys[jwt.get_unverified_header(token)["kid"]]
            claims = jwt.decode(token, key, algorithms=["RS256"], audience=APP_ID)
        except (KeyError, jwt.InvalidTokenError):
            return False
        return bool(claims["serviceurl"] == activity["serviceUrl"])


@dataclass
class Stage:
    tenant: Tenant
    teams: Teams
    bot: EchoBot

    @property
    def conversations(self) -> str:
        return f"{self.teams.service_url}v3/conversations"

    def activities(self, conversation: str) -> str:
        return f"{self.conversations}/{quote(conversation, safe='')}/activities"

    async def post(self, conversation: str, **activity: Any) -> tuple[int, Any]:
        body = {"type": "message", **activity}
        return await self.bot.call("POST", self.activities(conversation), body)

    async def open_chat(self, key: str) -> tuple[int, Any]:
        members = [{"id": self.tenant.person(key).id}]
        body = {"members": members, "tenantID": self.tenant.id}
        return await self.bot.call("POST", self.conversations, body)


@asynccontextmanager
async def on_stage() -> AsyncIterator[Stage]:
    """Set up Teams and the bot, Rita and Adam having installed it."""
    tenant = contoso()
    teams = Teams(tenant, tenant.clock, APP_ID)
    teams.verify = BOT_TOKEN.__eq__
    async with aiohttp.ClientSession() as session:
        bot = EchoBot(session)
        async with (
            _served(teams.routes()) as microsoft,
            _served([web.post("/api/messages", bot.on_activity)]) as program,
        ):
            await teams.start(str(microsoft.make_url("")))
            bot.keys_url = str(microsoft.make_url("/botframework/v1/.well-known/keys"))
            teams.bot_endpoint = str(program.make_url("/api/messages"))
            teams.chats.personal("rita").installed = True
            teams.chats.personal("adam").installed = True
            yield Stage(tenant, teams, bot)
            await teams.stop()


@asynccontextmanager
async def _served(routes: list[web.RouteDef]) -> AsyncIterator[BaseTestServer]:
    app = web.Application()
    app.add_routes(routes)
    async with TestServer(app) as server:
        yield server


def card_of(*body: Json, **more: Any) -> Json:
    """Return an adaptive card of these elements."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **more}


def attached(card: Json) -> list[Json]:
    return [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}]
