"""From the file of rules to the desk's rules, or to everything that is wrong with it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import accumulate
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic_settings import NoDecode

from bot.domain.ruling import Rule, hides
from bot.rule_file.lines import Place, lines_of
from bot.rule_file.written import WrittenApprovers, WrittenHours, WrittenRule, WrittenTargets
from bot.setting_kinds import MOST_GROUPS

_RULE = "rule"
_BEGINS = "begin each rule with a line [[rule]], in two brackets"
_TABLES: dict[str, type[BaseModel]] = {
    "targets": WrittenTargets,
    "approvers": WrittenApprovers,
    "hours": WrittenHours,
}
_MISSING = {
    "name": "give the rule a name, which the audit will show",
    "days": 'say on which, such as "mon-fri"',
    "from": 'say from when, such as "07:00"',
    "until": 'say until when, such as "19:00"',
    "zone": 'say whose time this is, such as "Europe/Berlin"',
}
_WORDS = {
    "list_type": "write a list of object ids in brackets and quotes",
    "too_short": "name at least one",
    "model_type": "write a table in braces, such as { groups = [...] }",
}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong and what to do about it; `line` is 0 where it is the whole file."""

    line: int
    sentence: str


class RulesProblem(ValueError):  # noqa: N818 - it is told to an administrator, line by line
    """All that is wrong with a file, in its order, one sentence each."""

    def __init__(self, file: Path, problems: Sequence[Problem]) -> None:
        self.problems = [_told(file, each) for each in sorted(problems)]
        super().__init__("\n".join(self.problems))


def read_rules(file: Path) -> tuple[Rule, ...]:
    """Raises RulesProblem."""
    try:
        rules, problems = _understood(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RulesProblem(file, [Problem(0, f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise RulesProblem(file, [Problem(0, "is not UTF-8: save it as that")]) from None
    if problems:
        raise RulesProblem(file, problems)
    return rules


def _named(text: object) -> object:
    return read_rules(Path(text)) if isinstance(text, str) and text else ()


# As a setting: the path of the file. Without one there are no rules.
RuleFile = Annotated[tuple[Rule, ...], NoDecode, BeforeValidator(_named)]


def _understood(text: str) -> tuple[tuple[Rule, ...], list[Problem]]:
    """The rules as far as they are sound, and all that is not."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (), [_no_toml(text, error)]
    return _Reading(document, lines_of(text)).read()


class _Reading:
    def __init__(self, document: Mapping[str, Any], lines: Mapping[Place, int]) -> None:
        self._document = document
        self._lines = lines
        self._problems: list[Problem] = []

    def read(self) -> tuple[tuple[Rule, ...], list[Problem]]:
        for key in self._document.keys() - {_RULE}:
            self._complain((key,), f"{key} is not known at the top; {_BEGINS}")
        tables = self._tables()
        found = [self._one(index, table) for index, table in enumerate(tables)]
        rules = {index: rule for index, rule in enumerate(found) if rule is not None}
        self._named_apart(tables)
        self._hold_together(rules)
        return tuple(rules.values()), self._problems

    def _tables(self) -> list[Any]:
        tables = self._document.get(_RULE, [])
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            self._complain((_RULE,), _BEGINS)
            return []
        if not tables and not self._problems:
            self._problems.append(Problem(0, f"has no rule; {_BEGINS}"))
        return tables

    def _one(self, index: int, table: dict[str, Any]) -> Rule | None:
        try:
            return WrittenRule.model_validate(table).rule()
        except ValidationError as error:
            for each in error.errors(include_url=False):
                self._complain((_RULE, index, *each["loc"]), _sentence(each))
            return None

    def _named_apart(self, tables: Sequence[dict[str, Any]]) -> None:
        names = [each.get("name") for each in tables]
        for index, name in enumerate(names):
            if isinstance(name, str) and name in names[:index]:
                self._complain((_RULE, index, "name"), "name is another rule's too; change one")

    def _hold_together(self, rules: Mapping[int, Rule]) -> None:
        """What no rule can see of itself."""
        for index in rules:
            if other := _hidden_by(index, rules):
                why = "denies" if other.deny else "stands before it and matches"
                self._complain(
                    (_RULE, index),
                    f"never holds, since the rule {other.name} {why} whenever it would; "
                    "change the one or take out the other",
                )
        if rules and all(rule.deny for rule in rules.values()) and not self._problems:
            self._problems.append(Problem(0, "lets nobody ask: add a rule that does not deny"))
        self._count({index: rule.requesters for index, rule in rules.items()}, "requesters")
        approvers = {index: rule.demands.approvers.groups for index, rule in rules.items()}
        self._count(approvers, "approvers")

    def _count(self, groups: Mapping[int, frozenset[str]], key: str) -> None:
        """Each group is one more question to Graph at every request."""
        together = accumulate(groups.values(), frozenset[str].union)
        for index, so_far in zip(groups, together, strict=True):
            if len(so_far) > MOST_GROUPS:
                many = f"{key}: with these it is more than {MOST_GROUPS} groups in the whole file"
                self._complain((_RULE, index, key), f"{many}; use groups that hold groups")
                return

    def _complain(self, place: Place, sentence: str) -> None:
        self._problems.append(Problem(self._line(place), f"{self._rule(place)}{sentence}"))

    def _line(self, place: Place) -> int:
        """Where this stands, or what it would stand in."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 0)

    def _rule(self, place: Place) -> str:
        match place:
            case (str(key), int(index), *_) if key == _RULE:
                name = self._document[_RULE][index].get("name")
                is_plain = isinstance(name, str) and name.isprintable()
                return f'rule "{name}": ' if is_plain else f"rule {index + 1}: "
        return ""


def _hidden_by(index: int, rules: Mapping[int, Rule]) -> Rule | None:
    """The rule because of which this one never holds."""
    rule = rules[index]
    if rule.deny:
        return None
    others = (other for at, other in rules.items() if other.deny or at < index)
    return next((other for other in others if hides(other, rule)), None)


def _sentence(error: Mapping[str, Any]) -> str:
    *way, last = (key for key in error["loc"] if isinstance(key, str))
    name = ".".join((*way, last))
    match error["type"]:
        case "missing":
            return f"{name} is missing: {_MISSING[last]}"
        case "extra_forbidden":
            return f"{name} is not known{_instead(last, _TABLES.get('.'.join(way), WrittenRule))}"
        case "value_error":
            return f"{name}: {error['msg'].removeprefix('Value error, ')}"
        case kind:
            return f"{name}: {_WORDS.get(kind, error['msg'])}"


def _instead(key: str, table: type[BaseModel]) -> str:
    known = [field.alias or name for name, field in table.model_fields.items()]
    near = get_close_matches(key, known, 1)
    return f"; {near[0]} is" if near else f"; there are {', '.join(known)}"


def _no_toml(text: str, error: tomllib.TOMLDecodeError) -> Problem:
    found = re.search(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
    words, line, column = found.groups() if found else (str(error), None, None)
    at = int(line) if line else len(text.splitlines())
    where = f" at column {column}" if column else ""
    sentence = f"this is no TOML{where}: {words}; mend this first, the rest was not read"
    return Problem(at, sentence)


def _told(file: Path, problem: Problem) -> str:
    where = f"{file}, line {problem.line}: " if problem.line else f"{file} "
    return f"{where}{problem.sentence}."
