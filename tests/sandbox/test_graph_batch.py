"""$batch in the sandbox's Graph."""

import asyncio
import base64
from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Caller

UMA = "/users/uma@contoso.com"
PASSES = f"{UMA}/authentication/temporaryAccessPassMethods"
JSON = {"Content-Type": "application/json"}


def get(step_id: str, url: str, **more: Any) -> dict[str, Any]:
    return {"id": step_id, "method": "GET", "url": url, **more}


async def test_each_part_has_its_own_answer(sandbox: Sandbox, caller: Caller) -> None:
    steps = [
        get("1", f"{UMA}?$select=id"),
        get("2", "/users/nobody"),
        {"id": "3", "method": "POST", "url": PASSES, "headers": JSON, "body": {}},
        get("4", f"{sandbox.graph}/v1.0{PASSES}", depends_on=["3"]),
    ]

    answer = await caller.post("/$batch", {"requests": steps})

    parts = {part["id"]: part for part in answer.json["responses"]}
    assert answer.status == 200
    assert [parts[step]["status"] for step in "1234"] == [200, 404, 201, 200]
    assert parts["1"]["body"]["id"] == sandbox.tenant.person("uma").id
    assert parts["3"]["body"]["id"] == parts["4"]["body"]["value"][0]["id"]


async def test_one_part_is_throttled_alone(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.faults.add("graph", method="POST", path="/temporaryAcc", status=429, retry_after=3)
    post = {"id": "a", "method": "POST", "url": PASSES, "headers": JSON, "body": {}}

    answer = await caller.post("/$batch", {"requests": [post, get("b", UMA)]})

    parts = {part["id"]: part for part in answer.json["responses"]}
    throttled, spared = parts["a"], parts["b"]
    assert (throttled["status"], throttled["headers"]["Retry-After"]) == (429, "3")
    assert spared["status"] == 200


async def test_what_depends_on_a_failure_fails(sandbox: Sandbox, caller: Caller) -> None:
    steps = [get("1", "/users/nobody"), get("2", UMA, dependsOn=["1"])]

    answer = await caller.post("/$batch", {"requests": steps})

    parts = {part["id"]: part["status"] for part in answer.json["responses"]}
    assert parts == {"1": 404, "2": 424}
    assert [call.path for call in sandbox.calls] == ["/v1.0/$batch", "/v1.0/users/nobody"]


async def test_parts_come_in_the_order_in_which_they_are_done(
    sandbox: Sandbox, caller: Caller
) -> None:
    sandbox.faults.add("graph", path=r"/uma@", delay=0.1)

    answer = await caller.post("/$batch", {"requests": [get("1", UMA), get("2", "/users")]})

    assert [part["id"] for part in answer.json["responses"]] == ["2", "1"]


async def test_a_part_whose_connection_breaks_is_the_only_one_that_fails(
    sandbox: Sandbox, caller: Caller
) -> None:
    sandbox.faults.add("graph", path=r"/uma@", cut=True)

    answer = await caller.post("/$batch", {"requests": [get("1", UMA), get("2", "/users")]})

    parts = {part["id"]: part["status"] for part in answer.json["responses"]}
    assert parts == {"1": 504, "2": 200}


async def test_a_part_may_be_something_else_than_json(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.faults.add("graph", path=r"/uma@", status=502, body="<html>")

    answer = await caller.post("/$batch", {"requests": [get("1", UMA)]})

    (part,) = answer.json["responses"]
    assert (part["status"], base64.b64decode(part["body"])) == (502, b"<html>")


async def test_a_call_tells_of_which_batch_it_is_a_part(sandbox: Sandbox, caller: Caller) -> None:
    await caller.post("/$batch", {"requests": [get("1", UMA)]})

    batch, part = sandbox.calls
    assert (batch.part_of, part.part_of) == (None, batch.request_id)


async def test_calls_one_after_the_other_are_round_trips_and_calls_at_once_are_one(
    sandbox: Sandbox, caller: Caller
) -> None:
    sandbox.faults.add("graph", delay=0.1)
    await asyncio.gather(*(caller.get(UMA) for _ in range(5)))
    at_once = sandbox.round_trips

    await caller.post("/$batch", {"requests": [get("1", UMA), get("2", UMA)]})

    assert (at_once, sandbox.round_trips) == (1, 2)


async def test_a_part_needs_its_permission(sandbox: Sandbox, caller: Caller) -> None:
    caller.token = sandbox.token(roles=["User.Read.All"])

    answer = await caller.post("/$batch", {"requests": [get("1", UMA), get("2", PASSES)]})

    parts = {part["id"]: part["status"] for part in answer.json["responses"]}
    assert parts == {"1": 200, "2": 403}


@pytest.mark.parametrize(
    "steps",
    [
        None,
        [],
        ["x"],
        [{"id": "1"}],
        [get(str(number), UMA) for number in range(21)],
        [get("a", UMA), get("A", UMA)],
        [get("1", UMA, dependsOn=["2"]), get("2", UMA)],
        [get("1", "https://elsewhere.example/users")],
    ],
)
async def test_a_malformed_batch_is_refused_whole(caller: Caller, steps: Any) -> None:
    answer = await caller.post("/$batch", {"requests": steps})

    assert answer.error[:2] == (400, "BadRequest")
