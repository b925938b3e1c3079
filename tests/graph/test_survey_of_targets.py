"""What a survey tells of a target besides the account: manager, phones, groups, passes, scope."""

import pytest

from bot.domain.survey import Scope
from bot.domain.terms import Terms
from bot.graph.passes import GraphPasses
from bot.sandbox.cast import gather
from bot.sandbox.server import Sandbox
from tests.graph.conftest import CALL_ID, Judge, account_of, id_of


async def test_a_target_comes_with_manager_phones_and_age(sandbox: Sandbox, judge: Judge) -> None:
    uma, ulf = await judge(id_of(sandbox, "uma")), await judge(id_of(sandbox, "ulf"))

    assert uma.manager == account_of(sandbox, "ulf")
    assert uma.phones == ("+44 7700 900123", "+44 20 7946 0123")
    assert uma.created == sandbox.tenant.person("uma").created
    assert (ulf.manager, ulf.phones) == (None, ())


async def test_numbers_are_told_once_and_nothing_unseen_is_in_them(
    sandbox: Sandbox, judge: Judge
) -> None:
    uma = sandbox.tenant.person("uma")
    uma.mobile_phone, uma.business_phones = "+1 \u202e555", ("+1 555", " ")
    uma.created = None

    found = await judge(uma.id)

    assert (found.phones, found.created) == (("+1 555",), None)


async def test_a_target_comes_with_all_groups_nested_ones_included(
    sandbox: Sandbox, judge: Judge
) -> None:
    sandbox.page_size = 1
    sales = sandbox.tenant.groups["sales"]
    company = gather(sandbox.tenant, "company", "Company", sales)
    sandbox.tenant.units["branch"].members = {id_of(sandbox, "uma")}

    assert (await judge(id_of(sandbox, "uma"))).groups == {sales.id, company.id}


async def test_a_target_comes_with_the_passes_there_are(
    sandbox: Sandbox, judge: Judge, passes: GraphPasses
) -> None:
    uma = id_of(sandbox, "uma")
    before = await judge(uma)
    new = await passes.create(uma, Terms(), CALL_ID)

    after = await judge(uma)

    assert (before.passes, after.passes) == ((), (new.made,))


@pytest.mark.parametrize(
    ("included", "excluded", "scope"),
    [
        ({"all_users"}, set(), Scope.COVERED),
        ({"company"}, set(), Scope.COVERED),
        ({"uma"}, set(), Scope.COVERED),
        ({"keepers"}, set(), Scope.NOT_INCLUDED),
        (set(), set(), Scope.NOT_INCLUDED),
        ({"all_users"}, {"company"}, Scope.EXCLUDED),
        ({"uma"}, {"sales"}, Scope.EXCLUDED),
        ({"sales"}, {"uma"}, Scope.EXCLUDED),
        ({"all_users"}, {"all_users"}, Scope.EXCLUDED),
        ({"all_users"}, {"keepers"}, Scope.COVERED),
    ],
    ids=str,
)
async def test_the_policy_covers_whom_it_includes_and_does_not_exclude(
    sandbox: Sandbox, judge: Judge, included: set[str], excluded: set[str], scope: Scope
) -> None:
    """Through nested groups too; to be excluded is stronger."""
    tenant = sandbox.tenant
    gather(tenant, "company", "Company", tenant.groups["sales"])
    ids = {"all_users": "all_users", "uma": id_of(sandbox, "uma")}
    ids |= {key: group.id.upper() for key, group in tenant.groups.items()}
    tenant.policy.included = {ids[key] for key in included}
    tenant.policy.excluded = {ids[key] for key in excluded}

    assert (await judge(ids["uma"])).scope is scope


async def test_passes_that_graph_does_not_show_are_no_matter_where_none_may_be_made(
    sandbox: Sandbox, judge: Judge
) -> None:
    sandbox.faults.add("graph", path="/temporaryAccessPassMethods$", status=403)

    assert (await judge(id_of(sandbox, "ruth"))).refused is not None
