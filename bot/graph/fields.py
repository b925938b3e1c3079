"""Fields of Graph's JSON, read strictly: what is not as documented is unreadable."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.ports import Trouble

Json = Mapping[str, Any]

_MINUTE = timedelta(minutes=1)


class UnreadableError(ValueError):
    """An answer that says something else than it should; `trouble` is what is likely behind it."""

    def __init__(self, words: str, trouble: Trouble = Trouble.UNAVAILABLE) -> None:
        super().__init__(words)
        self.trouble = trouble


def text(source: Json, name: str) -> str:
    found = source.get(name)
    if not isinstance(found, str) or not found:
        raise UnreadableError(f"{name} is no text")
    return found


def nullable_text(source: Json, name: str) -> str | None:
    """Return None for null; a field that is not there at all is unreadable."""
    return None if _present(source, name) is None else text(source, name)


def flag(source: Json, name: str) -> bool:
    """Return False for null, which is Graph's word for a flag that nobody ever set."""
    found = _present(source, name)
    if found is not None and not isinstance(found, bool):
        raise UnreadableError(f"{name} is neither true nor false")
    return found is True


def minutes(source: Json, name: str) -> timedelta:
    found = source.get(name)
    if not isinstance(found, int) or isinstance(found, bool):
        raise UnreadableError(f"{name} is no whole number")
    return found * _MINUTE


def moment(source: Json, name: str) -> datetime:
    """Return a time in UTC; Graph writes up to seven digits of a second."""
    try:
        found = datetime.fromisoformat(text(source, name))
    except ValueError:
        raise UnreadableError(f"{name} is no time") from None
    if found.tzinfo is None:
        raise UnreadableError(f"{name} has no time zone")
    return found.astimezone(UTC)


def nullable_moment(source: Json, name: str) -> datetime | None:
    return None if _present(source, name) is None else moment(source, name)


def texts(source: Json, name: str) -> list[str]:
    found = source.get(name)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise UnreadableError(f"{name} is no list of texts")
    return found


def records(source: Json, name: str) -> list[Json]:
    found = source.get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UnreadableError(f"{name} is no list of objects")
    return found


def _present(source: Json, name: str) -> Any:
    if name not in source:
        raise UnreadableError(f"{name} is missing")
    return source[name]
