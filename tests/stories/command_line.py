"""The command line, beside a bot that runs."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    code: int | None
    said: str
    complained: str


async def app(*words: str, database: Path | str, **settings: str) -> Done:
    """Run `python app.py` with these words, on an SQLite file or on an address of PostgreSQL."""
    url = database if isinstance(database, str) else f"sqlite:///{database}"
    known = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "app.py"),
        *words,
        env=known | settings | {"DATABASE_URL": url},
        # Where no .env is.
        cwd=Path(__file__).parent,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    return Done(process.returncode, said.decode(), complained.decode())
