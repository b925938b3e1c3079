"""The world around the bot's door: Teams that writes to it, a key server, and a connector."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web

from bot.sandbox.keys import SigningKey
from bot.teams.ingress import Answer, Ingress
from bot.teams.signing_keys import SigningKeys
from bot.teams.trust import RawActivity, Trust

APP_ID = "6a1f0c52-95a0-4a5e-8d0e-0f3b8c6c0001"
TENANT = "0c6fbbbe-1a59-4bd4-9f9b-3d0f2d2a0002"
ISSUER = "https://api.botframework.com"
SERVICE_URL = "https://smba.example/emea/"
KEY = SigningKey()
BARE_KEY = SigningKey()  # published, and endorsed for another channel only
FOREIGN_KEY = SigningKey()  # never published

TRUST = Trust(APP_ID, TENANT, ISSUER, ("smba.example",))


@asynccontextmanager
async def serving(*routes: web.RouteDef) -> AsyncIterator[str]:
    """Serve on a free port of this machine; gives the address, without a slash at its end."""
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, auto_decompress=False, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class KeyServer:
    """Publishes `keys`, counts how often they are asked for, and is down on demand."""

    def __init__(self) -> None:
        self.keys: list[object] = [
            KEY.jwk(endorsements=["msteams", "webchat"]),
            BARE_KEY.jwk(endorsements=["webchat"]),
        ]
        self.metadata: object = None  # as it should be
        self.asked = 0
        self.is_down = False

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/metadata", self._metadata), web.get("/keys", self._keys)]

    async def _metadata(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.is_down:
            return web.Response(status=503, text="<html>busy</html>", content_type="text/html")
        address = str(request.url.with_path("/keys"))
        return web.json_response(self.metadata or {"issuer": ISSUER, "jwks_uri": address})

    async def _keys(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})


def claims(**changes: object) -> dict[str, Any]:
    """Return what a good token says, with changes; None leaves a claim out."""
    now = datetime.now(UTC)
    good = {
        "iss": ISSUER,
        "aud": APP_ID,
        "exp": now + timedelta(hours=1),
        "nbf": now - timedelta(minutes=1),
        "serviceurl": SERVICE_URL,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def activity(**changes: object) -> dict[str, Any]:
    """Return Rita's message to the bot as Teams sends it, with changes; None leaves a part out."""
    good = {
        "type": "message",
        "id": "1700000000000",
        "text": "tap uma@contoso.example",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "timestamp": "2026-11-24T09:00:00.123Z",
        "from": {"id": "29:rita", "name": "Rita", "aadObjectId": "rita-object-id"},
        "recipient": {"id": f"28:{APP_ID}", "name": "TAP Bot"},
        "conversation": {
            "id": "a:rita",
            "conversationType": "personal",
            "tenantId": TENANT,
        },
        "channelData": {"tenant": {"id": TENANT}},
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


@dataclass(frozen=True, slots=True)
class Sent:
    status: int
    body: bytes


@dataclass
class Door:
    """A real server with Ingress in it; writes to it as Teams does, or nearly so."""

    url: str
    session: aiohttp.ClientSession

    async def write(
        self,
        body: object = None,
        *,
        token: str | None = None,
        content_type: str | None = "application/json; charset=utf-8",
        **headers: str,
    ) -> Sent:
        """`body` may be an activity, bytes or an async iterator of them; all else is as it was."""
        whole = activity() if body is None else body
        data = json.dumps(whole) if isinstance(whole, dict | list | str) else whole
        sent = {"Authorization": f"Bearer {KEY.sign(claims()) if token is None else token}"}
        if content_type is not None:
            sent["Content-Type"] = content_type
        async with self.session.post(
            self.url, data=data, headers=sent | headers, skip_auto_headers=["Content-Type"]
        ) as response:
            return Sent(response.status, await response.read())


Process = Callable[[RawActivity], Awaitable[Answer]]


@asynccontextmanager
async def open_door(
    process: Process, trust: Trust = TRUST, patience: timedelta = timedelta(seconds=10)
) -> AsyncIterator[Door]:
    async with aiohttp.ClientSession() as session, serving(*KeyServer().routes()) as keys_url:
        keys = SigningKeys(session, f"{keys_url}/metadata")
        ingress = Ingress(trust, keys, process, patience)
        async with serving(web.post("/api/messages", ingress.handle)) as url:
            yield Door(f"{url}/api/messages", session)


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str  # as it was on the wire
    body: Any
    authorization: str


@dataclass(frozen=True, slots=True)
class Reply:
    status: int = 200
    body: bytes = b'{"id": "activity-1"}'
    headers: dict[str, str] = field(default_factory=dict)


HANG_UP = Reply(0)
SAY_NOTHING = Reply(-1)


class ConnectorServer:
    """Remembers every call, and answers with `replies` in turn, then with an activity's id."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.replies: deque[Reply] = deque()
        self.called = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/{tail:.*}", self._call)]

    async def _call(self, request: web.Request) -> web.Response:
        text = await request.text()
        body = json.loads(text) if text else None
        authorization = request.headers.get("Authorization", "")
        self.calls.append(Call(request.method, request.raw_path, body, authorization))
        self.called.set()
        reply = self.replies.popleft() if self.replies else Reply()
        if reply is HANG_UP and request.transport:
            request.transport.abort()
        if reply is SAY_NOTHING:
            await asyncio.Event().wait()
        return web.Response(status=reply.status or 500, body=reply.body, headers=reply.headers)


class Tokens:
    """A TokenSource that counts."""

    def __init__(self) -> None:
        self.asked = 0

    async def token(self) -> str:
        self.asked += 1
        return "the-bots-token"
