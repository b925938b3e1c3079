"""The bot's own application at Graph, and what groups tell of who may join them."""

import base64
from datetime import timedelta

import pytest

from bot.graph.certificate_file import read_certificate_file
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Caller

DENIED = (
    403,
    "Authorization_RequestDenied",
    "Insufficient privileges to complete the operation.",
)


@pytest.fixture
def looking(sandbox: Sandbox, caller: Caller) -> Caller:
    """A caller who may look at applications."""
    caller.token = sandbox.token(roles=["Application.Read.All"])
    return caller


async def test_an_application_is_found_by_either_of_its_ids(
    sandbox: Sandbox, looking: Caller
) -> None:
    by_app_id = await looking.get(f"/applications(appId='{sandbox.app_id}')")

    by_id = await looking.get(f"/applications/{by_app_id.json['id']}")

    assert by_app_id.json["appId"] == by_id.json["appId"] == sandbox.app_id


async def test_another_application_is_not_there(looking: Caller) -> None:
    answer = await looking.get("/applications(appId='00000000-0000-4000-8000-000000000000')")

    assert answer.error[:2] == (404, "Request_ResourceNotFound")


async def test_of_a_secret_graph_tells_its_beginning_and_its_end(
    sandbox: Sandbox, looking: Caller
) -> None:
    answer = await looking.get(
        f"/applications(appId='{sandbox.app_id}')?$select=passwordCredentials,keyCredentials"
    )

    [secret] = answer.json["passwordCredentials"]
    assert secret["hint"] == sandbox.app_secret[:3]
    assert secret["secretText"] is None
    assert secret["endDateTime"].endswith("Z")
    assert answer.json["keyCredentials"] == []


async def test_a_certificate_has_its_thumbprint_for_a_name(
    sandbox: Sandbox, looking: Caller
) -> None:
    file = read_certificate_file(sandbox.certify(timedelta(days=90)), None)

    answer = await looking.get(f"/applications(appId='{sandbox.app_id}')")

    [certificate] = answer.json["keyCredentials"]
    assert base64.b64decode(certificate["customKeyIdentifier"]) == file.thumbprint
    assert certificate["endDateTime"] == f"{file.ends:%Y-%m-%dT%H:%M:%S}Z"
    assert answer.json["passwordCredentials"] == []


async def test_the_owners_of_an_application_are_people(sandbox: Sandbox, looking: Caller) -> None:
    answer = await looking.get(f"/applications(appId='{sandbox.app_id}')/owners")

    assert answer.ids == [sandbox.tenant.person("olaf").id]
    assert answer.json["value"][0]["@odata.type"] == "#microsoft.graph.user"


@pytest.mark.parametrize("rest", ["", "/owners"])
async def test_the_bot_itself_may_not_look(sandbox: Sandbox, caller: Caller, rest: str) -> None:
    answer = await caller.get(f"/applications(appId='{sandbox.app_id}'){rest}")

    assert answer.error == DENIED


async def test_a_group_tells_who_may_join_it(sandbox: Sandbox, caller: Caller) -> None:
    group = sandbox.tenant.groups["sales"]
    group.types, group.visibility = ("Unified", "DynamicMembership"), "Public"
    group.membership_rule = 'user.department -eq "Sales"'

    answer = await caller.get(f"/groups/{group.id}")

    assert answer.json["groupTypes"] == ["Unified", "DynamicMembership"]
    assert answer.json["visibility"] == "Public"
    assert answer.json["membershipRule"] == 'user.department -eq "Sales"'
