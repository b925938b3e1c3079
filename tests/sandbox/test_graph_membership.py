"""Groups, roles and what people hold, in the sandbox's Graph."""

from typing import Any
from urllib.parse import quote

import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import EVENTUAL, Caller

DIRECTORY = "/roleManagement/directory"
NO_LICENCE = (
    "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license."
)


def kinds(objects: list[dict[str, Any]]) -> set[str]:
    return {one["@odata.type"].rpartition(".")[2] for one in objects}


@pytest.mark.parametrize(("key", "inside"), [("rita", True), ("nina", True), ("uma", False)])
async def test_membership_is_checked_through_groups(
    sandbox: Sandbox, caller: Caller, key: str, inside: bool
) -> None:
    group = sandbox.tenant.groups["requesters"].id
    body = {"groupIds": [group, "00000000-0000-0000-0000-000000000000"]}

    answer = await caller.post(f"/users/{key}@contoso.com/checkMemberGroups", body)

    assert answer.json["value"] == ([group] if inside else [])


@pytest.mark.parametrize("body", [{"groupIds": ["x"] * 21}, {}, {"groupIds": "x"}])
async def test_more_than_twenty_groups_or_none_are_refused(caller: Caller, body: Any) -> None:
    answer = await caller.post("/users/rita@contoso.com/checkMemberGroups", body)

    assert answer.error[:2] == (400, "Request_BadRequest")


@pytest.mark.parametrize("content_type", ["text/plain", None])
async def test_a_body_must_be_declared_as_json(caller: Caller, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}

    answer = await caller.call(
        "POST",
        "/users/rita@contoso.com/checkMemberGroups",
        headers=headers,
        data=b'{"groupIds":[]}' if content_type else None,
        skip_auto_headers=["Content-Type"],
    )

    assert answer.error[:2] == (400, "BadRequest")


async def test_all_groups_of_a_person(sandbox: Sandbox, caller: Caller) -> None:
    body = {"securityEnabledOnly": True}

    answer = await caller.post("/users/ned@contoso.com/getMemberGroups", body)

    groups = sandbox.tenant.groups
    assert set(answer.json["value"]) == {groups["deputies"].id, groups["keepers"].id}


async def test_a_role_is_checked_by_its_template(caller: Caller) -> None:
    template = "62e90394-69f5-4237-9190-012177145e10"

    grace = await caller.post("/users/grace@contoso.com/checkMemberObjects", {"ids": [template]})
    uma = await caller.post("/users/uma@contoso.com/checkMemberObjects", {"ids": [template]})

    assert grace.json["value"] == [template]
    assert uma.json["value"] == []


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("grace", {"directoryRole"}),
        ("hugo", {"group", "directoryRole"}),
        ("ruth", {"administrativeUnit"}),
        ("pia", set()),
        ("carl", set()),
        ("iris", set()),
    ],
)
async def test_memberships_show_active_built_in_roles_of_the_whole_tenant_only(
    caller: Caller, key: str, expected: set[str]
) -> None:
    answer = await caller.get(f"/users/{key}@contoso.com/transitiveMemberOf")

    assert kinds(answer.json["value"]) == expected


async def test_direct_membership_does_not_look_through_groups(
    sandbox: Sandbox, caller: Caller
) -> None:
    answer = await caller.get("/users/ned@contoso.com/memberOf")

    assert answer.ids == [sandbox.tenant.groups["deputies"].id]


@pytest.mark.parametrize("kind", ["graph.directoryRole", "microsoft.graph.directoryRole"])
async def test_a_cast_needs_the_index(caller: Caller, kind: str) -> None:
    path = f"/users/hugo@contoso.com/transitiveMemberOf/{kind}?$count=true"

    without = await caller.get(path)
    with_header = await caller.get(path, **EVENTUAL)

    assert without.error[:2] == (400, "Request_UnsupportedQuery")
    assert [one["displayName"] for one in with_header.json["value"]] == ["Exchange Administrator"]
    assert with_header.json["@odata.count"] == 1


async def test_a_filter_on_memberships_needs_the_index(caller: Caller) -> None:
    text = quote("displayName eq 'Sales'")
    path = f"/users/uma@contoso.com/transitiveMemberOf?$filter={text}&$count=true"

    without = await caller.get(path)
    with_header = await caller.get(path, **EVENTUAL)

    assert without.error[:2] == (400, "Request_UnsupportedQuery")
    assert with_header.json["@odata.count"] == 1


async def test_groups_tell_whether_roles_can_be_assigned_to_them(
    sandbox: Sandbox, caller: Caller
) -> None:
    path = "/users/ned@contoso.com/transitiveMemberOf?$select=id,isAssignableToRole"

    told = await caller.get(path)
    sandbox.tenant.switches.role_assignable_as_null = True
    untold = await caller.get(path)

    assert [one["isAssignableToRole"] for one in told.json["value"]] == [None, True]
    assert [one["isAssignableToRole"] for one in untold.json["value"]] == [None, None]


async def test_hidden_objects_show_their_id_and_type_only(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.tenant.switches.hide_objects = True

    answer = await caller.get("/users/grace@contoso.com/transitiveMemberOf")

    [role] = answer.json["value"]
    assert {name for name, told in role.items() if told is not None} == {"@odata.type", "id"}


async def test_what_people_own(sandbox: Sandbox, caller: Caller) -> None:
    olga = await caller.get("/users/olga@contoso.com/ownedObjects")
    olaf = await caller.get("/users/olaf@contoso.com/ownedObjects")

    assert olga.ids == [sandbox.tenant.groups["keepers"].id]
    assert kinds(olaf.json["value"]) == {"application", "servicePrincipal"}
    assert {one["appId"] for one in olaf.json["value"]} == {sandbox.app_id}


async def test_a_group_with_its_members_and_owners(sandbox: Sandbox, caller: Caller) -> None:
    tenant = sandbox.tenant
    path = f"/groups/{tenant.groups['requesters'].id}"

    group = await caller.get(f"{path}?$select=displayName,isManagementRestricted")
    direct = await caller.get(f"{path}/members")
    everyone = await caller.get(f"{path}/transitiveMembers")
    people = await caller.get(
        f"{path}/transitiveMembers/microsoft.graph.user?$count=true&$select=id", **EVENTUAL
    )
    owners = await caller.get(f"{path}/owners")

    night = tenant.groups["night"].id
    rita, rob, nina = (tenant.person(key).id for key in ("rita", "rob", "nina"))
    assert group.json["displayName"] == "Help Desk"
    assert set(direct.ids) == {rita, rob, night}
    assert set(everyone.ids) == {rita, rob, nina, night}
    assert set(people.ids) == {rita, rob, nina}
    assert owners.ids == [tenant.person("oscar").id]


async def test_an_unknown_group_is_not_found(caller: Caller) -> None:
    answer = await caller.get("/groups/00000000-0000-0000-0000-000000000000")

    assert answer.error[:2] == (404, "Request_ResourceNotFound")


@pytest.mark.parametrize(
    ("holder", "scope", "role"),
    [
        ("grace", "/", "Global Administrator"),
        ("carl", "/", "Visitor Desk"),
        ("iris", "/administrativeUnits/", "User Administrator"),
    ],
)
async def test_role_assignments_show_custom_roles_and_scopes(
    sandbox: Sandbox, caller: Caller, holder: str, scope: str, role: str
) -> None:
    text = quote(f"principalId eq '{sandbox.tenant.person(holder).id}'")
    path = f"{DIRECTORY}/roleAssignments?$filter={text}"

    plain = await caller.get(path)
    expanded = await caller.get(f"{path}&$expand=roleDefinition")

    [assignment] = plain.json["value"]
    assert assignment["directoryScopeId"].startswith(scope)
    assert "roleDefinition" not in assignment
    assert expanded.json["value"][0]["roleDefinition"]["displayName"] == role


async def test_a_groups_role_is_assigned_to_the_group(sandbox: Sandbox, caller: Caller) -> None:
    found = []
    for holder in (sandbox.tenant.person("hugo").id, sandbox.tenant.groups["mail-admins"].id):
        text = quote(f"principalId eq '{holder}'")
        found.append((await caller.get(f"{DIRECTORY}/roleAssignments?$filter={text}")).ids)

    assert [len(ids) for ids in found] == [0, 1]


@pytest.mark.parametrize("name", ["roleEligibilityScheduleInstances", "roleEligibilitySchedules"])
async def test_eligible_roles_are_listed_for_people_and_groups(
    sandbox: Sandbox, caller: Caller, name: str
) -> None:
    answer = await caller.get(f"{DIRECTORY}/{name}")

    holders = {one["principalId"] for one in answer.json["value"]}
    assert holders == {sandbox.tenant.person("pia").id, sandbox.tenant.groups["on-call"].id}


async def test_a_tenant_without_the_licence_knows_no_eligible_roles(
    sandbox: Sandbox, caller: Caller
) -> None:
    sandbox.tenant.switches.premium = False

    answer = await caller.get(f"{DIRECTORY}/roleEligibilityScheduleInstances")

    assert answer.error == (400, "AadPremiumLicenseRequired", NO_LICENCE)


async def test_role_definitions_have_names(caller: Caller) -> None:
    text = quote("displayName eq 'Global Administrator'")

    answer = await caller.get(f"{DIRECTORY}/roleDefinitions?$filter={text}")

    assert answer.ids == ["62e90394-69f5-4237-9190-012177145e10"]
