"""A backup was restored: what it says is older than the truth, and nobody acts on it."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo import of_sandbox
from bot.domain.audit import Happened
from bot.domain.request import Request, State, Why
from bot.graph.client import GraphClient, open_http
from bot.graph.passes import GraphPasses
from bot.ops.after_restore import settle_all
from bot.store.sql_store import SqlStore, open_store
from tests.stories.command_line import app
from tests.stories.town import APPROVE, DONE, Town

PASSES = "temporaryAccessPassMethods"


@dataclass(frozen=True)
class Restored:
    """A backup of the town's database, after which life there went on."""

    town: Town
    store: SqlStore

    async def settle(self) -> int:
        microsoft = of_sandbox(self.town.sandbox)
        async with open_http(through_proxies=False) as http:
            graph = GraphClient(http, microsoft.graph_tokens, microsoft.graph)
            return await settle_all(self.store, GraphPasses(graph), "root")

    async def request(self) -> Request:
        (found,) = await self.store.latest(self.town.person("rita").id, 1)
        return found


def back_up(town: Town) -> Path:
    copy = town.database.with_name("backup.db")
    with sqlite3.connect(town.database) as now, sqlite3.connect(copy) as then:
        now.backup(then)
    now.close()
    then.close()
    shutil.copy(f"{town.database}.audit-key", f"{copy}.audit-key")
    return copy


@asynccontextmanager
async def restored(town: Town, backup: Path) -> AsyncIterator[Restored]:
    ahead = town.sandbox.clock
    async with await open_store(
        f"sqlite:///{backup}", lambda: ahead.now() - datetime.now(UTC)
    ) as store:
        yield Restored(town, store)


async def test_a_request_that_waited_lapses(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    await town.asked()

    async with restored(town, back_up(town)) as backup:
        assert await backup.settle() == 0

        request = await backup.request()
        assert (request.state, request.why) == (State.LAPSED, Why.RESTORED)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == (
        f"{request.id}  uma@contoso.com: waiting for an approver in the backup, now lapsed"
    )
    assert said[1] == "1 were open, 0 of them must be settled by another run."


async def test_a_pass_that_the_backup_does_not_know_is_named_and_left_alone(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may be one that somebody else made, so a person decides."""
    card = await town.asked()
    copy = back_up(town)
    await town.client("adam").click(card, APPROVE)
    await town.client("adam").sees(DONE)
    made = (await town.comes_to(State.ISSUED)).made

    async with restored(town, copy) as backup:
        await backup.settle()

    assert made is not None
    assert f"pass {made.id}, made since then, is not in the records" in capsys.readouterr().out
    assert town.pass_of("uma") is not None


async def test_a_pass_that_was_being_made_is_found_and_deleted(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    card = await town.asked()
    town.sandbox.faults.add("graph", method="POST", path=PASSES, delay=2, after_work=True)
    await town.client("adam").click(card, APPROVE)
    await town.comes_to(State.ISSUING)
    copy = back_up(town)
    await town.client("adam").sees(DONE)
    town.sandbox.clock.move(timedelta(minutes=3))

    async with restored(town, copy) as backup:
        assert await backup.settle() == 0

        request = await backup.request()
        assert (request.state, request.why) == (State.REVOKED, Why.RESTORED)
    assert town.pass_of("uma") is None
    assert "being made in the backup, now revoked" in capsys.readouterr().out


async def test_what_a_replica_still_holds_is_left_until_its_lease_is_over(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    card = await town.asked()
    town.sandbox.faults.add("graph", method="POST", path=PASSES, delay=2, after_work=True)
    await town.client("adam").click(card, APPROVE)
    await town.comes_to(State.ISSUING)

    async with restored(town, back_up(town)) as backup:
        assert await backup.settle() == 1

        assert (await backup.request()).state is State.ISSUING
    said = capsys.readouterr().out
    assert "left as it was, since it is held until" in said
    assert "1 of them must be settled by another run" in said


async def test_a_delivered_pass_that_is_there_stays(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    await town.issued()

    async with restored(town, back_up(town)) as backup:
        await backup.settle()

        assert (await backup.request()).state is State.ISSUED
    assert "the pass is there and stays" in capsys.readouterr().out
    assert town.pass_of("uma") is not None


@pytest.mark.parametrize(
    ("what", "state", "why"),
    [
        ("gone", State.REVOKED, Why.DELETED),
        ("used", State.USED, Why.USED),
        ("over", State.ENDED, Why.RAN_OUT),
    ],
)
async def test_what_entra_says_of_a_delivered_pass_is_the_truth(
    town: Town, what: str, state: State, why: Why
) -> None:
    await town.issued("/tap uma@contoso.com --lifetime 2h --once")
    copy = back_up(town)
    happens(town, what)

    async with restored(town, copy) as backup:
        assert await backup.settle() == 0

        request = await backup.request()
        assert (request.state, request.why) == (state, why)


def happens(town: Town, what: str) -> None:
    uma, now = town.sandbox.tenant.person("uma").id, town.sandbox.clock.now()
    if what == "gone":
        town.sandbox.tenant.passes.remove(uma, now)
    elif what == "used":
        town.sandbox.tenant.passes.use(uma, now)
    else:
        town.sandbox.clock.move(timedelta(hours=3))


async def test_a_deletion_that_was_owed_is_done(town: Town) -> None:
    await town.issued()
    town.sandbox.faults.add("graph", method="DELETE", status=503)
    done = await app("revoke", "--by", "adam@contoso.com", database=town.database)
    assert done.code == 0
    copy = back_up(town)
    town.sandbox.faults.clear()

    async with restored(town, copy) as backup:
        assert await backup.settle() == 0

        assert (await backup.request()).state is State.REVOKED
    assert town.pass_of("uma") is None


async def test_what_graph_does_not_answer_for_is_left_for_another_run(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    await town.asked()
    copy = back_up(town)
    town.sandbox.faults.add("graph", method="GET", path=PASSES, status=403)

    async with restored(town, copy) as backup:
        assert await backup.settle() == 1
        assert (await backup.request()).state is State.PENDING

        town.sandbox.faults.clear()
        assert await backup.settle() == 0
        assert (await backup.request()).state is State.LAPSED
    assert "left as it was" in capsys.readouterr().out


async def test_who_settled_how_much_is_in_the_audit(town: Town) -> None:
    await town.asked()

    async with restored(town, back_up(town)) as backup:
        await backup.settle()
        (last,) = await backup.store.events(1)

    assert last.event.what is Happened.RESTORED
    assert last.event.facts == {"operator": "root", "open": "1", "unsettled": "0"}


async def test_without_settings_nothing_is_settled(tmp_path: Path) -> None:
    done = await app("after-restore", database=tmp_path / "tap.db")

    assert done.code == 1
    assert "MicrosoftAppId: is not set" in done.complained
    assert not await asyncio.to_thread((tmp_path / "tap.db").exists)
