"""Groups, their members and their owners."""

from aiohttp import web

from bot.sandbox.graph import objects
from bot.sandbox.graph.errors import not_found
from bot.sandbox.graph.pages import Shape, cast, one, page
from bot.sandbox.graph.permissions import READ_GROUPS
from bot.sandbox.graph.world import Route, World, key, listed, segment
from bot.sandbox.tenant import Group

_SHOWN = (
    "id displayName description groupTypes isAssignableToRole mailEnabled mailNickname "
    "membershipRule onPremisesSyncEnabled securityEnabled visibility"
)
GROUPS = Shape("groups", tuple(_SHOWN.split()))


class Groups:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        group = f"/groups{segment('group')}"
        return [
            Route("GET", "/groups", self._list, READ_GROUPS),
            Route("GET", group, self._get, READ_GROUPS),
            *listed(f"{group}/members", self._members, READ_GROUPS),
            *listed(f"{group}/transitiveMembers", self._transitive_members, READ_GROUPS),
            *listed(f"{group}/owners", self._owners, READ_GROUPS),
        ]

    async def _list(self, request: web.Request) -> web.Response:
        tenant = self._world.tenant
        items = [objects.group(one, tenant.switches) for one in tenant.groups.values()]
        return page(self._world, request, items, GROUPS)

    async def _get(self, request: web.Request) -> web.Response:
        group = objects.group(self._group(request), self._world.tenant.switches)
        return one(self._world, request, group, GROUPS)

    async def _members(self, request: web.Request) -> web.Response:
        return self._objects(request, self._group(request).members)

    async def _transitive_members(self, request: web.Request) -> web.Response:
        return self._objects(request, self._world.tenant.members_of(self._group(request)))

    async def _owners(self, request: web.Request) -> web.Response:
        return self._objects(request, self._group(request).owners)

    def _objects(self, request: web.Request, ids: set[str]) -> web.Response:
        tenant = self._world.tenant
        people = [objects.person(one) for one in tenant.people.values() if one.id in ids]
        inner = [one for one in tenant.groups.values() if one.id in ids]
        found = people + [objects.group(one, tenant.switches) for one in inner]
        return cast(self._world, request, found)

    def _group(self, request: web.Request) -> Group:
        group = self._world.group(request)
        if group is None:
            raise not_found(key(request, "group"))
        return group
