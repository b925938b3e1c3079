"""The state of a database, without changing anything in it: for whoever only wants to know."""

from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path

from sqlalchemy import URL, make_url

from bot.store import places
from bot.store.engines import Engines, open_engines
from bot.store.failures import told_as_failure
from bot.store.migrate import HEAD, stored_revision


class Condition(StrEnum):
    READY = auto()
    EMPTY = auto()
    OLDER = auto()
    NEWER = auto()


@dataclass(frozen=True, slots=True)
class Records:
    """`migrates_itself`: the bot makes and updates the tables when it starts.

    `service_url` is where Teams was last heard, None if it never was.
    """

    condition: Condition
    migrates_itself: bool
    service_url: str | None = None


async def look_at(url: str) -> Records:
    """Raises StoreUnusable, StoreFailed."""
    engines = open_engines(url)
    database = make_url(url)
    is_sqlite = database.get_backend_name() == "sqlite"
    try:
        if is_sqlite and not _has_file(database):
            return Records(Condition.EMPTY, is_sqlite)
        with told_as_failure():
            return await _look(engines, is_sqlite)
    finally:
        await engines.close()


def _has_file(database: URL) -> bool:
    """Connecting would make the file, which is the bot's to make."""
    return Path(database.database or "").exists()


async def _look(engines: Engines, is_sqlite: bool) -> Records:
    async with engines.reader.connect() as conn:
        found = _condition(await conn.run_sync(stored_revision))
        heard = await places.service_url(conn) if found is Condition.READY else None
    return Records(found, is_sqlite, heard)


def _condition(stored: str | None) -> Condition:
    """Revisions are numbers of one width, so they sort as text."""
    if stored is None:
        return Condition.EMPTY
    if stored == HEAD:
        return Condition.READY
    return Condition.OLDER if stored < HEAD else Condition.NEWER
