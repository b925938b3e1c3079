"""Temporary access passes in the sandbox's Graph."""

import re
from datetime import datetime, timedelta

import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Caller

UMA = "/users/uma@contoso.com/authentication"
PASSES = f"{UMA}/temporaryAccessPassMethods"


async def test_a_new_pass_has_the_policys_terms_and_a_code(caller: Caller) -> None:
    answer = await caller.post(PASSES, {})

    assert answer.status == 201
    assert len(answer.json["temporaryAccessPass"]) == 12
    assert answer.json["lifetimeInMinutes"] == 60
    assert answer.json["isUsableOnce"] is False
    assert answer.json["isUsable"] is True
    assert answer.json["methodUsabilityReason"] == "EnabledByPolicy"
    assert re.fullmatch(r"\S+T\d\d:\d\d:\d\d\.\d{1,7}Z", answer.json["createdDateTime"])


async def test_the_terms_asked_for_are_the_terms_of_the_pass(
    sandbox: Sandbox, caller: Caller
) -> None:
    start = sandbox.clock.now().replace(microsecond=0) + timedelta(hours=2)
    terms = {
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod",
        "startDateTime": start.isoformat(),
        "lifetimeInMinutes": 10,
        "isUsableOnce": True,
    }

    answer = await caller.post(PASSES, terms)

    assert answer.json["startDateTime"] == f"{start:%Y-%m-%dT%H:%M:%S}Z"
    assert answer.json["lifetimeInMinutes"] == 10
    assert answer.json["isUsableOnce"] is True
    assert answer.json["methodUsabilityReason"] == "NotYetValid"


@pytest.mark.parametrize("path", [PASSES, f"{PASSES}/{{id}}"])
async def test_the_code_is_never_shown_again(caller: Caller, path: str) -> None:
    made = (await caller.post(PASSES, {})).json

    answer = await caller.get(path.format(id=made["id"]))

    assert answer.status == 200
    assert made["temporaryAccessPass"] not in str(answer.json)
    assert "'temporaryAccessPass': None" in str(answer.json)


async def test_beta_knows_passes_too(sandbox: Sandbox, caller: Caller) -> None:
    made = await caller.post(f"{sandbox.graph}/beta{PASSES}", {})
    listed = await caller.get(f"{sandbox.graph}/beta{PASSES}")

    assert made.status == 201
    assert listed.ids == [made.json["id"]]
    assert "/beta/$metadata#users(" in listed.json["@odata.context"]


async def test_a_second_pass_replaces_the_first(caller: Caller) -> None:
    first = await caller.post(PASSES, {})
    second = await caller.post(PASSES, {})

    listed = await caller.get(PASSES)

    assert second.status == 201
    assert listed.ids == [second.json["id"]] != [first.json["id"]]


async def test_a_tenant_may_refuse_a_second_pass_while_the_first_is_valid(
    sandbox: Sandbox, caller: Caller
) -> None:
    sandbox.tenant.switches.replace_passes = False
    await caller.post(PASSES, {})

    second = await caller.post(PASSES, {})
    sandbox.clock.move(timedelta(minutes=61))
    third = await caller.post(PASSES, {})

    assert second.error[:2] == (400, "badRequest")
    assert third.status == 201


async def test_a_deleted_pass_is_gone(caller: Caller) -> None:
    made = await caller.post(PASSES, {})
    path = f"{PASSES}/{made.json['id']}"

    deleted = await caller.call("DELETE", path)
    again = await caller.call("DELETE", path)
    got = await caller.get(path)
    listed = await caller.get(PASSES)

    assert (deleted.status, deleted.json) == (204, "")
    assert again.status == got.status == 404
    assert listed.ids == []


async def test_a_pass_ends_with_its_lifetime(sandbox: Sandbox, caller: Caller) -> None:
    await caller.post(PASSES, {"lifetimeInMinutes": 10})
    sandbox.clock.move(timedelta(minutes=11))

    answer = await caller.get(PASSES)

    assert answer.json["value"][0]["isUsable"] is False
    assert answer.json["value"][0]["methodUsabilityReason"] == "Expired"


async def test_a_one_time_pass_signs_in_once(sandbox: Sandbox, caller: Caller) -> None:
    uma = sandbox.tenant.person("uma")
    code = (await caller.post(PASSES, {"isUsableOnce": True})).json["temporaryAccessPass"]

    wrong = sandbox.tenant.use_pass(uma, "guess")
    first = sandbox.tenant.use_pass(uma, code)
    second = sandbox.tenant.use_pass(uma, code)

    listed = await caller.get(PASSES)
    assert [wrong, first, second] == [False, True, False]
    assert listed.json["value"][0]["methodUsabilityReason"] == "OneTimeUsed"


async def test_a_multi_use_pass_signs_in_often(sandbox: Sandbox, caller: Caller) -> None:
    uma = sandbox.tenant.person("uma")
    code = (await caller.post(PASSES, {})).json["temporaryAccessPass"]

    used = [sandbox.tenant.use_pass(uma, code), sandbox.tenant.use_pass(uma, code)]

    listed = await caller.get(PASSES)
    assert used == [True, True]
    assert listed.json["value"][0]["methodUsabilityReason"] == "EnabledByPolicy"


async def test_lists_may_lag_behind_a_post(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.tenant.switches.list_lag = timedelta(seconds=30)
    made = await caller.post(PASSES, {})

    at_once = await caller.get(PASSES)
    sandbox.clock.move(timedelta(seconds=31))
    later = await caller.get(PASSES)

    assert at_once.ids == []
    assert later.ids == [made.json["id"]]


async def test_all_methods_include_the_pass(sandbox: Sandbox, caller: Caller) -> None:
    made = await caller.post(PASSES, {})
    caller.token = sandbox.token(roles=["UserAuthenticationMethod.Read.All"])

    answer = await caller.get(f"{UMA}/methods")

    kinds = [one["@odata.type"].rpartition(".")[2] for one in answer.json["value"]]
    assert kinds == ["passwordAuthenticationMethod", "temporaryAccessPassAuthenticationMethod"]
    assert answer.ids[1] == made.json["id"]


async def test_created_time_is_between_before_and_after(sandbox: Sandbox, caller: Caller) -> None:
    before = sandbox.clock.now()

    answer = await caller.post(PASSES, {})

    created = datetime.fromisoformat(answer.json["createdDateTime"])
    assert before <= created <= sandbox.clock.now()


async def test_an_administrator_gets_a_pass_as_anyone_does(caller: Caller) -> None:
    """Graph trusts the application; to refuse the powerful is the bot's own duty."""
    answer = await caller.post(
        "/users/grace@contoso.com/authentication/temporaryAccessPassMethods", {}
    )

    assert answer.status == 201
