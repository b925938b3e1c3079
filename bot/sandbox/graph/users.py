"""Look-ups of people: one, several by $filter or $search, and someone's manager."""

from aiohttp import web

from bot.sandbox.graph import objects
from bot.sandbox.graph.errors import denied, not_found, unreadable
from bot.sandbox.graph.pages import Shape, one, page, parse_query
from bot.sandbox.graph.permissions import READ_BASIC_USERS, READ_USERS
from bot.sandbox.graph.world import ROLES, Route, World, key, segment
from bot.sandbox.tenant import Person

_SHOWN = (
    "businessPhones displayName givenName jobTitle mail mobilePhone officeLocation "
    "preferredLanguage surname userPrincipalName id"
)
PEOPLE = Shape("users", tuple(_SHOWN.split()))
BASIC_PEOPLE = Shape("users", tuple(objects.BASIC_PERSON))
MANAGER = Shape("directoryObjects", PEOPLE.default, mixed=True)


class Users:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        user = f"/users{segment('person')}"
        return [
            Route("GET", "/users", self._list, READ_BASIC_USERS),
            Route("GET", user, self._get, READ_BASIC_USERS),
            Route("GET", f"{user}/manager", self._manager, READ_USERS),
        ]

    async def _list(self, request: web.Request) -> web.Response:
        people = sorted(self._world.tenant.people.values(), key=lambda one: one.name)
        items = [objects.person(one) for one in people]
        return page(self._world, request, items, _shape(request))

    async def _get(self, request: web.Request) -> web.Response:
        if request.match_info["person"].startswith("/$"):
            raise unreadable("A user principal name that begins with $ needs /users('…').")
        return one(self._world, request, objects.person(self._person(request)), _shape(request))

    async def _manager(self, request: web.Request) -> web.Response:
        manager = self._world.tenant.by_id(self._person(request).manager or "")
        if manager is None:
            raise not_found("manager")
        return one(self._world, request, objects.person(manager), MANAGER)

    def _person(self, request: web.Request) -> Person:
        person = self._world.person(request)
        if person is None:
            raise not_found(key(request, "person"))
        return person


def _shape(request: web.Request) -> Shape:
    """Return what the token's permissions let the caller see; raise if more was selected."""
    if request[ROLES] & READ_USERS:
        return PEOPLE
    if not objects.BASIC_PERSON.issuperset(parse_query(request).select):
        raise denied()
    return BASIC_PEOPLE
