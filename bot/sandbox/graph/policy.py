"""The tenant's policy for temporary access passes."""

from aiohttp import web

from bot.sandbox.graph.errors import methods_not_found
from bot.sandbox.graph.objects import Json, minutes
from bot.sandbox.graph.permissions import READ_POLICY
from bot.sandbox.graph.world import Route, World, key, segment

_CONFIGURATIONS = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations"
_TYPE = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"


class Policy:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        path = f"{_CONFIGURATIONS}{segment('method')}"
        return [Route("GET", path, self._get, READ_POLICY, methods=True)]

    async def _get(self, request: web.Request) -> web.Response:
        if key(request, "method").lower() != "temporaryaccesspass":
            raise methods_not_found()
        context = self._world.context(request, "authenticationMethodConfigurations/$entity")
        return web.json_response({"@odata.context": context, "@odata.type": _TYPE} | self._json())

    def _json(self) -> Json:
        policy = self._world.tenant.policy
        included = [self._target(one) for one in sorted(policy.included)]
        return {
            "id": "TemporaryAccessPass",
            "state": "enabled" if policy.enabled else "disabled",
            "defaultLifetimeInMinutes": minutes(policy.default),
            "defaultLength": policy.length,
            "minimumLifetimeInMinutes": minutes(policy.minimum),
            "maximumLifetimeInMinutes": minutes(policy.maximum),
            "isUsableOnce": policy.one_time,
            "includeTargets": [{**one, "isRegistrationRequired": False} for one in included],
            "excludeTargets": [self._target(one) for one in sorted(policy.excluded)],
        }

    def _target(self, target_id: str) -> Json:
        kind = "user" if self._world.tenant.by_id(target_id) else "group"
        return {"targetType": kind, "id": target_id}
