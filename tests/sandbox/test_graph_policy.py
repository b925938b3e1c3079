"""The policy for passes, and what it refuses."""

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Caller

CONFIGURATIONS = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations"
REFUSED_BY_POLICY = (
    400,
    "badRequest",
    (
        "Converged UserCredentialPolicy does not allow creating or updating this authentication "
        "method. AuthMethodType [TemporaryAccessPass]."
    ),
)


def passes(key: str) -> str:
    return f"/users/{key}@contoso.com/authentication/temporaryAccessPassMethods"


@pytest.mark.parametrize(
    "name", ["/temporaryAccessPass", "/TemporaryAccessPass", "('TemporaryAccessPass')"]
)
async def test_the_policy_is_found_by_every_spelling(caller: Caller, name: str) -> None:
    answer = await caller.get(CONFIGURATIONS + name)

    del answer.json["@odata.context"]
    assert answer.json == {
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
        "id": "TemporaryAccessPass",
        "state": "enabled",
        "defaultLifetimeInMinutes": 60,
        "defaultLength": 12,
        "minimumLifetimeInMinutes": 10,
        "maximumLifetimeInMinutes": 480,
        "isUsableOnce": False,
        "includeTargets": [
            {"targetType": "group", "id": "all_users", "isRegistrationRequired": False}
        ],
        "excludeTargets": [],
    }


async def test_another_methods_policy_is_unknown(caller: Caller) -> None:
    answer = await caller.get(f"{CONFIGURATIONS}/fido2")

    assert answer.status == 404


@pytest.mark.parametrize("lifetime", [9, 481, 0, -5, "60", True])
async def test_a_lifetime_outside_the_policy_is_refused_with_its_bounds(
    caller: Caller, lifetime: Any
) -> None:
    answer = await caller.post(passes("uma"), {"lifetimeInMinutes": lifetime})

    message = "Invalid LifetimeInMinutes specified. The valid range between 10 and 480."
    assert answer.error == (400, "badRequest", message)
    assert answer.json["error"]["innerError"]["message"] == message


@pytest.mark.parametrize("lifetime", [10, 480])
async def test_the_policys_bounds_belong_to_it(caller: Caller, lifetime: int) -> None:
    answer = await caller.post(passes("uma"), {"lifetimeInMinutes": lifetime})

    assert answer.json["lifetimeInMinutes"] == lifetime


async def test_a_disabled_policy_refuses_new_passes(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.tenant.policy.enabled = False

    answer = await caller.post(passes("uma"), {})

    assert answer.error == REFUSED_BY_POLICY


async def test_only_members_of_the_policys_groups_get_passes(
    sandbox: Sandbox, caller: Caller
) -> None:
    sandbox.tenant.policy.included = {sandbox.tenant.groups["requesters"].id}

    nested = await caller.post(passes("nina"), {})
    outside = await caller.post(passes("uma"), {})

    assert nested.status == 201
    assert outside.error == REFUSED_BY_POLICY


async def test_exclusion_beats_inclusion(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.tenant.policy.excluded = {sandbox.tenant.groups["sales"].id}

    answer = await caller.post(passes("uma"), {})

    assert answer.error == REFUSED_BY_POLICY


async def test_a_tenant_may_create_passes_that_nobody_can_use(
    sandbox: Sandbox, caller: Caller
) -> None:
    sandbox.tenant.switches.refuse_outside_policy = False
    sandbox.tenant.policy.enabled = False

    answer = await caller.post(passes("uma"), {})

    assert answer.status == 201
    assert answer.json["isUsable"] is False
    assert answer.json["methodUsabilityReason"] == "DisabledByPolicy"


@pytest.mark.parametrize("body", [{}, {"isUsableOnce": False}])
async def test_a_one_time_policy_makes_every_pass_one_time(
    sandbox: Sandbox, caller: Caller, body: dict[str, Any]
) -> None:
    sandbox.tenant.policy.one_time = True

    answer = await caller.post(passes("uma"), body)

    assert answer.json["isUsableOnce"] is True


async def test_a_one_time_policy_may_refuse_multi_use(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.tenant.policy.one_time = True
    sandbox.tenant.switches.refuse_forbidden_multi_use = True

    explicit = await caller.post(passes("uma"), {"isUsableOnce": False})
    silent = await caller.post(passes("uma"), {})

    assert explicit.error[:2] == (400, "badRequest")
    assert silent.json["isUsableOnce"] is True


@pytest.mark.parametrize("key", ["gina", "gus"])
async def test_an_external_guest_gets_no_pass_whatever_the_user_type(
    sandbox: Sandbox, caller: Caller, key: str
) -> None:
    guest = sandbox.tenant.person(key).id

    answer = await caller.post(f"/users/{guest}/authentication/temporaryAccessPassMethods", {})

    message = "Temporary Access Pass cannot be added to an external guest user."
    assert answer.error == (400, "badRequest", message)


async def test_an_internal_guest_gets_a_pass(caller: Caller) -> None:
    answer = await caller.post(passes("ingo"), {})

    assert answer.status == 201


async def test_a_tenant_may_guard_restricted_units(sandbox: Sandbox, caller: Caller) -> None:
    unguarded = await caller.post(passes("ruth"), {})
    sandbox.tenant.switches.refuse_restricted = True
    guarded = await caller.post(passes("ruth"), {})

    assert unguarded.status == 201
    assert guarded.error[:2] == (403, "accessDenied")


@pytest.mark.parametrize("start", ["yesterday", "2020-01-01T00:00:00Z", "2099-01-01T00:00:00", 5])
async def test_a_start_in_the_past_or_unreadable_is_refused(caller: Caller, start: Any) -> None:
    answer = await caller.post(passes("uma"), {"startDateTime": start})

    assert answer.error[:2] == (400, "badRequest")


@pytest.mark.parametrize("body", [{"isUsableOnce": "yes"}, {"lifetime": 60}])
async def test_what_the_service_does_not_know_is_refused(
    caller: Caller, body: dict[str, Any]
) -> None:
    answer = await caller.post(passes("uma"), body)

    assert answer.error[:2] == (400, "badRequest")


async def test_a_pass_cannot_outlive_thirty_days(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.tenant.policy.maximum = timedelta(days=60)

    answer = await caller.post(passes("uma"), {"lifetimeInMinutes": 43201})

    assert answer.error[:2] == (400, "badRequest")
