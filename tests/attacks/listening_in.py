"""What the attacks need: the log as it would be written, turns that have ended, raw connections."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from logging import Logger
from urllib.parse import urlsplit

from bot.ops.logs import FORMAT, OneLine
from tests.patience import PATIENCE
from tests.stories.town import Town

# It breaks the line, forges another one, clears the screen, and turns the direction of reading.
NASTY = "x\r\nERROR bot forged\x1b[2J\u202edaelb\u2066\u2028\u0085\u200f"


class Log(logging.Handler):
    """All that any logger says from DEBUG on, as the product would write it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def lines(self) -> list[str]:
        return [OneLine(FORMAT).format(record) for record in self.records]

    @property
    def text(self) -> str:
        """Every record as it came, with the whole chain of each exception."""
        return "\n".join(_with_traceback(record) for record in self.records)

    def of(self, *rooms: str) -> list[logging.LogRecord]:
        return [one for one in self.records if one.name.split(".")[0] in rooms]

    @property
    def failures(self) -> list[str]:
        """The events with a traceback."""
        return [_with_traceback(record) for record in self.records if record.exc_info]


def _with_traceback(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    chain = "".join(traceback.format_exception(error)) if error else ""
    return f"{record.name} {record.getMessage()} {record.args!r} {chain}"


@contextmanager
def listening_in() -> Iterator[Log]:
    """Hear every logger at DEBUG, as long as it lasts."""
    root, log = logging.getLogger(), Log()
    # Some libraries have set a level of their own.
    known = [root, *(one for one in root.manager.loggerDict.values() if isinstance(one, Logger))]
    levels = {logger: logger.level for logger in known if logger.level is not logging.NOTSET}
    for logger in levels:
        logger.setLevel(logging.DEBUG)
    root.addHandler(log)
    try:
        yield log
    finally:
        root.removeHandler(log)
        for logger, level in levels.items():
            logger.setLevel(level)


async def turns_end() -> None:
    """Wait until no activity is being answered in the background any more."""
    async with asyncio.timeout(PATIENCE):
        while any(_is_turn(task) for task in asyncio.all_tasks()):
            await asyncio.sleep(0.002)


def _is_turn(task: asyncio.Task[object]) -> bool:
    return getattr(task.get_coro(), "__qualname__", "") == "TeamsAdapter._turn"


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def knock(address: str, said: bytes = b"") -> Connection:
    """Connect as no HTTP client would, and say this."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(said)
    return reader, writer


@asynccontextmanager
async def crowd(address: str, size: int, said: bytes = b"") -> AsyncIterator[list[Connection]]:
    """So many connections that say this and then nothing."""
    there = [await knock(address, said) for _ in range(size)]
    try:
        yield there
    finally:
        for _, writer in there:
            writer.close()


def head(town: Town, *lines: bytes, token: str = "", length: int = 2) -> bytes:
    """The head of a POST to the bot, with these lines and no body."""
    path = urlsplit(town.sandbox.teams.bot_endpoint).path.encode()
    own = [b"POST " + path + b" HTTP/1.1", b"Host: bot", b"Content-Type: application/json"]
    own += [b"Content-Length: %d" % length, b"Authorization: Bearer " + token.encode()]
    return b"\r\n".join([*own, *lines, b"", b""])
