"""The key of the audit's chain: given, or made once in a file beside an SQLite database."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from sqlalchemy import make_url

from bot.store import journal
from bot.store.chain import key_check
from bot.store.engines import Engines
from bot.store.failures import StoreUnusable

_FILE = "{}.audit-key"


async def bound_key(engines: Engines, url: str, given: str | None) -> str:
    """The key that the database's rows are chained with; a new database is bound to it now.

    Raises StoreUnusable: rows chained with two keys could not be told from forged ones.
    """
    async with engines.reader.begin() as conn:
        known = await journal.key_check(conn)
    key = key_of(url, given, may_make=known is None)
    if known is None:
        async with engines.writer.begin() as conn:
            await journal.bind(conn, key_check(key))
            known = await journal.key_check(conn)
    must_fit(key, known)
    return key


async def known_key(engines: Engines, url: str, given: str | None) -> str:
    """The key for those who only read. Raises StoreUnusable."""
    key = key_of(url, given)
    async with engines.reader.begin() as conn:
        must_fit(key, await journal.key_check(conn))
    return key


def must_fit(key: str, known: str | None) -> None:
    if known is not None and known != key_check(key):
        raise StoreUnusable("The audit is chained with another key than this TAP_AUDIT_KEY.")


def key_of(url: str, given: str | None, *, may_make: bool = False) -> str:
    """The key given, or that in the file beside an SQLite database. Raises StoreUnusable."""
    if given is not None:
        return given
    database = make_url(url)
    if database.get_backend_name() != "sqlite" or not database.database:
        raise StoreUnusable("PostgreSQL needs TAP_AUDIT_KEY, the same one for all replicas.")
    file = Path(_FILE.format(database.database))
    try:
        if may_make:
            _make(file)
        return file.read_text("ascii").strip()
    except FileNotFoundError:
        raise StoreUnusable(
            f"The audit's key is missing: put {file} back, or its content into TAP_AUDIT_KEY."
        ) from None


def _make(file: Path) -> None:
    """Unless it is there. The file appears with its content, whoever starts at the same time."""
    # Files of this kind can be read by their owner only, from the first moment on.
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as new:
        new.write(secrets.token_urlsafe(48))
        new.flush()
        os.fsync(new.fileno())
    try:
        with suppress(FileExistsError):
            os.link(new.name, file)
    finally:
        Path(new.name).unlink()
