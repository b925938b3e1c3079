"""Graph's front door: it checks the token, finds the call, and records what it answered."""

import json
import time
import uuid
from dataclasses import replace
from email.utils import format_datetime
from typing import Any

import jwt
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from bot.sandbox.faults import place
from bot.sandbox.graph.applications import Applications
from bot.sandbox.graph.batch import Batch
from bot.sandbox.graph.errors import (
    GraphError,
    denied,
    method_not_allowed,
    methods_denied,
    unauthenticated,
    unreadable,
)
from bot.sandbox.graph.groups import Groups
from bot.sandbox.graph.membership import Membership
from bot.sandbox.graph.methods import Methods
from bot.sandbox.graph.policy import Policy
from bot.sandbox.graph.roles import Roles
from bot.sandbox.graph.users import Users
from bot.sandbox.graph.world import CALL, PART, ROLES, Answer, Call, Route, World
from bot.sandbox.tokens import GRAPH, Tokens

_VERSIONS = r"/{version:v1\.0|beta}"


class Graph:
    def __init__(self, world: World, tokens: Tokens) -> None:
        self._world = world
        self._tokens = tokens

    def routes(self) -> list[web.RouteDef]:
        parts = (Users, Membership, Groups, Applications, Roles, Methods, Policy, Batch)
        routes = [route for part in parts for route in part(self._world).routes()]
        return [web.route(one.method, _VERSIONS + one.path, _guarded(one)) for one in routes]

    @web.middleware
    async def record(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Record the call, whatever fault it meets, and give the answer its ids."""
        if place(request.path) != "graph":
            return await handler(request)
        call = await self._arrived(request)
        answer = await handler(request)
        answer.headers["request-id"] = call.request_id
        answer.headers["client-request-id"] = call.client_request_id or call.request_id
        answer.headers[hdrs.DATE] = format_datetime(self._world.tenant.clock.now(), usegmt=True)
        self._answered(call, 0 if _is_cut(request) else answer.status)
        return answer

    @web.middleware
    async def admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let the call through if its token is good, and turn errors into Graph's envelopes."""
        if place(request.path) != "graph":
            return await handler(request)
        try:
            request[ROLES] = self._roles(request)
            return await handler(request)
        except web.HTTPNotFound:
            return self._error(request, unreadable(_unknown_path(request)))
        except web.HTTPMethodNotAllowed:
            return self._error(request, method_not_allowed())
        except GraphError as error:
            return self._error(request, error)

    async def _arrived(self, request: web.Request) -> Call:
        named = "person" in request.match_info
        person = self._world.person(request) if named else None
        call = Call(
            method=request.method,
            path=request.path,
            person_id=None if person is None else person.id,
            body=_json(await request.read()),
            request_id=str(uuid.uuid4()),
            client_request_id=request.headers.get("client-request-id"),
            part_of=request.headers.get(PART),
            began=time.monotonic(),
        )
        self._world.calls.append(call)
        request[CALL] = call
        return call

    def _answered(self, call: Call, status: int) -> None:
        """Note the status, unless the list was cleared in between."""
        calls = self._world.calls
        # From the end, since a call that is answered is among the latest of what may be very many.
        at = next((at for at in reversed(range(len(calls))) if calls[at] is call), None)
        if at is not None:
            calls[at] = replace(call, status=status, ended=time.monotonic())

    def _error(self, request: web.Request, error: GraphError) -> web.Response:
        call = request[CALL]
        echoed = call.client_request_id or call.request_id
        body = error.envelope(self._world.tenant.clock.now(), call.request_id, echoed)
        headers = {"WWW-Authenticate": 'Bearer realm=""'} if error.status == 401 else {}
        return web.json_response(body, status=error.status, headers=headers)

    def _roles(self, request: web.Request) -> frozenset[str]:
        """Return the application permissions that the call's token carries."""
        scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise unauthenticated("Access token is empty.")
        try:
            claims = self._tokens.read(token, (GRAPH, self._world.address))
        except jwt.ExpiredSignatureError:
            message = "Lifetime validation failed, the token is expired."
            raise unauthenticated(message) from None
        except jwt.InvalidTokenError as error:
            raise unauthenticated(f"Access token validation failure. {error}.") from None
        return frozenset(claims.get("roles", []))


def _guarded(route: Route) -> Answer:
    async def answer(request: web.Request) -> web.Response:
        roles = request[ROLES]
        if route.needs and not route.needs & roles:
            raise methods_denied() if route.methods else denied()
        return await route.answer(request)

    return answer


def _unknown_path(request: web.Request) -> str:
    segment = request.path.rpartition("/")[2]
    return f"Resource not found for the segment '{segment}'."


def _is_cut(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
