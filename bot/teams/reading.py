"""From Teams' JSON to botbuilder's types: what msrest makes of it, in a tenth of its time.

msrest looks anew at every type for every activity, and that was a seventh of a turn's work. Here
what botbuilder says of its types is read once: the names that their fields have in JSON, and what
these hold.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from typing import Any

from botbuilder import schema
from botbuilder.schema import Activity

from bot.teams.trust import RawActivity

Read = Callable[[Any], Any]


def activity_of(raw: RawActivity) -> Activity:
    """Raises ValueError where a field holds what it cannot hold."""
    return _model(Activity, raw)


def _model(kind: Any, raw: object) -> Any:
    if not isinstance(raw, dict):
        raise _wrong(raw)
    fields, known, more = _fields(kind), {}, {}
    for key, value in raw.items():
        if key not in fields:
            more[key] = value
        elif value is not None:
            name, read = fields[key]
            known[name] = read(value)
    made = kind(**known)
    made.additional_properties = more
    return made


@cache
def _fields(kind: Any) -> dict[str, tuple[str, Read]]:
    """By their names in JSON: the names in Python, and how the value is read."""
    named = kind._attribute_map  # noqa: SLF001 - msrest's documentation names it, and gives no other
    return {wire["key"]: (name, _reader(wire["type"])) for name, wire in named.items()}


def _reader(kind: str) -> Read:
    if kind.startswith("["):
        return partial(_list, _reader(kind[1:-1]))
    if kind in _PLAIN:
        return _PLAIN[kind]
    return partial(_model, getattr(schema, kind)) if hasattr(schema, kind) else _anything


def _list(read: Read, raw: object) -> list[Any]:
    if not isinstance(raw, list):
        raise _wrong(raw)
    return [None if each is None else read(each) for each in raw]


def _text(raw: object) -> str:
    if isinstance(raw, dict | list):
        raise _wrong(raw)
    return str(raw)


def _moment(raw: object) -> datetime:
    return datetime.fromisoformat(_text(raw))


def _anything(raw: Any) -> Any:
    return raw


def _wrong(raw: object) -> ValueError:
    return ValueError(f"no place for a {type(raw).__name__}")


_PLAIN: dict[str, Read] = {"str": _text, "iso-8601": _moment}
