"""The bot is told to stop while Graph is slow: SIGTERM, as every platform sends it."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from tests.patience import PATIENCE, until
from tests.stories.test_killed import bot_process
from tests.stories.town import APPROVE, ASK_FOR_UMA, DONE


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as started:
        yield started


async def until_the_pass_is_made(sandbox: Sandbox, answered_after: float) -> None:
    """Rita asks, Adam approves, Graph makes the pass, and its answer is on its way."""
    for key in ("rita", "adam"):
        await sandbox.teams.client(key).install()
    await sandbox.teams.client("rita").say(ASK_FOR_UMA)
    card = await sandbox.teams.client("adam").sees(APPROVE)
    sandbox.faults.add(
        "graph", method="POST", path="AccessPassMethods", delay=answered_after, after_work=True
    )
    await sandbox.teams.client("adam").click(card, APPROVE)
    await until(lambda: sandbox.tenant.passes.ever(sandbox.tenant.person("uma").id))


async def ends(process: Process) -> int:
    async with asyncio.timeout(PATIENCE):
        return await process.wait()


async def test_a_pass_that_is_being_made_is_still_delivered(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    async with bot_process(sandbox, tmp_path / "tap.db", lease=60) as process:
        await until_the_pass_is_made(sandbox, answered_after=3)

        process.terminate()

        assert await ends(process) == 0
    assert await sandbox.teams.client("adam").sees(DONE, 0.1)
    assert await sandbox.teams.client("rita").sees("Adam Abel has the code", 0.1)
    assert [each.removed for each in sandbox.tenant.passes.ever(uma(sandbox))] == [None]


async def test_nothing_new_is_begun_meanwhile(sandbox: Sandbox, tmp_path: Path) -> None:
    async with bot_process(sandbox, tmp_path / "tap.db", lease=60) as process:
        await until_the_pass_is_made(sandbox, answered_after=4)
        process.terminate()

        answers = [await sandbox.teams.client("rita").say("/tap status")]
        while process.returncode is None and answers[-1].status < HTTPStatus.BAD_REQUEST:
            answers.append(await sandbox.teams.client("rita").say("/tap status"))

        assert answers[-1].status == HTTPStatus.SERVICE_UNAVAILABLE
        assert await ends(process) == 0


async def test_what_takes_too_long_is_settled_at_the_next_start(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """The answer would come after a minute, so the code is lost and the pass has to go."""
    async with bot_process(sandbox, tmp_path / "tap.db", lease=12) as process:
        await until_the_pass_is_made(sandbox, answered_after=60)
        process.terminate()

        assert await ends(process) == 0
    assert [each.removed for each in sandbox.tenant.passes.ever(uma(sandbox))] == [None]
    sandbox.faults.clear()

    async with bot_process(sandbox, tmp_path / "tap.db"):
        await sandbox.teams.client("adam").sees("Pass revoked")

    assert None not in [each.removed for each in sandbox.tenant.passes.ever(uma(sandbox))]


async def test_a_bot_with_nothing_to_do_stops(sandbox: Sandbox, tmp_path: Path) -> None:
    async with bot_process(sandbox, tmp_path / "tap.db") as process:
        await sandbox.teams.client("rita").install()

        process.terminate()

        assert await ends(process) == 0


def uma(sandbox: Sandbox) -> str:
    return sandbox.tenant.person("uma").id
