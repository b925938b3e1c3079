"""Every test of the store runs on an SQLite file and on a real PostgreSQL.

What holds for every RequestStore runs on the one in memory too.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports import RequestStore
from bot.store.sql_store import SqlStore, open_store
from tests.databases import furnish
from tests.postgresql import database
from tests.store.memory import MemoryStore
from tests.store.stories import AUDIT_KEY, TimeMachine

SQL = ["sqlite", "postgresql"]
CONTRACT = {"batches", "limits", "looked_at", "requests", "views", "views_in_turn"} | {
    "due",
    "passing",
    "places",
    "pauses",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose the kinds of store for a test that does not choose by itself."""
    own = [name for mark in metafunc.definition.iter_markers("parametrize") for name in mark.args]
    if "kind" not in metafunc.fixturenames or "kind" in own:
        return
    contract = metafunc.module.__name__.rpartition("test_")[2] in CONTRACT
    anywhere = contract and "url" not in metafunc.fixturenames
    metafunc.parametrize("kind", ["memory", *SQL] if anywhere else SQL, indirect=True)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def url(kind: str, tmp_path: Path, postgresql: str) -> AsyncIterator[str]:
    """The address of a database in which nothing stands, of each kind in turn."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/tap.db"
        return
    async with database(postgresql) as address:
        yield address


@pytest.fixture
def time_machine() -> TimeMachine:
    return TimeMachine()


@pytest.fixture
async def sql_store(
    url: str, kind: str, tmp_path: Path, time_machine: TimeMachine
) -> AsyncIterator[SqlStore]:
    if kind == "sqlite":
        await furnish(tmp_path / "tap.db")
    opened = await open_store(url, time_machine, AUDIT_KEY)
    yield opened
    await opened.close()


@pytest.fixture
def store(request: pytest.FixtureRequest, kind: str, time_machine: TimeMachine) -> RequestStore:
    if kind == "memory":
        return MemoryStore(time_machine)
    # Asked for here, so that a test in memory starts no PostgreSQL.
    opened: SqlStore = request.getfixturevalue("sql_store")
    return opened
