"""The ceiling: aiohttp alone verifies the same token and sends the same reply."""

import asyncio
from typing import Any
from urllib.parse import quote

import aiohttp
import jwt
from aiohttp import web

from tests.bench.programs.given import HOST, ISSUER, Given, given


class Ceiling:
    def __init__(self, told: Given) -> None:
        self._told = told
        self._keys: dict[str, jwt.PyJWK] = {}
        self._session: aiohttp.ClientSession | None = None
        self._own = ""

    async def start(self, app: web.Application) -> None:
        del app
        self._session = aiohttp.ClientSession()
        places = self._told.places
        async with self._session.get(places["signing_keys"]) as found:
            address = (await found.json())["jwks_uri"]
        async with self._session.get(address) as found:
            published = (await found.json())["keys"]
        self._keys = {key["kid"]: jwt.PyJWK(key, algorithm="RS256") for key in published}
        form = {
            "grant_type": "client_credentials",
            "client_id": places["app_id"],
            "client_secret": places["app_secret"],
            "scope": f"{ISSUER}/.default",
        }
        address = f"{places['login']}/{places['tenant_id']}/oauth2/v2.0/token"
        async with self._session.post(address, data=form) as found:
            self._own = f"Bearer {(await found.json())['access_token']}"

    async def handle(self, request: web.Request) -> web.Response:
        claims = self._claims(request.headers.get("Authorization", ""))
        if claims is None:
            return web.Response(status=401)
        activity = await request.json()
        if activity["serviceUrl"] != claims.get("serviceurl"):
            return web.Response(status=401)
        await self._reply(activity)
        return web.Response(status=202)

    def _claims(self, authorization: str) -> dict[str, Any] | None:
        token = authorization.removeprefix("Bearer ")
        try:
            key = self._keys[jwt.get_unverified_header(token)["kid"]]
            return jwt.decode(
                token, key, ["RS256"], audience=self._told.places["app_id"], issuer=ISSUER
            )
        except (jwt.PyJWTError, KeyError):
            return None

    async def _reply(self, activity: dict[str, Any]) -> None:
        assert self._session is not None
        conversation = quote(activity["conversation"]["id"], safe="")
        address = f"{activity['serviceUrl']}v3/conversations/{conversation}/activities"
        headers = {"Authorization": self._own}
        reply = self._told.reply
        async with self._session.post(address, json=reply, headers=headers) as answer:
            await answer.read()


def main() -> None:
    told = given()
    app = web.Application()
    ceiling = Ceiling(told)
    app.on_startup.append(ceiling.start)
    app.router.add_post("/api/messages", ceiling.handle)
    web.run_app(
        app, host=HOST, port=told.port, access_log=None, print=None, loop=asyncio.new_event_loop()
    )


if __name__ == "__main__":
    main()
