"""The log: one line per event, and no library that tells what people must not read there."""

import json
import logging
from datetime import UTC, datetime

from bot.watching import REQUEST, TURN

FORMAT = "%(levelname)s %(name)s %(message)s"
# httpx writes the addresses of people, aiosqlite and SQLAlchemy what is stored of them; none of
# the others has anything for an operator below a warning.
TALKATIVE = ("httpx", "httpcore", "aiosqlite", "sqlalchemy", "msal", "urllib3", "msrest", "asyncio")


class OneLine(logging.Formatter):
    """Nothing in a line can break it or turn its direction; a traceback stands in its line."""

    def format(self, record: logging.LogRecord) -> str:
        about = "".join(f" {name}={found}" for name, found in _about().items())
        line = super().format(record) + about
        return line if line.isprintable() else "".join(map(_printable, line))


class JsonLine(logging.Formatter):
    """A line is one JSON object in ASCII, whatever the machine's code page is."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_about(),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told)


def set_up(level: int, *, as_json: bool = False) -> None:
    """Write to stderr what is at least of this level, for people or for machines."""
    # No line says these, and to find them out would be an eighth of refusing a stranger. That they
    # may be left out so, Python's own "Logging HOWTO" says under "Optimization".
    logging._srcfile = None  # noqa: SLF001 - it has no other name
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLine() if as_json else OneLine(FORMAT))
    logging.basicConfig(level=level, handlers=[handler])
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _about() -> dict[str, str]:
    """Which turn and which request this is about, as far as there is one."""
    known = {"turn": TURN.get(), "request": REQUEST.get()}
    return {name: found for name, found in known.items() if found}


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")
