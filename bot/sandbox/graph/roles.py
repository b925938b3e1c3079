"""Roles: definitions, active assignments, and eligibility through PIM, for groups too."""

from aiohttp import web

from bot.sandbox.cast import GLOBAL_ADMINISTRATOR, USER_ADMINISTRATOR
from bot.sandbox.graph import objects
from bot.sandbox.graph.errors import GraphError, bad_request
from bot.sandbox.graph.pages import Shape, page, parse_query
from bot.sandbox.graph.permissions import READ_ELIGIBILITY, READ_GROUP_ELIGIBILITY, READ_ROLES
from bot.sandbox.graph.world import Route, World

_ELIGIBILITY = "id principalId roleDefinitionId directoryScopeId appScopeId memberType status"
ASSIGNMENTS = Shape(
    "roleManagement/directory/roleAssignments",
    ("id", "principalId", "resourceScope", "directoryScopeId", "roleDefinitionId"),
)
_FOR_GROUPS = "identityGovernance/privilegedAccess/group/eligibilityScheduleInstances"
GROUP_ELIGIBILITIES = Shape(_FOR_GROUPS, ("id", "principalId", "groupId", "accessId", "memberType"))
DEFINITIONS = Shape("roleManagement/directory/roleDefinitions", ())


class Roles:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        directory = "/roleManagement/directory"
        return [
            Route("GET", f"{directory}/roleDefinitions", self._definitions, READ_ROLES),
            Route("GET", f"{directory}/roleAssignments", self._assignments, READ_ROLES),
            *(
                Route("GET", f"{directory}/{name}", self._eligible, READ_ELIGIBILITY)
                for name in ("roleEligibilityScheduleInstances", "roleEligibilitySchedules")
            ),
            Route("GET", f"/{_FOR_GROUPS}", self._eligible_for_groups, READ_GROUP_ELIGIBILITY),
        ]

    async def _definitions(self, request: web.Request) -> web.Response:
        tenant = self._world.tenant
        roles = {one.role for one in [*tenant.active, *tenant.eligible]}
        roles |= {GLOBAL_ADMINISTRATOR, USER_ADMINISTRATOR}
        items = [objects.role_definition(one) for one in sorted(roles, key=lambda one: one.name)]
        return page(self._world, request, items, DEFINITIONS)

    async def _assignments(self, request: web.Request) -> web.Response:
        items = [objects.assignment(one) for one in self._world.tenant.active]
        return page(self._world, request, items, ASSIGNMENTS)

    async def _eligible(self, request: web.Request) -> web.Response:
        """Answer with direct eligibility; a group's members must be asked for by its id."""
        tenant = self._world.tenant
        if not tenant.switches.premium:
            raise _no_premium_licence()
        items = [objects.eligibility(one) for one in tenant.eligible]
        name = request.path.rpartition("/")[2]
        shape = Shape(f"roleManagement/directory/{name}", tuple(_ELIGIBILITY.split()))
        return page(self._world, request, items, shape)

    async def _eligible_for_groups(self, request: web.Request) -> web.Response:
        """Answer with direct eligibility of one principal, or for one group."""
        tenant = self._world.tenant
        if not (tenant.switches.premium and tenant.switches.pim_for_groups):
            raise _no_premium_licence()
        scope = parse_query(request).filter or ""
        if not scope.startswith(("principalId eq ", "groupId eq ")):
            raise bad_request("The filter must name a principalId or a groupId.")
        found = [(each, tenant.group_by_id(each.group_id)) for each in tenant.eligible_for_groups]
        items = [
            objects.group_eligibility(each, group, tenant.switches)
            for each, group in found
            if group is not None
        ]
        return page(self._world, request, items, GROUP_ELIGIBILITIES)


def _no_premium_licence() -> GraphError:
    message = (
        "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license."
    )
    return GraphError(400, "AadPremiumLicenseRequired", message)
