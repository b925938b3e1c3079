"""The guard against a tenant that has a person of each kind it must refuse."""

import logging
from dataclasses import replace

import pytest

from bot.domain.people import Person
from bot.domain.refusals import TargetRefused
from bot.domain.survey import Candidate
from bot.graph.circle import Circle
from bot.graph.client import GraphClient
from bot.graph.directory import GraphDirectory
from bot.sandbox.cast import (
    GLOBAL_ADMINISTRATOR,
    USER_ADMINISTRATOR,
    assign,
    gather,
    hire,
    make_eligible,
)
from bot.sandbox.server import Sandbox
from bot.sandbox.tenant import Unit
from tests.graph.conftest import Judge, group_of, id_of, paths

REFUSED = {
    "grace": "holds a role",
    "hugo": "holds a role through a group",
    "carl": "holds a custom role",
    "iris": "holds a role in one unit",
    "pia": "may take a role",
    "paul": "may take a role through a group",
    "mia": "is in a role-assignable group",
    "ned": "is in a group in a role-assignable group",
    "olga": "owns a role-assignable group",
    "ruth": "is in a restricted unit",
    "dora": "is disabled",
    "gina": "is an external guest",
    "gus": "is external, although a member",
    "oscar": "owns the requester group",
    "otto": "owns the approver group",
    "olaf": "owns the bot's application",
    "ole": "could own the requester group",
    "emil": "could join a role-assignable group",
}
STAFF = {
    "rita": "is a requester",
    "nina": "is a requester through a group",
    "adam": "is an approver",
    "nora": "is an approver through a group",
    "eva": "could become an approver",
}


@pytest.mark.parametrize("key", REFUSED)
async def test_the_powerful_get_no_pass(sandbox: Sandbox, judge: Judge, key: str) -> None:
    person = sandbox.tenant.person(key)

    found = await judge(person.id)

    assert found.refused == TargetRefused(
        Person(person.id, person.name, person.user_principal_name)
    )


@pytest.mark.parametrize("key", STAFF)
async def test_people_of_the_desk_are_told_apart(sandbox: Sandbox, judge: Judge, key: str) -> None:
    """A rule may allow them, so it is no refusal; without one it is."""
    found = await judge(id_of(sandbox, key))

    assert (found.staff, found.refused) == (True, None)


@pytest.mark.parametrize("key", ["uma", "una", "johndoe", "ulf", "ingo"])
async def test_plain_people_and_internal_guests_may_have_a_pass(
    sandbox: Sandbox, judge: Judge, key: str
) -> None:
    assert (await judge(id_of(sandbox, key))).refused is None


@pytest.mark.parametrize("key", ["hugo", "paul"])
async def test_a_role_through_a_group_counts_even_if_the_group_hides_that_it_can_hold_one(
    sandbox: Sandbox, judge: Judge, key: str
) -> None:
    sandbox.tenant.switches.role_assignable_as_null = True

    assert isinstance((await judge(id_of(sandbox, key))).refused, TargetRefused)


async def test_null_is_not_role_assignable(sandbox: Sandbox, judge: Judge) -> None:
    sandbox.tenant.switches.role_assignable_as_null = True

    assert (await judge(id_of(sandbox, "uma"))).refused is None


async def test_a_restricted_unit_is_enough_where_the_person_does_not_tell(
    sandbox: Sandbox, judge: Judge
) -> None:
    uma = id_of(sandbox, "uma")
    sandbox.tenant.units["vault"] = Unit("0b5a-vault", "Vault", {uma}, restricted=True)

    assert isinstance((await judge(uma)).refused, TargetRefused)


async def test_a_plain_unit_does_not_matter(sandbox: Sandbox, judge: Judge) -> None:
    uma = id_of(sandbox, "uma")
    sandbox.tenant.units["branch"].members = {uma}

    assert (await judge(uma)).refused is None


async def test_the_owner_of_a_group_inside_the_approvers_gets_no_pass(
    sandbox: Sandbox, judge: Judge
) -> None:
    uma = id_of(sandbox, "uma")
    sandbox.tenant.groups["abroad"].owners = {uma}

    assert isinstance((await judge(uma)).refused, TargetRefused)


async def test_the_owner_of_some_other_group_may_have_a_pass(
    sandbox: Sandbox, judge: Judge
) -> None:
    uma = id_of(sandbox, "uma")
    sandbox.tenant.groups["sales"].owners = {uma}

    assert (await judge(uma)).refused is None


async def test_the_second_page_counts_like_the_first(sandbox: Sandbox, judge: Judge) -> None:
    uma = sandbox.tenant.person("uma")
    sandbox.page_size = 1
    admins = gather(sandbox.tenant, "zeta", "Zeta", uma)
    admins.role_assignable = True

    assert isinstance((await judge(uma.id)).refused, TargetRefused)


async def test_a_role_given_a_moment_ago_counts(sandbox: Sandbox, judge: Judge) -> None:
    newcomer = hire(sandbox.tenant, "newcomer", "Nell New")
    before = await judge(newcomer.id)
    assign(sandbox.tenant, newcomer, USER_ADMINISTRATOR, "/administrativeUnits/some")

    after = await judge(newcomer.id)

    assert before.refused is None
    assert isinstance(after.refused, TargetRefused)


async def test_eligibility_is_found_on_any_page(sandbox: Sandbox, judge: Judge) -> None:
    uma = sandbox.tenant.person("uma")
    make_eligible(sandbox.tenant, uma, GLOBAL_ADMINISTRATOR)
    sandbox.page_size = 1

    assert isinstance((await judge(uma.id)).refused, TargetRefused)


async def test_the_guard_only_reads(sandbox: Sandbox, judge: Judge) -> None:
    await judge(id_of(sandbox, "grace"))

    assert paths(sandbox, "GET")
    assert set(paths(sandbox, "POST")) == {"/v1.0/$batch"}
    assert {call.method for call in sandbox.calls} == {"GET", "POST"}


async def test_the_log_tells_operators_the_reason(
    sandbox: Sandbox, judge: Judge, caplog: pytest.LogCaptureFixture
) -> None:
    grace = id_of(sandbox, "grace")

    with caplog.at_level(logging.INFO, "bot.graph.guard"):
        await judge(grace)

    assert [record.message for record in caplog.records if record.name == "bot.graph.guard"] == [
        f"no pass for {grace}: holds, or is eligible for, a directory role"
    ]


async def test_members_and_owners_of_a_protected_group_get_no_pass(
    sandbox: Sandbox, judge: Judge
) -> None:
    protected = sandbox.tenant.groups["protected"]
    protected.members = {group_of(sandbox, "sales")}
    protected.owners = {id_of(sandbox, "johndoe")}

    member, owner = await judge(id_of(sandbox, "uma")), await judge(id_of(sandbox, "johndoe"))

    assert isinstance(member.refused, TargetRefused)
    assert isinstance(owner.refused, TargetRefused)
    assert not member.staff


async def test_an_approver_whom_a_rule_names_is_staff(
    sandbox: Sandbox, client: GraphClient, circle: Circle
) -> None:
    uma = id_of(sandbox, "uma")
    directory = GraphDirectory(client, replace(circle, named=frozenset({uma.upper()})))

    (found,) = (await directory.survey((), (uma,))).targets

    assert isinstance(found, Candidate)
    assert found.staff
