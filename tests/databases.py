"""SQLite files that have all tables already: to make these would take longer than many a story."""

import asyncio
from pathlib import Path

from bot.store.migrate import migrate_at

_EMPTY: list[bytes] = []


async def furnish(database: Path) -> str:
    """Put an empty database there, and return its address."""
    url = f"sqlite:///{database}"
    if not _EMPTY:
        await migrate_at(url)
        _EMPTY.append(await asyncio.to_thread(database.read_bytes))
    await asyncio.to_thread(database.write_bytes, _EMPTY[0])
    return url
