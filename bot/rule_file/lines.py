"""On which line of a TOML file something stands. Python's reader of TOML does not tell.

The text is known to be sound TOML when it comes here, so whatever is no mark, string or comment is
a bare key or a value.
"""

import re
import tomllib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

# The keys, and the indices in arrays, that lead to something.
Place = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # A string over lines may end with two quotes of its own.
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'"
    r"|\#[^\n]*"
    r"|[\[\]{}=,.\n]"
    r"""|[^\s\[\]{}=,.#"']+""",
    re.DOTALL,
)
_ENDS_A_VALUE = frozenset(",]}\n")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    line: int


def lines_of(text: str) -> dict[Place, int]:
    """The first line, from 1, of every table, key and item of this TOML."""
    return _Walk(text).read()


class _Walk:
    def __init__(self, text: str) -> None:
        self._tokens = deque(_tokens(text))
        self._lines: dict[Place, int] = {}
        self._lengths: dict[Place, int] = {}

    def read(self) -> dict[Place, int]:
        table: Place = ()
        while self._tokens:
            if self._skipped("\n"):
                continue
            if self._next == "[":
                table = self._header()
            else:
                self._assignment(table)
        return self._lines

    @property
    def _next(self) -> str:
        return self._tokens[0].text if self._tokens else "\n"

    def _skipped(self, *marks: str) -> bool:
        """Pass over these marks, if any of them comes next."""
        before = len(self._tokens)
        while self._tokens and self._next in marks:
            self._tokens.popleft()
        return len(self._tokens) < before

    def _header(self) -> Place:
        line = self._tokens.popleft().line
        is_array = self._skipped("[")
        *way, last = self._key()
        self._skipped("]")
        place = (*self._within((), way), last)
        self._lines.setdefault(place, line)
        if is_array:
            length = self._lengths.get(place, 0)
            self._lengths[place] = length + 1
            place = (*place, length)
            self._lines[place] = line
        return place

    def _within(self, table: Place, way: list[str]) -> Place:
        """Where this way leads; at an array of tables, to its newest one."""
        for key in way:
            table = (*table, key)
            if table in self._lengths:
                table = (*table, self._lengths[table] - 1)
        return table

    def _key(self) -> list[str]:
        parts = [_unquoted(self._tokens.popleft().text)]
        while self._skipped("."):
            parts.append(_unquoted(self._tokens.popleft().text))
        return parts

    def _assignment(self, table: Place) -> None:
        line = self._tokens[0].line
        for key in self._key():
            table = (*table, key)
            self._lines.setdefault(table, line)
        self._skipped("=")
        self._value(table)

    def _value(self, place: Place) -> None:
        first = self._tokens.popleft()
        self._lines.setdefault(place, first.line)
        if first.text == "[":
            self._items(place)
        elif first.text == "{":
            self._pairs(place)
        else:
            while self._next not in _ENDS_A_VALUE:
                self._tokens.popleft()

    def _items(self, place: Place) -> None:
        index = 0
        self._skipped("\n")
        while not self._closed("]"):
            self._value((*place, index))
            index += 1
            self._skipped(",", "\n")

    def _pairs(self, place: Place) -> None:
        self._skipped("\n")
        while not self._closed("}"):
            self._assignment(place)
            self._skipped(",", "\n")

    def _closed(self, mark: str) -> bool:
        if self._next != mark:
            return False
        self._tokens.popleft()
        return True


def _tokens(text: str) -> Iterator[_Token]:
    line, seen = 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        if not found[0].startswith("#"):
            yield _Token(found[0], line)


def _unquoted(key: str) -> str:
    return str(tomllib.loads(f"key = {key}")["key"]) if key[0] in "\"'" else key
