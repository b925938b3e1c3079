"""The tenant's policy: kept for a while, asked for once at a time, forgotten when it is wrong."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.terms import Policy, Terms
from bot.graph.circle import Circle
from bot.graph.client import GraphClient
from bot.graph.directory import GraphDirectory
from bot.graph.passes import GraphPasses
from bot.ports import DirectoryFailed, NothingMade, Trouble, Unclear
from bot.sandbox.server import Sandbox
from tests.graph.conftest import (
    CALL_ID,
    PASSES,
    SandboxTokens,
    id_of,
    policies_asked,
)
from tests.watch import Watch

FIVE_MINUTES = timedelta(minutes=5).total_seconds()


async def test_the_policy_is_kept_for_five_minutes(
    sandbox: Sandbox, directory: GraphDirectory, watch: Watch
) -> None:
    before = await directory.policy()
    sandbox.tenant.policy.enabled = False
    sandbox.tenant.policy.one_time = True
    watch.seconds += FIVE_MINUTES - 1
    kept = await directory.policy()
    watch.seconds += 1

    after = await directory.policy()

    assert (
        before
        == kept
        == Policy(
            enabled=True,
            shortest=timedelta(minutes=10),
            longest=timedelta(minutes=480),
            default=timedelta(minutes=60),
            one_time_only=False,
        )
    )
    assert (after.enabled, after.one_time_only) == (False, True)
    assert policies_asked(sandbox) == 2


async def test_a_policy_that_could_not_be_had_is_asked_for_again(
    sandbox: Sandbox, directory: GraphDirectory
) -> None:
    sandbox.faults.add("graph", path="/policies/", status=500, times=1)
    with pytest.raises(DirectoryFailed):
        await directory.policy()

    assert (await directory.policy()).enabled


async def test_a_pass_that_graph_refuses_makes_the_policy_stale(
    sandbox: Sandbox, client: GraphClient, directory: GraphDirectory
) -> None:
    passes = GraphPasses(client, directory.forget_policy)
    await directory.policy()
    sandbox.tenant.policy.enabled = False
    with pytest.raises(NothingMade):
        await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)

    assert not (await directory.policy()).enabled


async def test_so_does_a_pass_that_the_policy_has_disabled(
    sandbox: Sandbox, client: GraphClient, directory: GraphDirectory
) -> None:
    """Some tenants make a pass for people whom the policy does not cover."""
    passes = GraphPasses(client, directory.forget_policy)
    await directory.policy()
    sandbox.tenant.switches.refuse_outside_policy = False
    sandbox.tenant.policy.enabled = False
    await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)

    assert not (await directory.policy()).enabled


async def test_a_pass_that_failed_for_another_reason_does_not(
    sandbox: Sandbox, client: GraphClient, directory: GraphDirectory
) -> None:
    passes = GraphPasses(client, directory.forget_policy)
    await directory.policy()
    sandbox.faults.add("graph", method="POST", path=PASSES, status=503)
    with pytest.raises(Unclear):
        await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)

    await directory.policy()

    assert policies_asked(sandbox) == 1


@pytest.mark.parametrize("body", ["{}", '{"state": "enabled"}', "[]", "null", ""])
async def test_a_policy_that_cannot_be_read_is_a_failure(
    sandbox: Sandbox, directory: GraphDirectory, body: str
) -> None:
    sandbox.faults.add("graph", path="/policies/", status=200, body=body)

    with pytest.raises(DirectoryFailed):
        await directory.policy()


async def test_a_permission_that_is_missing_is_named_so(
    client: GraphClient, circle: Circle, tokens: SandboxTokens
) -> None:
    tokens.roles = ["User.Read.All"]

    with pytest.raises(DirectoryFailed) as failed:
        await GraphDirectory(client, circle).policy()

    assert failed.value.trouble is Trouble.PERMISSION


async def test_surveys_at_once_ask_for_the_policy_once(
    sandbox: Sandbox, directory: GraphDirectory
) -> None:
    await asyncio.gather(*(directory.survey((), ()) for _ in range(5)))

    assert policies_asked(sandbox) == 1


async def test_who_gives_up_takes_the_policy_from_nobody(
    sandbox: Sandbox, directory: GraphDirectory
) -> None:
    sandbox.faults.add("graph", path="/policies/", delay=0.2)
    hasty, patient = (asyncio.create_task(directory.policy()) for _ in range(2))
    await asyncio.sleep(0)

    hasty.cancel()

    assert (await patient).enabled
    assert policies_asked(sandbox) == 1


async def test_a_policy_that_was_on_its_way_when_graph_contradicted_it_is_not_kept(
    sandbox: Sandbox, directory: GraphDirectory
) -> None:
    sandbox.faults.add("graph", path="/policies/", delay=0.2, times=1)
    asking = asyncio.create_task(directory.policy())
    await asyncio.sleep(0)
    directory.forget_policy()
    await asking

    await directory.policy()

    assert policies_asked(sandbox) == 2
