"""What the guard does while it cannot know: it refuses."""

import pytest

from bot.domain.refusals import NoSuchPerson, TargetRefused
from bot.graph.directory import GraphDirectory
from bot.ports import DirectoryFailed, Trouble
from bot.sandbox.cast import gather
from bot.sandbox.graph.permissions import GRANTED_TO_THE_BOT
from bot.sandbox.server import Sandbox
from tests.graph.conftest import NOBODY, Judge, SandboxTokens, group_of, id_of

LOOK_UPS = (
    r"/users/[^/]+$",
    "/transitiveMemberOf$",
    "/ownedObjects$",
    "/roleAssignments$",
    "/roleEligibilityScheduleInstances$",
    "/group/eligibilityScheduleInstances$",
    "/policies/",
)
# Of the account itself this is Graph's word that there is nobody, which is tested below.
MISSING: dict[str, object] = {"status": 404}
FAULTS: tuple[dict[str, object], ...] = (
    {"status": 500},
    {"status": 403},
    MISSING,
    {"status": 503},
    {"status": 200, "body": "<html>"},
    {"status": 200, "body": "{}"},
    {"status": 200, "body": '{"value": [{}]}'},
    {"cut": True},
)


@pytest.mark.parametrize(
    ("look_up", "fault"),
    [
        (look_up, fault)
        for look_up in LOOK_UPS
        for fault in FAULTS
        if (look_up, fault) != (LOOK_UPS[0], MISSING)
    ],
    ids=str,
)
async def test_nobody_gets_a_pass_while_a_look_up_fails(
    sandbox: Sandbox, judge: Judge, look_up: str, fault: dict[str, object]
) -> None:
    sandbox.faults.add("graph", path=look_up, **fault)  # type: ignore[arg-type]  # by name

    with pytest.raises(DirectoryFailed) as failed:
        await judge(id_of(sandbox, "uma"))

    assert failed.value.reference


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_no_owner_gets_a_pass_while_closed_groups_cannot_be_read(
    sandbox: Sandbox, judge: Judge, fault: dict[str, object]
) -> None:
    uma = id_of(sandbox, "uma")
    sandbox.tenant.groups["sales"].owners = {uma}
    sandbox.faults.add("graph", path="/transitiveMembers$", **fault)  # type: ignore[arg-type]  # by name

    with pytest.raises(DirectoryFailed):
        await judge(uma)


async def test_a_broken_second_page_is_no_permission(sandbox: Sandbox, judge: Judge) -> None:
    uma = sandbox.tenant.person("uma")
    gather(sandbox.tenant, "zeta", "Zeta", uma)
    sandbox.page_size = 1
    body = '{"value": [], "@odata.nextLink": "https://elsewhere.example/v1.0/users"}'
    sandbox.faults.add("graph", path="/transitiveMemberOf$", status=200, body=body)

    with pytest.raises(DirectoryFailed):
        await judge(uma.id)


async def test_hidden_groups_are_a_missing_permission(sandbox: Sandbox, judge: Judge) -> None:
    sandbox.tenant.switches.hide_objects = True

    with pytest.raises(DirectoryFailed) as failed:
        await judge(id_of(sandbox, "uma"))

    assert failed.value.trouble is Trouble.PERMISSION


@pytest.mark.parametrize(
    "odd",
    [
        '{"value": [{"id": "some-id"}]}',
        '{"value": [{"@odata.type": "#microsoft.graph.group", "id": "some-id"}]}',
        '{"value": [{"@odata.type": "#microsoft.graph.novelty", "id": "some-id"}]}',
        '{"value": [{"@odata.type": "#microsoft.graph.directoryRole"}]}',
        '{"value": null}',
    ],
)
async def test_a_membership_that_cannot_be_understood_is_no_permission(
    sandbox: Sandbox, judge: Judge, odd: str
) -> None:
    sandbox.faults.add("graph", path="/transitiveMemberOf$", status=200, body=odd)

    with pytest.raises(DirectoryFailed):
        await judge(id_of(sandbox, "uma"))


async def test_without_the_licence_nobody_is_eligible(sandbox: Sandbox, judge: Judge) -> None:
    sandbox.tenant.switches.premium = False

    assert (await judge(id_of(sandbox, "uma"))).refused is None
    assert isinstance((await judge(id_of(sandbox, "grace"))).refused, TargetRefused)


async def test_without_pim_for_groups_nobody_is_eligible_for_a_group(
    sandbox: Sandbox, judge: Judge
) -> None:
    sandbox.tenant.switches.pim_for_groups = False

    assert not (await judge(id_of(sandbox, "eva"))).staff


async def test_the_licence_excuses_no_other_look_up(sandbox: Sandbox, judge: Judge) -> None:
    body = '{"error": {"code": "AadPremiumLicenseRequired", "message": ""}}'
    sandbox.faults.add("graph", path="/roleAssignments$", status=400, body=body)

    with pytest.raises(DirectoryFailed):
        await judge(id_of(sandbox, "uma"))


async def test_a_licence_that_runs_out_between_two_pages_excuses_nothing(
    sandbox: Sandbox, judge: Judge
) -> None:
    pim = "/roleEligibilityScheduleInstances$"
    link = f"{sandbox.graph}/v1.0/roleManagement/directory/roleEligibilityScheduleInstances"
    first = f'{{"value": [{{"principalId": "one"}}], "@odata.nextLink": "{link}"}}'
    second = '{"error": {"code": "AadPremiumLicenseRequired", "message": ""}}'
    sandbox.faults.add("graph", path=pim, status=200, body=first, times=1)
    sandbox.faults.add("graph", path=pim, status=400, body=second)

    with pytest.raises(DirectoryFailed):
        await judge(id_of(sandbox, "uma"))


@pytest.mark.parametrize("enabled", ["null", '"true"', "1"])
async def test_an_account_that_does_not_say_that_it_is_enabled_gets_no_pass(
    sandbox: Sandbox, judge: Judge, enabled: str
) -> None:
    body = f"""{{"id": "uma", "displayName": "Uma", "userPrincipalName": "uma@contoso.com",
        "accountEnabled": {enabled}, "userType": "Member", "identities": [], "creationType": null,
        "externalUserState": null, "isManagementRestricted": null, "mobilePhone": null,
        "businessPhones": [], "createdDateTime": null}}"""
    sandbox.faults.add("graph", path=LOOK_UPS[0], status=200, body=body)

    verdict: TargetRefused | DirectoryFailed | None
    try:
        verdict = (await judge(id_of(sandbox, "uma"))).refused
    except DirectoryFailed as failed:
        verdict = failed

    assert verdict is not None


@pytest.mark.parametrize("permission", GRANTED_TO_THE_BOT)
async def test_each_missing_permission_is_no_permission_for_a_pass(
    sandbox: Sandbox, judge: Judge, tokens: SandboxTokens, permission: str
) -> None:
    # Group memberships of a person are told with either of two permissions.
    needed = {permission} if permission != "GroupMember.Read.All" else {permission, "User.Read.All"}
    tokens.roles = [one for one in GRANTED_TO_THE_BOT if one not in needed]

    with pytest.raises(DirectoryFailed) as failed:
        await judge(id_of(sandbox, "uma"))

    assert failed.value.trouble is Trouble.PERMISSION


@pytest.mark.parametrize("kind", ["group", "nobody"])
async def test_somebody_who_does_not_exist_gets_no_pass(
    sandbox: Sandbox, directory: GraphDirectory, kind: str
) -> None:
    nobody = group_of(sandbox, "sales") if kind == "group" else NOBODY

    survey = await directory.survey((), (nobody,))

    assert survey.targets == (NoSuchPerson(nobody),)
