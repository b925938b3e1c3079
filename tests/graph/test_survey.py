"""What one survey tells of people, targets, groups and policy."""

from dataclasses import replace

import pytest

from bot.domain.people import Account
from bot.domain.refusals import AmbiguousName, NoSuchPerson
from bot.domain.survey import Candidate, Known
from bot.graph.circle import Circle
from bot.graph.client import GraphClient
from bot.graph.directory import GraphDirectory
from bot.sandbox.cast import gather, hire
from bot.sandbox.server import Sandbox
from tests.graph.conftest import NOBODY, account_of, group_of, id_of


async def found_by(directory: GraphDirectory, identity: str) -> Account | object:
    """Return the account, or the refusal where nobody is found."""
    (found,) = (await directory.survey((), (identity,))).targets
    return found.account if isinstance(found, Candidate) else found


async def test_a_target_is_found_by_upn_object_id_and_name(
    sandbox: Sandbox, directory: GraphDirectory
) -> None:
    uma = account_of(sandbox, "uma")
    identities = ("Uma@Contoso.com", uma.person.id.upper(), "Uma Underwood")

    survey = await directory.survey((), identities)

    assert [one.account for one in survey.targets if isinstance(one, Candidate)] == [uma] * 3


async def test_targets_come_in_the_order_in_which_they_were_named(
    sandbox: Sandbox, directory: GraphDirectory
) -> None:
    identities = ("Una Usher", "nobody@contoso.com", id_of(sandbox, "uma"), "Sam Smith")

    una, nobody, uma, sam = (await directory.survey((), identities)).targets

    assert isinstance(una, Candidate)
    assert una.account == account_of(sandbox, "una")
    assert nobody == NoSuchPerson("nobody@contoso.com")
    assert isinstance(uma, Candidate)
    assert uma.account == account_of(sandbox, "uma")
    assert sam == AmbiguousName("Sam Smith", 2)


@pytest.mark.parametrize("identity", ["nobody@contoso.com", NOBODY, "Nobody At All", "Uma", ""])
async def test_nobody_is_found_where_nobody_is(directory: GraphDirectory, identity: str) -> None:
    assert await found_by(directory, identity) == NoSuchPerson(identity)


async def test_a_name_that_two_people_have_is_ambiguous_on_any_page(
    sandbox: Sandbox, directory: GraphDirectory
) -> None:
    sandbox.page_size = 1

    assert await found_by(directory, "Sam Smith") == AmbiguousName("Sam Smith", 2)


@pytest.mark.parametrize(
    "upn",
    [
        "o'neil@contoso.com",
        "$dollar@contoso.com",
        "$o'dollar@contoso.com",
        "ümläut@contoso.com",
        "a+b&c=d@contoso.com",
        "per%40cent@contoso.com",
        "adele_fabrikam.com#EXT#@contoso.com",
    ],
)
async def test_any_upn_reaches_its_owner(
    sandbox: Sandbox, directory: GraphDirectory, upn: str
) -> None:
    hire(sandbox.tenant, "odd", "Odd One", user_principal_name=upn)

    account = await found_by(directory, upn)

    assert isinstance(account, Account)
    assert account.person.id == id_of(sandbox, "odd")


@pytest.mark.parametrize("name", ["Shaun O'Neil", "A & B", "50% + more", "Grün = Ölig"])
async def test_any_name_reaches_its_owner(
    sandbox: Sandbox, directory: GraphDirectory, name: str
) -> None:
    hire(sandbox.tenant, "odd", name)

    assert await found_by(directory, name) == account_of(sandbox, "odd")


async def test_a_name_cannot_change_the_question(directory: GraphDirectory) -> None:
    name = "x' or displayName eq 'Uma Underwood"

    assert await found_by(directory, name) == NoSuchPerson(name)


async def test_people_are_told_with_the_groups_of_the_desk_they_are_in(
    sandbox: Sandbox, directory: GraphDirectory, circle: Circle
) -> None:
    """Nested ones too, in the letters in which the desk knows them."""
    people = [id_of(sandbox, key) for key in ("rita", "nora", "uma")]

    survey = await directory.survey((*people, NOBODY, people[0]), ())

    approvers, requesters = (group_of(sandbox, key).upper() for key in ("approvers", "requesters"))
    assert {approvers, requesters} == circle.desk
    assert survey.people == {
        people[0]: Known(account_of(sandbox, "rita"), frozenset({requesters})),
        people[1]: Known(account_of(sandbox, "nora"), frozenset({approvers})),
        people[2]: Known(account_of(sandbox, "uma"), frozenset()),
        NOBODY: Known(None, frozenset()),
    }


async def test_a_desk_may_have_more_groups_than_one_call_takes(
    sandbox: Sandbox, client: GraphClient, circle: Circle
) -> None:
    uma = sandbox.tenant.person("uma")
    groups = frozenset(gather(sandbox.tenant, f"g{n}", f"G{n}", uma).id for n in range(45))
    directory = GraphDirectory(client, replace(circle, desk=groups))

    survey = await directory.survey((uma.id,), ())

    assert survey.people[uma.id].groups == groups


@pytest.mark.parametrize(
    ("key", "enabled", "guest"),
    [
        ("uma", True, False),
        ("dora", False, False),
        ("gina", True, True),
        ("gus", True, True),
        ("ingo", True, True),
    ],
)
async def test_an_account_tells_whether_it_is_enabled_and_a_guest(
    sandbox: Sandbox, directory: GraphDirectory, key: str, enabled: bool, guest: bool
) -> None:
    person = id_of(sandbox, key)

    survey = await directory.survey((person,), (person,))

    (target,) = survey.targets
    assert isinstance(target, Candidate)
    assert target.account == account_of(sandbox, key, enabled=enabled, guest=guest)
    assert survey.people[person].account == target.account


async def test_members_are_told_by_group(sandbox: Sandbox, directory: GraphDirectory) -> None:
    sandbox.page_size = 1
    approvers, requesters = group_of(sandbox, "approvers"), group_of(sandbox, "requesters").upper()

    survey = await directory.survey((), (), (approvers, requesters))

    keys = {approvers: ("adam", "ada", "nora"), requesters: ("rita", "rob", "nina")}
    assert {group: [one.person.id for one in some] for group, some in survey.members.items()} == {
        group: sorted(id_of(sandbox, key) for key in some) for group, some in keys.items()
    }
