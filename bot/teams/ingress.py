"""The door of the bot: Teams is recognised before anything is deserialised and any handler runs.

A request is refused with 400 (malformed), 401 (not to be trusted), 413 (too long) or 415 (not
JSON), and bot/teams/refusal_log.py tells the log, which never holds the token.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

from aiohttp import web

from bot.teams.refusal_log import RefusalLog
from bot.teams.signing_keys import SigningKeys
from bot.teams.trust import RawActivity, Refused, Trust, check, distrusted, malformed
from bot.teams.verification import Verification

_MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What Teams is told: an HTTP status and, for invokes, a JSON body."""

    status: int
    body: object = field(default=None, repr=False)


class Ingress:
    """`process` gets what Teams sent us from our tenant, and returns what Teams is answered.

    `patience` is how long a body may take to arrive.
    """

    def __init__(
        self,
        trust: Trust,
        keys: SigningKeys,
        process: Callable[[RawActivity], Awaitable[Answer]],
        patience: timedelta = timedelta(seconds=10),
    ) -> None:
        self._trust = trust
        self._verification = Verification(trust, keys)
        self._process = process
        self._patience = patience
        self._log = RefusalLog()

    async def handle(self, request: web.Request) -> web.Response:
        try:
            activity = await self._admit(request)
        except Refused as refusal:
            self._log.write(refusal, request.remote)
            return _answer_to(refusal)
        answer = await self._process(activity)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)

    async def _admit(self, request: web.Request) -> RawActivity:
        token = _token_in(request)
        _check_form(request)
        if (request.content_length or 0) > _MAX_BYTES:
            raise _too_long()
        claims = await self._verification.claims(token)
        activity = _parse(await self._body_of(request))
        check(activity, claims, self._trust)
        return activity

    async def _body_of(self, request: web.Request) -> bytes:
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                return await _read(request)
        except (web.RequestPayloadError, ConnectionError, TimeoutError):
            raise malformed("the body did not arrive") from None


def _answer_to(refusal: Refused) -> web.Response:
    is_stranger = refusal.status is HTTPStatus.UNAUTHORIZED
    headers = {"WWW-Authenticate": "Bearer"} if is_stranger else None
    return web.Response(status=refusal.status, headers=headers)


def _check_form(request: web.Request) -> None:
    # Teams never packs what it sends, and what is packed small may be large.
    for form in (request.content_type, request.headers.get("Content-Encoding")):
        if form not in {"application/json", None}:
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not plain JSON", form)


def _too_long() -> Refused:
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long")


def _token_in(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or not token.isascii():
        raise distrusted("no token")
    return token


async def _read(request: web.Request) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > _MAX_BYTES:
            raise _too_long()
    return bytes(body)


def _parse(body: bytes) -> RawActivity:
    try:
        activity = json.loads(body)
    except (ValueError, RecursionError):
        raise malformed("not JSON") from None
    match activity:
        case {"type": str()}:
            return dict(activity)
    raise malformed("no activity")
