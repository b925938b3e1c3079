"""Faults that the sandbox's Graph commits when a test asks for them."""

import aiohttp
import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Caller

UMA = "/users/uma@contoso.com"
PASSES = f"{UMA}/authentication/temporaryAccessPassMethods"


@pytest.mark.parametrize("retry_after", [7, None])
async def test_a_throttled_call_does_nothing(
    sandbox: Sandbox, caller: Caller, retry_after: int | None
) -> None:
    sandbox.faults.add("graph", method="POST", status=429, retry_after=retry_after, times=1)

    throttled = await caller.post(PASSES, {})

    listed = await caller.get(PASSES)
    assert throttled.error == (429, "TooManyRequests", "Please retry again later.")
    assert throttled.headers.get("Retry-After") == (retry_after and str(retry_after))
    assert throttled.headers["request-id"]
    assert listed.ids == []


async def test_done_but_504(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.faults.add("graph", method="POST", status=504, after_work=True)

    answer = await caller.post(PASSES, {})

    listed = await caller.get(PASSES)
    assert answer.status == 504
    assert len(listed.ids) == 1
    assert [call.status for call in sandbox.calls] == [504, 200]


@pytest.mark.parametrize(("after_work", "passes"), [(True, 1), (False, 0)])
async def test_a_connection_is_cut_off(
    sandbox: Sandbox, caller: Caller, after_work: bool, passes: int
) -> None:
    sandbox.faults.add("graph", method="POST", cut=True, after_work=after_work)

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await caller.post(PASSES, {})

    assert [call.status for call in sandbox.calls] == [0]
    assert len((await caller.get(PASSES)).ids) == passes


async def test_a_slow_answer_is_done_although_nobody_waits(
    sandbox: Sandbox, caller: Caller
) -> None:
    sandbox.faults.add("graph", method="POST", delay=5, after_work=True)

    with pytest.raises(TimeoutError):
        await caller.call("POST", PASSES, json={}, timeout=aiohttp.ClientTimeout(total=0.2))

    assert [call.method for call in sandbox.calls] == ["POST"]
    assert len((await caller.get(PASSES)).ids) == 1


async def test_a_fault_meets_its_path_only(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.faults.add("graph", path=r"/checkMemberGroups$", status=503)
    sandbox.faults.add("connector", status=500)

    met = await caller.post(f"{UMA}/checkMemberGroups", {"groupIds": []})
    spared = await caller.get(UMA)

    assert met.status == 503
    assert spared.status == 200


async def test_a_fault_ends_after_its_times_or_when_cleared(
    sandbox: Sandbox, caller: Caller
) -> None:
    sandbox.faults.add("graph", status=503, times=2)
    counted = [(await caller.get(UMA)).status for _ in range(3)]
    sandbox.faults.add("graph", status=503)
    standing = await caller.get(UMA)

    sandbox.faults.clear()

    cleared = await caller.get(UMA)
    assert counted == [503, 503, 200]
    assert (standing.status, cleared.status) == (503, 200)


async def test_a_fault_may_answer_with_a_web_page(sandbox: Sandbox, caller: Caller) -> None:
    page = "<html>Our services aren't available right now</html>"
    sandbox.faults.add("graph", status=502, body=page, content_type="text/html")

    answer = await caller.get(UMA)

    assert (answer.status, answer.json) == (502, page)
    assert answer.headers["Content-Type"].startswith("text/html")
