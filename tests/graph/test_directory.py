"""Groups' members and the policy, as the sandbox's Graph tells them."""

from datetime import timedelta

import pytest

from bot.graph.directory import GraphDirectory
from bot.ports import DirectoryFailed, Trouble
from bot.sandbox.cast import gather
from bot.sandbox.server import Sandbox
from tests.graph.conftest import (
    NOBODY,
    group_of,
    id_of,
)

FIVE_MINUTES = timedelta(minutes=5).total_seconds()


async def test_members_are_people_once_each_in_order(
    sandbox: Sandbox, directory: GraphDirectory
) -> None:
    sandbox.page_size = 2
    both = gather(sandbox.tenant, "both", "Both", sandbox.tenant.person("adam"))

    members = await directory.members([group_of(sandbox, "approvers"), both.id])

    expected = sorted(id_of(sandbox, key) for key in ("adam", "ada", "nora"))
    assert [one.person.id for one in members] == expected


async def test_members_tell_who_is_disabled_and_who_a_guest(
    sandbox: Sandbox, directory: GraphDirectory
) -> None:
    people = [sandbox.tenant.person(key) for key in ("uma", "dora", "gus")]
    mixed = gather(sandbox.tenant, "mixed", "Mixed", *people)

    members = await directory.members([mixed.id])

    assert {(one.person.name, one.enabled, one.guest) for one in members} == {
        ("Uma Underwood", True, False),
        ("Dora Dunn", False, False),
        ("Gus Guest", True, True),
    }


@pytest.mark.parametrize(
    "odd",
    ['{"value": [{"id": "some"}]}', '{"value": [{"@odata.type": "#microsoft.graph.user"}]}', "{}"],
)
async def test_members_that_cannot_be_read_are_no_members_list(
    sandbox: Sandbox, directory: GraphDirectory, odd: str
) -> None:
    sandbox.faults.add("graph", path="/transitiveMembers", status=200, body=odd)

    with pytest.raises(DirectoryFailed):
        await directory.members([group_of(sandbox, "approvers")])


async def test_a_group_that_is_gone_is_a_failure(directory: GraphDirectory) -> None:
    with pytest.raises(DirectoryFailed) as failed:
        await directory.members([NOBODY])

    assert failed.value.trouble is Trouble.MISSING
