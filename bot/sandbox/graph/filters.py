"""OData's $filter and $search, as far as a directory look-up needs them."""

import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.graph.errors import needs_consistency_level, unreadable, unsupported

Predicate = Callable[[dict[str, Any]], bool]

_TERM = re.compile(
    r"""\s*(?:
        (?P<function>startswith|endswith)\(\s*(?P<of>\w+)\s*,\s*'(?P<part>(?:[^']|'')*)'\s*\)
        | (?P<property>\w+)\s+(?P<operator>eq|ne)\s+
          (?:'(?P<text>(?:[^']|'')*)'|(?P<literal>true|false|null))
    )\s*(?P<join>and\b|or\b|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_LITERALS = {"true": True, "false": False, "null": None}
_SEARCH = re.compile(r'\s*"(?P<property>\w+):(?P<words>[^"]*)"\s*(?P<join>AND\b|OR\b|$)')
_BREAKS = re.compile(r"[\s@._-]+")


def parse_filter(text: str, *, advanced: bool) -> Predicate:
    """Return what `text` asks of an object; `advanced` says that the index may answer.

    Clauses are joined by `and` and `or`, without brackets; texts compare without case.
    """
    alternatives: list[list[Predicate]] = [[]]
    for term in _terms(_TERM, text):
        alternatives[-1].append(_clause(term, advanced=advanced))
        if term["join"].lower() == "or":
            alternatives.append([])
    return lambda one: any(all(clause(one) for clause in every) for every in alternatives)


def parse_search(text: str) -> Predicate:
    """Return what a $search asks: that words of a property begin with the words given."""
    alternatives: list[list[Predicate]] = [[]]
    for term in _terms(_SEARCH, text):
        alternatives[-1].append(_has_words(term["property"], term["words"]))
        if term["join"] == "OR":
            alternatives.append([])
    return lambda one: any(all(clause(one) for clause in every) for every in alternatives)


def _terms(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    terms: list[re.Match[str]] = []
    position = 0
    while not terms or terms[-1]["join"]:
        term = pattern.match(text, position)
        if term is None:
            raise unreadable(f"Invalid filter clause: Syntax error at position {position}.")
        terms.append(term)
        position = term.end()
    return terms


def _clause(term: re.Match[str], *, advanced: bool) -> Predicate:
    if term["function"]:
        function = term["function"].lower()
        if function == "endswith" and not advanced:
            raise needs_consistency_level("Operator 'endsWith'")
        return _has_part(term["of"], term["part"], at_end=function == "endswith")
    negated = term["operator"].lower() == "ne"
    if negated and not advanced:
        raise needs_consistency_level("Operator 'ne'")
    wanted = _LITERALS[term["literal"].lower()] if term["literal"] else _folded(term["text"])
    return _equals(term["property"], wanted, negated=negated)


def _has_part(name: str, part: str, *, at_end: bool) -> Predicate:
    wanted = _folded(part)

    def holds(one: dict[str, Any]) -> bool:
        value = str(_value(one, name) or "")
        return value.endswith(wanted) if at_end else value.startswith(wanted)

    return holds


def _equals(name: str, wanted: object, *, negated: bool) -> Predicate:
    return lambda one: (_value(one, name) == wanted) is not negated


def _has_words(name: str, words: str) -> Predicate:
    wanted = _BREAKS.split(_folded(words).strip())

    def holds(one: dict[str, Any]) -> bool:
        tokens = _BREAKS.split(str(_value(one, name) or ""))
        return all(any(token.startswith(word) for token in tokens) for word in wanted)

    return holds


def _value(one: dict[str, Any], name: str) -> object:
    if name not in one:
        raise unsupported(
            f"Unsupported or invalid query filter clause specified for property '{name}'."
        )
    value = one[name]
    return value.lower() if isinstance(value, str) else value


def _folded(text: str) -> str:
    return text.replace("''", "'").lower()
