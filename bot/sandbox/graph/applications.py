"""The bot's own application: what it proves itself with, and who owns it."""

import re

from aiohttp import web

from bot.sandbox.cast import stable_id
from bot.sandbox.graph import objects
from bot.sandbox.graph.errors import not_found
from bot.sandbox.graph.pages import Shape, cast, one
from bot.sandbox.graph.permissions import READ_APPLICATION_OWNERS, READ_APPLICATIONS
from bot.sandbox.graph.world import Route, World, key, listed, segment

_SHOWN = "id appId displayName signInAudience passwordCredentials keyCredentials"
_APPLICATION = Shape("applications", tuple(_SHOWN.split()))
_BY_APP_ID = re.compile(r"appId='(?P<id>[^']+)")


class Applications:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        application = f"/applications{segment('application')}"
        return [
            Route("GET", application, self._get, READ_APPLICATIONS),
            *listed(f"{application}/owners", self._owners, READ_APPLICATION_OWNERS),
        ]

    async def _get(self, request: web.Request) -> web.Response:
        self._check_known(request)
        application = self._world.tenant.application
        full = objects.registration(application, stable_id("application"), self._world.app_id)
        return one(self._world, request, full, _APPLICATION)

    async def _owners(self, request: web.Request) -> web.Response:
        self._check_known(request)
        tenant = self._world.tenant
        owners = [each for each in tenant.people.values() if each.id in tenant.app_owners]
        return cast(self._world, request, [objects.person(each) for each in owners])

    def _check_known(self, request: web.Request) -> None:
        """Raise if the path names, by object id or application id, another application."""
        name = key(request, "application")
        by_app_id = _BY_APP_ID.match(name)
        known = self._world.app_id if by_app_id else stable_id("application")
        named = by_app_id["id"] if by_app_id else name
        if named.lower() != known:
            raise not_found(named)
