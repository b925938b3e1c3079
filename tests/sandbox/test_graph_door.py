"""Who may call the sandbox's Graph: tokens, permissions, hosts, and the record of calls."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from bot.sandbox.keys import SigningKey
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Caller

UMA = "/users/uma@contoso.com"
PASSES = f"{UMA}/authentication/temporaryAccessPassMethods"
POLICY = (
    "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
)
DIRECTORY = "/roleManagement/directory"
DENIED = (403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
METHODS_DENIED = (403, "accessDenied", "Request Authorization failed")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc"])
async def test_without_a_token_nothing_is_told(caller: Caller, header: str) -> None:
    answer = await caller.call("GET", UMA, headers={"Authorization": header})

    assert answer.error == (401, "InvalidAuthenticationToken", "Access token is empty.")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_an_expired_token_is_refused(sandbox: Sandbox, caller: Caller) -> None:
    caller.token = sandbox.token(lifetime=timedelta(seconds=-1))

    answer = await caller.get(UMA)

    message = "Lifetime validation failed, the token is expired."
    assert answer.error == (401, "InvalidAuthenticationToken", message)


async def test_a_token_for_something_else_is_refused(sandbox: Sandbox, caller: Caller) -> None:
    caller.token = sandbox.tokens.issue("https://api.botframework.com")

    answer = await caller.get(UMA)

    assert answer.error[:2] == (401, "InvalidAuthenticationToken")


async def test_a_token_for_the_real_graph_is_good(sandbox: Sandbox, caller: Caller) -> None:
    caller.token = sandbox.tokens.issue("https://graph.microsoft.com")

    answer = await caller.get(UMA)

    assert answer.status == 200


async def test_another_tenants_and_a_forged_token_are_refused(
    sandbox: Sandbox, caller: Caller
) -> None:
    claims = {"aud": sandbox.graph, "tid": str(uuid4()), "exp": 4102444800, "roles": []}
    tokens = [
        sandbox.tenant.key.sign(claims),
        SigningKey().sign(claims | {"tid": sandbox.tenant_id}),
        "no.token",
    ]

    for caller.token in tokens:
        answer = await caller.get(UMA)

        assert answer.error[:2] == (401, "InvalidAuthenticationToken")


@pytest.mark.parametrize(
    ("method", "path", "permission"),
    [
        ("GET", UMA, "User.Read.All"),
        ("GET", UMA, "User.ReadBasic.All"),
        ("GET", "/users", "User.Read.All"),
        ("GET", f"{UMA}/manager", "User.Read.All"),
        ("GET", f"{UMA}/transitiveMemberOf", "User.Read.All"),
        ("GET", f"{UMA}/ownedObjects", "Directory.Read.All"),
        ("POST", f"{UMA}/checkMemberGroups", "GroupMember.Read.All"),
        ("POST", f"{UMA}/checkMemberGroups", "User.Read.All"),
        ("GET", "/groups", "GroupMember.Read.All"),
        ("GET", f"{DIRECTORY}/roleAssignments", "RoleManagement.Read.Directory"),
        ("GET", f"{DIRECTORY}/roleEligibilitySchedules", "RoleManagement.Read.Directory"),
        ("GET", f"{DIRECTORY}/roleEligibilitySchedules", "RoleEligibilitySchedule.Read.Directory"),
    ],
)
async def test_one_directory_permission_opens_the_call_and_others_do_not(
    sandbox: Sandbox, caller: Caller, method: str, path: str, permission: str
) -> None:
    body: Any = {"groupIds": []} if method == "POST" else None
    caller.token = sandbox.token(roles=[permission])
    with_it = await caller.call(method, path, json=body)
    caller.token = sandbox.token(roles=["UserAuthMethod-TAP.ReadWrite.All", "Mail.Read"])

    without = await caller.call(method, path, json=body)

    assert with_it.status in {200, 404}
    assert without.error == DENIED


@pytest.mark.parametrize(
    ("method", "path", "permission", "too_little"),
    [
        ("POST", PASSES, "UserAuthMethod-TAP.ReadWrite.All", "UserAuthMethod-TAP.Read.All"),
        ("POST", PASSES, "UserAuthenticationMethod.ReadWrite.All", "User.Read.All"),
        ("GET", PASSES, "UserAuthMethod-TAP.Read.All", "User.Read.All"),
        ("GET", f"{PASSES}/x", "UserAuthenticationMethod.Read.All", "User.Read.All"),
        (
            "DELETE",
            f"{PASSES}/x",
            "UserAuthMethod-TAP.ReadWrite.All",
            "UserAuthenticationMethod.Read.All",
        ),
        (
            "GET",
            f"{UMA}/authentication/methods",
            "UserAuthenticationMethod.Read.All",
            "UserAuthMethod-TAP.ReadWrite.All",
        ),
        ("GET", POLICY, "Policy.Read.AuthenticationMethod", "UserAuthMethod-TAP.ReadWrite.All"),
        ("GET", POLICY, "Policy.Read.All", "Directory.Read.All"),
    ],
)
async def test_one_methods_permission_opens_the_call_and_others_do_not(
    sandbox: Sandbox, caller: Caller, method: str, path: str, permission: str, too_little: str
) -> None:
    body: Any = {} if method == "POST" else None
    caller.token = sandbox.token(roles=[permission])
    with_it = await caller.call(method, path, json=body)
    caller.token = sandbox.token(roles=[too_little])

    without = await caller.call(method, path, json=body)

    assert with_it.status in {200, 201, 404}
    assert without.error == METHODS_DENIED


async def test_little_permission_shows_little_of_a_person(sandbox: Sandbox, caller: Caller) -> None:
    caller.token = sandbox.token(roles=["User.ReadBasic.All"])

    usual = await caller.get(UMA)
    selected = await caller.get(f"{UMA}?$select=id,accountEnabled")

    assert "jobTitle" not in usual.json
    assert selected.error == DENIED


async def test_a_withdrawn_permission_is_missing_from_the_next_token(
    sandbox: Sandbox, caller: Caller
) -> None:
    sandbox.tokens.granted = ["User.Read.All"]
    caller.token = sandbox.token()

    answer = await caller.post(PASSES, {})

    assert answer.error == METHODS_DENIED


async def test_unknown_paths_and_methods_are_refused_in_graphs_words(caller: Caller) -> None:
    unknown = await caller.get(f"{UMA}/shoes")
    method = await caller.call("PATCH", UMA, json={})

    assert unknown.error == (400, "BadRequest", "Resource not found for the segment 'shoes'.")
    assert method.error == (
        405,
        "Request_BadRequest",
        "Specified HTTP method is not allowed for the request target.",
    )


async def test_an_error_can_be_traced(sandbox: Sandbox, caller: Caller) -> None:
    client_request_id = str(uuid4())

    answer = await caller.get("/users/nobody", **{"client-request-id": client_request_id})

    inner = answer.json["error"]["innerError"]
    assert inner.keys() == {"date", "request-id", "client-request-id"}
    assert inner["client-request-id"] == answer.headers["client-request-id"] == client_request_id
    assert inner["request-id"] == answer.headers["request-id"] == str(UUID(inner["request-id"]))
    assert sandbox.calls[-1].client_request_id == client_request_id


async def test_answers_are_dated_by_the_sandboxs_clock(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.clock.move(timedelta(days=40))

    answer = await caller.get(UMA)

    dated = parsedate_to_datetime(answer.headers["Date"])
    assert abs(dated - sandbox.clock.now()) < timedelta(days=1)


async def test_calls_are_recorded_without_codes(sandbox: Sandbox, caller: Caller) -> None:
    made = await caller.post(PASSES, {"lifetimeInMinutes": 30})
    await caller.get("/users/nobody")

    first, second = sandbox.calls
    assert (first.method, first.path, first.status) == ("POST", f"/v1.0{PASSES}", 201)
    assert first.person_id == sandbox.tenant.person("uma").id
    assert first.body == {"lifetimeInMinutes": 30}
    assert (second.person_id, second.status) == (None, 404)
    assert made.json["temporaryAccessPass"] not in repr(sandbox.calls)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_web_page_elsewhere_reaches_nothing(
    sandbox: Sandbox, caller: Caller, headers: dict[str, str]
) -> None:
    answer = await caller.call("GET", UMA, headers=headers)

    assert answer.status == 403
    assert sandbox.calls == []


async def test_a_page_of_the_sandbox_itself_is_let_in(sandbox: Sandbox, caller: Caller) -> None:
    port = sandbox.address.rpartition(":")[2]
    headers = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}

    answer = await caller.call("GET", UMA, headers=headers)

    assert answer.status == 200
