"""The bot is killed at the worst moment, and started again."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox.server import Sandbox
from tests.patience import until
from tests.places import places_of
from tests.stories.town import APPROVE, ASK_FOR_UMA, DONE, TRY_AGAIN


@asynccontextmanager
async def bot_process(sandbox: Sandbox, database: Path, lease: float = 3) -> AsyncIterator[Process]:
    """`lease` is in seconds."""
    own = {"database": f"sqlite:///{database}", "lease": str(lease)}
    told = json.dumps(places_of(sandbox) | own)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.stories.bot_process", told, stdout=PIPE
    )
    try:
        assert process.stdout is not None
        address = (await process.stdout.readline()).decode().strip()
        sandbox.teams.bot_endpoint = f"{address}/api/messages"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ask_and_kill_between_post_and_delivery(sandbox: Sandbox, database: Path) -> None:
    async with bot_process(sandbox, database) as process:
        for key in ("rita", "adam"):
            await sandbox.teams.client(key).install()
        await sandbox.teams.client("rita").say(ASK_FOR_UMA)
        card = await sandbox.teams.client("adam").sees(APPROVE)
        # The code goes in by update, and no update arrives any more.
        sandbox.faults.add("connector", method="PUT", delay=60)
        await sandbox.teams.client("adam").click(card, APPROVE)
        await until(lambda: sandbox.tenant.passes.ever(sandbox.tenant.person("uma").id))
        process.kill()
        await process.wait()
    sandbox.faults.clear()


async def test_a_pass_whose_code_died_with_the_bot_is_deleted(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        await ask_and_kill_between_post_and_delivery(sandbox, tmp_path / "tap.db")

        async with bot_process(sandbox, tmp_path / "tap.db"):
            await sandbox.teams.client("adam").sees("Pass revoked")

        made = sandbox.tenant.passes.ever(sandbox.tenant.person("uma").id)
        assert [each.removed is None for each in made] == [False]
        assert made[0].code not in sandbox.teams.chats.everything_seen_by("adam")


async def test_after_that_the_requester_can_try_again(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        rita, adam = sandbox.teams.client("rita"), sandbox.teams.client("adam")
        await ask_and_kill_between_post_and_delivery(sandbox, tmp_path / "tap.db")

        async with bot_process(sandbox, tmp_path / "tap.db"):
            await rita.click(await rita.sees(TRY_AGAIN), TRY_AGAIN)
            await adam.click(await adam.sees(APPROVE), APPROVE)
            await adam.sees(DONE)

        assert len(sandbox.tenant.passes.ever(sandbox.tenant.person("uma").id)) == 2
