"""Everything in a TOML file is found on its line."""

import tomllib
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rule_file.lines import Place, lines_of


@pytest.mark.parametrize(
    ("text", "place", "line"),
    [
        ("a = 1", ("a",), 1),
        ("\n# a = 1\n\na = 1", ("a",), 4),
        ("a = '''\nb = 1\n'''\nb = 2", ("b",), 4),
        ('a = """\n# "quoted""""\nb = 2', ("b",), 3),
        ('a = """\nb = "\\"""\n"""\nc = 1', ("c",), 4),
        ("a = 1.5\nb = 1979-05-27 07:32:00\nc = 2", ("c",), 3),
        ("a = [\n  1, # [\n  '#]',\n  3,\n]", ("a", 2), 4),
        ("a = { b = 1, c = [1, { d = 2 }] }", ("a", "c", 1, "d"), 1),
        ("a = [\n {b = 1},\n {b = 2},\n]", ("a", 1, "b"), 3),
        ("\"a b\".'c.d' = 1", ("a b", "c.d"), 1),
        ('"\\u0061" = 1', ("a",), 1),
        ("[a.b]\nc = 1", ("a", "b", "c"), 2),
        ("[[a]]\nb = 1\n[[a]]\nb = 2", ("a", 1, "b"), 4),
        ("[[a]]\n[[a]]\n[a.b]\nc = 1", ("a", 1, "b", "c"), 4),
        ("[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\n[[a.b]]\nc = 1", ("a", 1, "b", 1, "c"), 6),
        ("a = []\r\nb = {}\r\n\tc = 3", ("c",), 3),
    ],
)
def test_a_key_or_item_is_found_on_its_line(text: str, place: Place, line: int) -> None:
    assert lines_of(text)[place] == line


def written(value: object, within: str) -> str:
    """The value as TOML, over several lines where `within` an array that permits it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(k)} = {written(v, '')}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return (
            "[" + within + f",{within}".join(written(each, within) for each in value) + within + "]"
        )
    return quoted(value) if isinstance(value, str) else str(value).lower()


def quoted(text: str) -> str:
    escaped = "".join(f"\\U{ord(each):08x}" if each in '\\"' else each for each in text)
    return f'"{escaped}"'


def places(value: object, at: Place = ()) -> Iterator[Place]:
    """Every place in a document, as Python's own reader sees it."""
    if at:
        yield at
    inside: Iterable[tuple[str | int, object]] = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        inside = enumerate(value)
    for key, each in inside:
        yield from places(each, (*at, key))


TEXTS = st.text(
    st.characters(codec="ascii", min_codepoint=32, exclude_characters="\x7f"), max_size=6
)
VALUES = st.recursive(
    st.integers() | st.booleans() | TEXTS,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(TEXTS, some, max_size=3),
    max_leaves=8,
)
TABLES = st.dictionaries(TEXTS, VALUES, max_size=4)


@given(st.lists(st.tuples(TEXTS, TABLES), max_size=4), st.sampled_from(["", "\n", " # ]\n"]))
def test_every_place_that_python_reads_has_a_line(
    tables: list[tuple[str, dict[str, object]]], within: str
) -> None:
    text = "".join(
        f"[[{quoted(name)}]]\n"
        + "".join(f"{quoted(key)} = {written(each, within)}\n" for key, each in table.items())
        for name, table in tables
    )

    found = lines_of(text)

    assert set(found) == set(places(tomllib.loads(text)))
    for (*_, last), line in found.items():
        if isinstance(last, str):
            assert quoted(last) in text.splitlines()[line - 1]
