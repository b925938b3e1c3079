"""Passes as they are listed and deleted."""

import httpx
import pytest

from bot.domain.terms import Terms, Usability
from bot.graph.client import GraphClient
from bot.graph.passes import GraphPasses
from bot.ports import DirectoryFailed, Trouble
from bot.sandbox.server import Sandbox
from tests.graph.conftest import CALL_ID, CREATED, NoTokens, id_of


async def test_without_a_token_a_look_up_has_failed(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    passes = GraphPasses(GraphClient(http, NoTokens(), sandbox.graph))

    with pytest.raises(DirectoryFailed) as failed:
        await passes.passes(id_of(sandbox, "uma"))

    assert (failed.value.trouble, failed.value.reference) == (Trouble.SIGN_IN, "abcd1234")


async def test_passes_are_listed_without_their_code(sandbox: Sandbox, passes: GraphPasses) -> None:
    uma = id_of(sandbox, "uma")
    new = await passes.create(uma, Terms(), CALL_ID)

    assert await passes.passes(uma) == (new.made,)
    assert await passes.passes(id_of(sandbox, "una")) == ()


async def test_a_pass_tells_how_usable_it_is(sandbox: Sandbox, passes: GraphPasses) -> None:
    uma = sandbox.tenant.person("uma")
    new = await passes.create(uma.id, Terms(one_time=True), CALL_ID)
    sandbox.tenant.use_pass(uma, new.code)
    used = await passes.passes(uma.id)
    sandbox.tenant.policy.enabled = False

    disabled = await passes.passes(uma.id)

    assert [one.usability for one in used] == [Usability.USED]
    assert [one.usability for one in disabled] == [Usability.DISABLED]


async def test_a_new_word_for_usability_is_unknown(sandbox: Sandbox, passes: GraphPasses) -> None:
    one = CREATED.format(created='"2026-01-01T10:00:00Z"', code="null")
    body = '{"value": [' + one.replace("EnabledByPolicy", "PausedByMoon") + "]}"
    sandbox.faults.add("graph", method="GET", status=200, body=body)

    listed = await passes.passes(id_of(sandbox, "uma"))

    assert [one.usability for one in listed] == [Usability.UNKNOWN]


async def test_a_deleted_pass_is_gone_and_may_be_deleted_again(
    sandbox: Sandbox, passes: GraphPasses
) -> None:
    uma = id_of(sandbox, "uma")
    new = await passes.create(uma, Terms(), CALL_ID)

    await passes.delete(uma, new.made.id)
    await passes.delete(uma, new.made.id)

    assert await passes.passes(uma) == ()


async def test_a_delete_whose_answer_was_lost_is_repeated(
    sandbox: Sandbox, passes: GraphPasses
) -> None:
    uma = id_of(sandbox, "uma")
    new = await passes.create(uma, Terms(), CALL_ID)
    sandbox.faults.add("graph", method="DELETE", status=504, after_work=True, times=1)

    await passes.delete(uma, new.made.id)

    assert [call.status for call in sandbox.calls if call.method == "DELETE"] == [504, 404]


@pytest.mark.parametrize(
    "fault", [{"status": 403}, {"status": 500}, {"status": 404, "body": "<html>"}], ids=str
)
async def test_a_failed_delete_is_no_deletion(
    sandbox: Sandbox, passes: GraphPasses, fault: dict[str, object]
) -> None:
    sandbox.faults.add("graph", method="DELETE", **fault)  # type: ignore[arg-type]  # by name

    with pytest.raises(DirectoryFailed):
        await passes.delete(id_of(sandbox, "uma"), "some")
