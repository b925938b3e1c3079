"""What a person is in, holds and owns: groups, directory roles, administrative units."""

from aiohttp import web

from bot.sandbox.cast import stable_id
from bot.sandbox.graph import objects
from bot.sandbox.graph.body import read_ids, read_object
from bot.sandbox.graph.errors import bad_request, not_found
from bot.sandbox.graph.objects import Json
from bot.sandbox.graph.pages import cast
from bot.sandbox.graph.permissions import READ_GROUPS, READ_USERS
from bot.sandbox.graph.world import Route, World, key, listed, segment
from bot.sandbox.tenant import Person

_MOST_IDS = 20


class Membership:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        user = f"/users{segment('person')}"
        reads = READ_USERS | READ_GROUPS
        return [
            Route("POST", f"{user}/checkMemberGroups", self._check_groups, reads),
            Route("POST", f"{user}/checkMemberObjects", self._check_objects, reads),
            Route("POST", f"{user}/getMemberGroups", self._get_groups, reads),
            *listed(f"{user}/memberOf", self._member_of, READ_USERS),
            *listed(f"{user}/transitiveMemberOf", self._transitive_member_of, READ_USERS),
            *listed(f"{user}/ownedObjects", self._owned_objects, READ_USERS),
        ]

    async def _check_groups(self, request: web.Request) -> web.Response:
        person = self._person(request)
        asked = _at_most_twenty(await read_ids(request, "groupIds"))
        mine = {group.id for group in self._world.tenant.groups_of(person.id)}
        return self._ids(request, [one for one in asked if one in mine])

    async def _check_objects(self, request: web.Request) -> web.Response:
        person = self._person(request)
        asked = _at_most_twenty(await read_ids(request, "ids"))
        mine = {
            each[name]
            for each in self._held(person)
            for name in ("id", "roleTemplateId")
            if name in each
        }
        return self._ids(request, [one for one in asked if one in mine])

    async def _get_groups(self, request: web.Request) -> web.Response:
        person = self._person(request)
        if not isinstance((await read_object(request)).get("securityEnabledOnly"), bool):
            raise bad_request("The parameter securityEnabledOnly is missing.")
        return self._ids(request, [group.id for group in self._world.tenant.groups_of(person.id)])

    async def _member_of(self, request: web.Request) -> web.Response:
        person = self._person(request)
        switches = self._world.tenant.switches
        groups = [one for one in self._world.tenant.groups.values() if person.id in one.members]
        held = [objects.group(one, switches) for one in groups]
        held += self._roles({person.id}) + self._units(person)
        return cast(self._world, request, held)

    async def _transitive_member_of(self, request: web.Request) -> web.Response:
        return cast(self._world, request, self._held(self._person(request)))

    async def _owned_objects(self, request: web.Request) -> web.Response:
        person = self._person(request)
        tenant = self._world.tenant
        owned = [
            objects.group(one, tenant.switches)
            for one in tenant.groups.values()
            if person.id in one.owners
        ]
        if person.id in tenant.app_owners:
            owned += [
                objects.application(kind, stable_id(kind), self._world.app_id, tenant.switches)
                for kind in ("application", "servicePrincipal")
            ]
        return cast(self._world, request, owned)

    def _held(self, person: Person) -> list[Json]:
        tenant = self._world.tenant
        groups = [objects.group(one, tenant.switches) for one in tenant.groups_of(person.id)]
        return groups + self._roles(tenant.principals(person.id)) + self._units(person)

    def _roles(self, principals: set[str]) -> list[Json]:
        """Return active built-in roles of the whole tenant; Graph shows no others here."""
        roles = {
            one.role
            for one in self._world.tenant.active
            if one.principal_id in principals and one.scope == "/" and one.role.built_in
        }
        switches = self._world.tenant.switches
        return [objects.directory_role(stable_id(f"role-{r.id}"), r, switches) for r in roles]

    def _units(self, person: Person) -> list[Json]:
        tenant = self._world.tenant
        units = [one for one in tenant.units.values() if person.id in one.members]
        return [objects.unit(one, tenant.switches) for one in units]

    def _ids(self, request: web.Request, ids: list[str]) -> web.Response:
        context = self._world.context(request, "Collection(Edm.String)")
        return web.json_response({"@odata.context": context, "value": ids})

    def _person(self, request: web.Request) -> Person:
        person = self._world.person(request)
        if person is None:
            raise not_found(key(request, "person"))
        return person


def _at_most_twenty(ids: list[str]) -> list[str]:
    if len(ids) > _MOST_IDS:
        raise bad_request(f"The number of ids must not exceed {_MOST_IDS}.")
    return ids
