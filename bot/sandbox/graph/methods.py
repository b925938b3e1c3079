"""The authentication methods service: temporary access passes, and what else people have."""

from typing import Any

from aiohttp import web

from bot.sandbox.graph.body import read_object
from bot.sandbox.graph.errors import bad_request, methods_not_found
from bot.sandbox.graph.objects import Json, minutes, stamp
from bot.sandbox.graph.permissions import READ_METHODS, READ_PASSES, WRITE_PASSES
from bot.sandbox.graph.terms import check_target, read_terms
from bot.sandbox.graph.world import Route, World, key, segment
from bot.sandbox.passes import Pass, Usability
from bot.sandbox.tenant import Person

_TYPE = "#microsoft.graph.temporaryAccessPassAuthenticationMethod"
_PASSWORD_METHOD = "28c10230-6103-485e-b985-444c60001490"


class Methods:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        person = f"/users{segment('person')}/authentication"
        passes = f"{person}/temporaryAccessPassMethods"
        one = f"{passes}{segment('pass')}"
        return [
            Route("POST", passes, self._create, WRITE_PASSES, methods=True),
            Route("GET", passes, self._list, READ_PASSES, methods=True),
            Route("GET", one, self._get, READ_PASSES, methods=True),
            Route("DELETE", one, self._delete, WRITE_PASSES, methods=True),
            Route("GET", f"{person}/methods", self._methods, READ_METHODS, methods=True),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        tenant = self._world.tenant
        person = self._person(request)
        terms = read_terms(await read_object(request), tenant)
        check_target(person, tenant)
        made = tenant.passes.create(
            person.id,
            now=tenant.clock.now(),
            starts=terms.starts,
            lifetime=terms.lifetime,
            one_time=terms.one_time,
            length=tenant.policy.length,
        )
        context = f"{self._collection(person)}/$entity"
        body = self._json(person, made) | {"temporaryAccessPass": made.code}
        body |= {"@odata.context": self._world.context(request, context)}
        return web.json_response(body, status=201)

    async def _list(self, request: web.Request) -> web.Response:
        person = self._person(request)
        return self._all(request, self._collection(person), self._shown(person))

    async def _methods(self, request: web.Request) -> web.Response:
        person = self._person(request)
        password = {
            "@odata.type": "#microsoft.graph.passwordAuthenticationMethod",
            "id": _PASSWORD_METHOD,
            "password": None,
            "createdDateTime": None,
        }
        context = f"users('{person.id}')/authentication/methods"
        return self._all(request, context, [password, *self._shown(person)])

    async def _get(self, request: web.Request) -> web.Response:
        person = self._person(request)
        wanted = key(request, "pass").lower()
        for shown in self._shown(person):
            if shown["id"] == wanted:
                context = f"{self._collection(person)}/$entity"
                return web.json_response(
                    {"@odata.context": self._world.context(request, context)} | shown
                )
        raise methods_not_found()

    async def _delete(self, request: web.Request) -> web.Response:
        tenant = self._world.tenant
        person = self._person(request)
        held = tenant.passes.at(person.id, tenant.clock.now())
        if held is None or held.id != key(request, "pass").lower():
            raise methods_not_found()
        tenant.passes.remove(person.id, tenant.clock.now())
        return web.Response(status=204)

    def _shown(self, person: Person) -> list[Json]:
        """Return the pass as a replica shows it that lags behind as far as the switch says."""
        tenant = self._world.tenant
        seen = tenant.passes.at(person.id, tenant.clock.now() - tenant.switches.list_lag)
        return [] if seen is None else [self._json(person, seen)]

    def _json(self, person: Person, one: Pass) -> Json:
        usability = self._world.tenant.usability(person, one)
        return {
            "@odata.type": _TYPE,
            "id": one.id,
            "temporaryAccessPass": None,
            "createdDateTime": stamp(one.created, int(one.id[0], 16) % 10),
            "startDateTime": stamp(one.starts),
            "lifetimeInMinutes": minutes(one.lifetime),
            "isUsableOnce": one.one_time,
            "isUsable": usability is Usability.ENABLED,
            "methodUsabilityReason": usability,
        }

    def _all(self, request: web.Request, context: str, items: list[Json]) -> web.Response:
        if any(name.startswith("$") for name in request.query):
            raise bad_request("The query options are not supported.")
        body: dict[str, Any] = {"@odata.context": self._world.context(request, context)}
        return web.json_response(body | {"value": items})

    def _person(self, request: web.Request) -> Person:
        person = self._world.person(request)
        if person is None:
            raise methods_not_found()
        return person

    def _collection(self, person: Person) -> str:
        return f"users('{person.id}')/authentication/temporaryAccessPassMethods"
