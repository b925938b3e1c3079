"""The guard and PIM for Groups: who could make themselves what is refused."""

from dataclasses import replace

import pytest

from bot.domain.refusals import TargetRefused
from bot.domain.survey import Candidate
from bot.graph.circle import Circle
from bot.graph.client import GraphClient
from bot.graph.directory import GraphDirectory
from bot.sandbox.cast import (
    let_join,
)
from bot.sandbox.graph.permissions import GRANTED_TO_THE_BOT
from bot.sandbox.server import Sandbox
from tests.graph.conftest import Judge, SandboxTokens, id_of


@pytest.mark.parametrize("as_owner", [False, True])
async def test_whoever_could_join_or_own_a_protected_group_gets_no_pass(
    sandbox: Sandbox, judge: Judge, as_owner: bool
) -> None:
    uma, tenant = sandbox.tenant.person("uma"), sandbox.tenant
    let_join(tenant, uma, tenant.groups["protected"], as_owner=as_owner)

    assert isinstance((await judge(uma.id)).refused, TargetRefused)


async def test_eligibility_for_a_closed_group_counts_through_a_group(
    sandbox: Sandbox, judge: Judge
) -> None:
    tenant = sandbox.tenant
    let_join(tenant, tenant.groups["sales"], tenant.groups["protected"])

    assert isinstance((await judge(id_of(sandbox, "uma"))).refused, TargetRefused)


async def test_whoever_could_join_a_group_inside_the_approvers_is_staff(
    sandbox: Sandbox, judge: Judge
) -> None:
    let_join(sandbox.tenant, sandbox.tenant.person("uma"), sandbox.tenant.groups["abroad"])

    assert (await judge(id_of(sandbox, "uma"))).staff


async def test_eligibility_for_some_other_group_does_not_matter(
    sandbox: Sandbox, judge: Judge
) -> None:
    let_join(sandbox.tenant, sandbox.tenant.person("johndoe"), sandbox.tenant.groups["sales"])

    found = await judge(id_of(sandbox, "johndoe"))

    assert (found.staff, found.refused) == (False, None)


async def test_what_is_not_to_be_seen_is_not_asked(
    sandbox: Sandbox, client: GraphClient, circle: Circle, tokens: SandboxTokens
) -> None:
    """Without the permission, and told to do without it, the bot asks nothing of PIM for Groups."""
    tokens.roles = [one for one in GRANTED_TO_THE_BOT if "AzureADGroup" not in one]
    directory = GraphDirectory(client, replace(circle, sees_pim_for_groups=False))

    (found,) = (await directory.survey((), (id_of(sandbox, "emil"),))).targets

    assert isinstance(found, Candidate)
    assert found.refused is None
    assert not any("privilegedAccess" in call.path for call in sandbox.calls)
