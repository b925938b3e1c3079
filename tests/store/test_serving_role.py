"""On PostgreSQL the bot serves with a role that has exactly the rights that the README names."""

import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from bot.domain.audit import Event, Happened
from bot.domain.request import Approval, State
from bot.ports import Conversation
from bot.store.engines import open_engines
from bot.store.failures import StoreFailed, StoreUnusable
from bot.store.sql_store import SqlStore, open_store
from tests.postgresql import database, run_on
from tests.store.stories import (
    ADAM,
    AUDIT_KEY,
    CARD,
    HOUR,
    OUTCOME,
    RITA,
    TO_ADAM,
    TO_RITA,
    advancing,
    opened,
)

README = (Path(__file__).parents[2] / "README.md").read_text()
GRANTS = re.findall(r"^GRANT (.+) ON (.+) TO tap_serving;$", README, re.MULTILINE)
CHAT = Conversation("https://teams.test/", "chat")


def rights() -> list[tuple[str, str]]:
    """Each right of the README alone: what is granted, and on what."""
    return [
        (f"{right} ({column})" if column else right, f"{kind}{name}")
        for granted, kind, names in ((g, *split_kind(on)) for g, on in GRANTS)
        for name in names.split(", ")
        for right, columns in re.findall(r"(\w+)(?: \(([^)]+)\))?", granted)
        for column in (columns.split(", ") if columns else [""])
    ]


def split_kind(on: str) -> tuple[str, str]:
    kind, _, names = on.rpartition(" ") if on.startswith(("SCHEMA", "SEQUENCE")) else ("", "", on)
    return f"{kind} " if kind else "", names


@pytest.fixture
async def owner(postgresql: str) -> AsyncIterator[str]:
    """The owner's address of a migrated database that others may not even look into."""
    async with database(postgresql) as url:
        await run_on(url, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        yield url


@pytest.fixture
async def role(postgresql: str, owner: str) -> AsyncIterator[str]:
    """A role with the rights of the README in that database."""
    name = f"tap_serving_{uuid.uuid4().hex}"
    await run_on(postgresql, f"CREATE ROLE {name} LOGIN PASSWORD 'opens-nothing'")
    await run_on(owner, *(f"GRANT {right} ON {on} TO {name}" for right, on in rights()))
    yield name
    await run_on(owner, f"DROP OWNED BY {name}")
    await run_on(postgresql, f"DROP ROLE {name}")


@pytest.fixture
def serving(owner: str, role: str) -> str:
    address = make_url(owner).set(username=role, password="opens-nothing")
    return address.render_as_string(hide_password=False)


async def serve(store: SqlStore) -> None:
    """All that a bot does with its store."""
    request = await opened(store, TO_RITA, TO_ADAM, OUTCOME, approvals=(Approval(ADAM),))
    await store.take_due(10, HOUR)
    first, second, third = await store.take_owed(10, HOUR)
    await store.paid(first, CARD)
    await store.put_off(second, HOUR)
    await store.drop(third)
    await store.pause("Adam", Event(Happened.PAUSED))
    await store.paused()
    await store.resume(Event(Happened.RESUMED))
    await store.change(request.id, advancing(State.APPROVED), heeds_pause=True)
    await store.change(request.id, advancing(State.CANCELLED))
    await store.record(Event(Happened.REFUSED))
    await store.remember(RITA.id, CHAT)
    await store.remember(RITA.id, CHAT)
    await store.forget(RITA.id)
    await store.set_room(CHAT, Event(Happened.ROOM_SET))
    await store.set_room(CHAT, Event(Happened.ROOM_SET))
    await store.service_url()
    await store.room()
    await store.take_telling(HOUR)
    await store.told(HOUR)
    await store.purge(-HOUR, 10)
    await store.events(10)
    await store.head()
    await store.counts()


async def start_and_serve(url: str) -> None:
    async with await open_store(url, audit_key=AUDIT_KEY) as store:
        await serve(store)


async def test_a_bot_serves_with_the_rights_of_the_readme(serving: str) -> None:
    async with await open_store(serving, audit_key=AUDIT_KEY) as store:
        await serve(store)

        assert sum((await store.counts()).requests.values()) == 0
        assert (await store.events(1))[0].event.what is Happened.PURGED


async def test_none_of_these_rights_could_be_left_out(owner: str, role: str, serving: str) -> None:
    needless = []
    for right, on in rights():
        await run_on(owner, f"REVOKE {right} ON {on} FROM {role}")
        try:
            await start_and_serve(serving)
        except (StoreFailed, StoreUnusable):
            pass
        else:
            needless.append(f"{right} ON {on}")
        await run_on(
            owner,
            f"GRANT {right} ON {on} TO {role}",
            "TRUNCATE requests, approvals, views, conversations, room",
            "UPDATE audit_head SET key_check = NULL",
        )

    assert needless == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET what = 'approved'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "UPDATE audit_head SET sealed_count = 0",
        "DELETE FROM audit_head",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_stays ON audit",
        "CREATE TABLE another (id integer)",
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM pause",
    ],
)
async def test_the_serving_role_cannot(statement: str, serving: str) -> None:
    await start_and_serve(serving)
    engines = open_engines(serving)

    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        async with engines.writer.begin() as conn:
            await conn.execute(text(statement))

    await engines.close()
