"""What the commands of the command line share: the environment, and troubles told in sentences."""

import asyncio
import getpass
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from dotenv import load_dotenv

from bot.config import SettingsProblem
from bot.ports import Failure
from bot.store.failures import StoreUnusable


def run(work: Coroutine[Any, Any, int | None]) -> None:
    """Run it to its end, or until Ctrl-C, and exit with what it returns.

    What an administrator can mend is told in sentences.
    """
    try:
        sys.exit(asyncio.run(work))
    except KeyboardInterrupt:
        sys.exit(0)
    except SettingsProblem as problem:
        _give_up(problem.problems)
    except StoreUnusable as problem:
        _give_up([f"DATABASE_URL: {problem}"])
    except Failure as failure:
        _give_up([f"The log above has the cause, with the reference {failure.reference}."])


def administer(work: Coroutine[Any, Any, int | None]) -> None:
    """Run what reads settings, `.env` included."""
    load_dotenv(".env")
    run(work)


async def stop_asked() -> None:
    """Wait for Ctrl-C or SIGTERM."""
    asked = asyncio.Event()
    with suppress(NotImplementedError):  # Windows knows no signal handlers on its loop.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)
    await asked.wait()


def operator() -> str:
    """The account of the operating system that runs this, for the audit."""
    return getpass.getuser()


def writable(text: str) -> str:
    """The text as far as it can be written: a file on Windows may know few letters."""
    encoding = sys.stdout.encoding or "ascii"
    return text.encode(encoding, "replace").decode(encoding)


def _give_up(sentences: list[str]) -> None:
    sys.exit("\n".join(["TAP Bot stops here:", *(f"  {each}" for each in sentences)]))
