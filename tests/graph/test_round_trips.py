"""How long a decision waits for Graph: how many calls follow one another."""

from collections import Counter
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.graph.directory import GraphDirectory
from bot.sandbox.cast import gather, hire
from bot.sandbox.server import Sandbox
from tests.graph.conftest import group_of, id_of, policies_asked
from tests.patience import PATIENCE

# So long that calls which are sent at the same time are also under way at the same time.
SLOW = 0.3


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A client that gives up on nothing: a call that is repeated would be a round trip more."""
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        yield client


@pytest.fixture
async def fresh(sandbox: Sandbox, directory: GraphDirectory) -> GraphDirectory:
    """A directory that knows the policy."""
    await directory.policy()
    sandbox.calls.clear()
    sandbox.faults.add("graph", delay=SLOW)
    return directory


async def test_an_object_id_takes_one_round_trip(sandbox: Sandbox, fresh: GraphDirectory) -> None:
    people = (id_of(sandbox, "rita"), id_of(sandbox, "adam"))

    await fresh.survey(people, (id_of(sandbox, "uma"),), (group_of(sandbox, "approvers"),))

    assert sandbox.round_trips == 1
    assert [call.path for call in sandbox.calls if call.part_of is None] == ["/v1.0/$batch"]


@pytest.mark.parametrize("identity", ["uma@contoso.com", "Uma Underwood"])
async def test_a_upn_or_a_name_takes_two(
    sandbox: Sandbox, fresh: GraphDirectory, identity: str
) -> None:
    approvers = (group_of(sandbox, "approvers"),)

    await fresh.survey((id_of(sandbox, "rita"),), (identity,), approvers)

    assert sandbox.round_trips == 2
    assert sum(call.part_of is None for call in sandbox.calls) == 2


async def test_a_stale_policy_is_asked_for_meanwhile(
    sandbox: Sandbox, directory: GraphDirectory
) -> None:
    sandbox.faults.add("graph", delay=SLOW)

    await directory.survey((id_of(sandbox, "rita"),), (id_of(sandbox, "uma"),))

    assert sandbox.round_trips == 1
    assert policies_asked(sandbox) == 1


async def test_owners_of_groups_take_no_longer(sandbox: Sandbox, fresh: GraphDirectory) -> None:
    """What is inside the desk's groups matters for them only, and is known by then."""
    sandbox.tenant.groups["sales"].owners = {id_of(sandbox, "uma")}

    await fresh.survey((), ("uma@contoso.com",))

    assert sandbox.round_trips == 2


async def test_twenty_targets_take_as_long_as_one(sandbox: Sandbox, fresh: GraphDirectory) -> None:
    upns = [hire(sandbox.tenant, f"t{n}", f"T {n}").user_principal_name for n in range(20)]

    survey = await fresh.survey((id_of(sandbox, "rita"),), upns)

    assert len(survey.targets) == 20
    assert sandbox.round_trips == 2


async def test_nothing_is_fetched_twice(sandbox: Sandbox, fresh: GraphDirectory) -> None:
    """Whoever is named in three ways, or asks twice, is looked up once by object id."""
    uma, rita = id_of(sandbox, "uma"), id_of(sandbox, "rita")
    groups = (group_of(sandbox, "approvers"), group_of(sandbox, "approvers"))

    await fresh.survey((rita, rita), (uma, "uma@contoso.com", "Uma Underwood"), groups)

    asked = Counter((call.method, call.path, str(call.body)) for call in sandbox.calls)
    twice = [path for (_, path, _), times in asked.items() if times > 1]
    # This one has all its differences in the query, which is not recorded.
    assert [one for one in twice if not one.endswith("/group/eligibilityScheduleInstances")] == []


async def test_after_the_first_look_up_there_are_object_ids_only(
    sandbox: Sandbox, fresh: GraphDirectory
) -> None:
    await fresh.survey((), ("uma@contoso.com",))

    named = [call.path for call in sandbox.calls if "@" in call.path]
    assert named == ["/v1.0/users/uma@contoso.com"]


async def test_further_pages_are_followed(sandbox: Sandbox, fresh: GraphDirectory) -> None:
    sandbox.page_size = 2
    gather(sandbox.tenant, "zeta", "Zeta", sandbox.tenant.person("uma")).role_assignable = True

    survey = await fresh.survey((), (id_of(sandbox, "uma"),), (group_of(sandbox, "requesters"),))

    assert len(survey.members[group_of(sandbox, "requesters")]) == 3
    assert sandbox.round_trips > 1
