"""How the database's troubles reach the use cases."""

import logging
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.ports import Failure, Trouble

_log = logging.getLogger(__name__)


class StoreFailed(Failure):
    """The database is locked, full, away or slow.

    Nothing was stored, unless the connection broke in the very moment of the commit.
    """


class StoreUnusable(Exception):  # noqa: N818 - named as what is found when the bot starts
    """The database cannot be opened as it is configured; the words say what to do."""


@contextmanager
def told_as_failure() -> Iterator[None]:
    """Log a trouble of the database with its reference and raise StoreFailed in its place."""
    try:
        yield
    except (DBAPIError, NoConnectionFree, OSError) as trouble:
        reference = secrets.token_hex(4)
        # Without its traceback: a database that is away for an hour would fill the log with them.
        _log.error("The database failed (%s): %s", reference, _in_short(trouble))
        raise StoreFailed(Trouble.RECORDS, reference) from trouble


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Committed at its end, rolled back by any exception. Raises StoreFailed."""
    with told_as_failure():
        async with engine.begin() as conn:
            yield conn


def _in_short(trouble: Exception) -> str:
    """The driver's first line: the others may repeat what was to be stored."""
    said = trouble.orig if isinstance(trouble, DBAPIError) else trouble
    return f"{type(said).__name__}: {said}".splitlines()[0]
