"""PIM for Groups in the sandbox's Graph: who could join or own a group."""

import pytest

from bot.sandbox.cast import let_join
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Caller

ELIGIBLE = "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances"


async def test_a_persons_eligibility_is_told(sandbox: Sandbox, caller: Caller) -> None:
    eva, approvers = sandbox.tenant.person("eva").id, sandbox.tenant.groups["approvers"].id

    answer = await caller.get(f"{ELIGIBLE}?$filter=principalId eq '{eva}'")

    assert answer.json["value"] == [
        {
            "id": f"{approvers}_member_{eva}",
            "principalId": eva,
            "groupId": approvers,
            "accessId": "member",
            "memberType": "direct",
        }
    ]


async def test_so_is_who_could_join_or_own_a_group(sandbox: Sandbox, caller: Caller) -> None:
    tenant = sandbox.tenant
    let_join(tenant, tenant.groups["sales"], tenant.groups["requesters"])

    answer = await caller.get(f"{ELIGIBLE}?$filter=groupId eq '{tenant.groups['requesters'].id}'")

    told = {(one["principalId"], one["accessId"]) for one in answer.json["value"]}
    assert told == {(tenant.person("ole").id, "owner"), (tenant.groups["sales"].id, "member")}


async def test_the_group_comes_along_with_what_is_selected_of_it(
    sandbox: Sandbox, caller: Caller
) -> None:
    emil, keepers = sandbox.tenant.person("emil").id, sandbox.tenant.groups["keepers"].id
    expand = "$expand=group($select=id,isAssignableToRole)"

    answer = await caller.get(f"{ELIGIBLE}?$filter=principalId eq '{emil}'&{expand}")

    (found,) = answer.json["value"]
    kind = "#microsoft.graph.group"
    assert found["group"] == {"@odata.type": kind, "id": keepers, "isAssignableToRole": True}


@pytest.mark.parametrize("query", ["", "?$filter=accessId eq 'owner'"])
async def test_without_a_principal_or_a_group_nothing_is_told(caller: Caller, query: str) -> None:
    answer = await caller.get(f"{ELIGIBLE}{query}")

    assert answer.status == 400


async def test_a_tenant_may_have_no_licence_for_it(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.tenant.switches.pim_for_groups = False

    answer = await caller.get(f"{ELIGIBLE}?$filter=principalId eq 'some'")

    assert answer.error[:2] == (400, "AadPremiumLicenseRequired")


async def test_it_has_a_permission_of_its_own(sandbox: Sandbox, caller: Caller) -> None:
    caller.token = sandbox.token(roles=["RoleManagement.Read.Directory", "Directory.Read.All"])

    answer = await caller.get(f"{ELIGIBLE}?$filter=principalId eq 'some'")

    assert answer.status == 403
