"""The sandbox as a whole: what it tells of itself, who lives in it, and how it stops."""

import json
from datetime import timedelta

import aiohttp
import pytest

from bot.sandbox.cast import contoso
from bot.sandbox.server import Sandbox, describe
from tests.sandbox.conftest import Caller


async def test_what_the_sandbox_tells_of_itself_is_enough_to_try_it(
    sandbox: Sandbox, caller: Caller
) -> None:
    told = json.loads(json.dumps(describe(sandbox)))
    caller.token = told["token"]

    answer = await caller.get(f"{told['graph']}/v1.0/users/{told['people']['rita']['id']}")

    assert answer.json["userPrincipalName"] == told["people"]["rita"]["userPrincipalName"]
    assert told["login"].startswith("https://127.0.0.1:")
    assert told["connector"] == f"{told['graph']}/teams/"


async def test_a_stopped_sandbox_leaves_nothing_behind() -> None:
    async with Sandbox() as stopped:
        address, ca_file = stopped.address, stopped.ca_file
        assert ca_file.exists()

    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(address)
    assert not ca_file.parent.exists()


def test_people_and_groups_have_the_same_ids_in_every_run() -> None:
    first, second = contoso(), contoso()

    assert first.id == second.id
    assert first.people == second.people
    assert first.groups == second.groups


def test_the_cast_knows_the_people_of_the_examples() -> None:
    tenant = contoso()

    john = tenant.find("johndoe@contoso.onmicrosoft.com")
    jane = tenant.find("72E2EB87-C124-4BD9-8E01-A447A1752058")

    assert john is not None
    assert jane is not None
    assert tenant.groups_of(john.id) == tenant.groups_of(jane.id) == []


def test_a_disabled_person_cannot_sign_in_with_a_pass() -> None:
    tenant = contoso()
    dora = tenant.person("dora")
    made = tenant.passes.create(
        dora.id,
        now=tenant.clock.now(),
        starts=None,
        lifetime=timedelta(hours=1),
        one_time=False,
        length=12,
    )

    assert not tenant.use_pass(dora, made.code)
    dora.enabled = True
    assert tenant.use_pass(dora, made.code)


def test_a_pass_does_not_show_its_code() -> None:
    tenant = contoso()
    uma = tenant.person("uma")

    made = tenant.passes.create(
        uma.id,
        now=tenant.clock.now(),
        starts=None,
        lifetime=timedelta(hours=1),
        one_time=True,
        length=48,
    )

    assert len(made.code) == 48
    assert made.code not in repr(made)
