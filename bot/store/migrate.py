"""Brings a database to the tables of this version of the bot."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.store.engines import Engines, open_engines
from bot.store.failures import StoreUnusable, told_as_failure

# The newest file in migrations/versions. It stands here because asking Alembic would mean
# importing it at every start; a test compares the two.
HEAD = "0004"

NEWER = "The database was last used by a newer version of the bot."

# Any number will do, as long as every replica takes the same one.
_LOCK = 7_112_026


async def make_ready(engines: Engines) -> None:
    """Before the bot serves: migrate SQLite, and only look at PostgreSQL.

    On PostgreSQL the bot's role owns no table, so that whoever has its credential can change no
    trigger. Raises StoreUnusable.
    """
    if engines.writer.dialect.name == "sqlite":
        await migrate(engines)
        return
    await check(engines)


async def check(engines: Engines) -> None:
    """Raises StoreUnusable unless the database has the tables of this version of the bot."""
    async with engines.reader.begin() as conn:
        _check(await conn.run_sync(stored_revision))


async def migrate_at(url: str) -> str | None:
    """As its owner; the revision that was found there, None for a new database.

    Raises StoreUnusable, StoreFailed.
    """
    engines = open_engines(url)
    try:
        with told_as_failure():
            return await migrate(engines)
    finally:
        await engines.close()


async def migrate(engines: Engines) -> str | None:
    """In one transaction; those who come at the same time do it one after the other."""
    async with engines.writer.begin() as conn:
        if conn.dialect.name == "postgresql":
            await conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        was = await conn.run_sync(stored_revision)
        if was != HEAD:
            await conn.run_sync(_upgrade)
    return was


def _check(stored: str | None) -> None:
    """Revisions are numbers of one width, so they sort as text."""
    if stored is None:
        raise StoreUnusable(
            "The database has no tables yet, or none that this role may see: "
            "run `python app.py migrate`."
        )
    if stored < HEAD:
        raise StoreUnusable(
            f"The database has the tables of an older version of the bot ({stored}, not {HEAD}): "
            "run `python app.py migrate`."
        )
    if stored > HEAD:
        raise StoreUnusable(NEWER)


def stored_revision(conn: Connection) -> str | None:
    if not inspect(conn).has_table("alembic_version"):
        return None
    stored = conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if stored is None else str(stored)


def _upgrade(conn: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = conn
    try:
        command.upgrade(config, "head")
    except CommandError as unknown:
        raise StoreUnusable(NEWER) from unknown
