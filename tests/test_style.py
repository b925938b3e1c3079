"""How code looks in every part of the project."""

import ast
import re
from collections.abc import Iterator

from tests.own_code import ALL, OWN, listed

LONGEST_FILE = 250
CATCHING_ALL = 5

# What follows the rules that are set aside, on the same line: at least two words.
EXCUSE = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b(?P<rest>.*)")
RULES = re.compile(r"^\s*(?::\s*[A-Z]+[0-9]+(?:\s*,\s*[A-Z]+[0-9]+)*|\[[a-z, -]+\])?")
REASON = re.compile(r"[^\W\d_]{2,}.*\s[^\W\d_]{2,}")


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    offenders = [
        f"{module.at(lines)}: {lines} lines"
        for module in OWN
        if (lines := len(module.text.splitlines())) > LONGEST_FILE
    ]

    assert not offenders, listed(offenders)


def test_every_module_says_what_it_is_for() -> None:
    offenders = [module.at(1) for module in OWN if not ast.get_docstring(module.tree)]

    assert not offenders, listed(offenders)


def test_every_function_is_annotated() -> None:
    offenders = [
        f"{module.at(node.lineno)}: {node.name}"
        for module in ALL
        for node in module.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not is_annotated(node)
    ]

    assert not offenders, listed(offenders)


def test_every_rule_set_aside_has_its_reason_beside_it() -> None:
    offenders = [
        f"{module.at(line)}: {comment}"
        for module in ALL
        for line, comment in module.comments().items()
        if any(not gives_reason(excuse["rest"]) for excuse in EXCUSE.finditer(comment))
    ]

    assert not offenders, listed(offenders)


def test_few_places_catch_everything() -> None:
    places = [where for where, _ in catching_all()]

    assert len(places) <= CATCHING_ALL, listed(places)


def test_each_place_that_catches_everything_says_why() -> None:
    offenders = [where for where, explained in catching_all() if not explained]

    assert not offenders, listed(offenders)


def catching_all() -> Iterator[tuple[str, bool]]:
    """Where everything is caught, and whether a comment stands on that line or beside it."""
    for module in OWN:
        lines = module.comments()
        for node in module.nodes:
            if isinstance(node, ast.ExceptHandler) and swallows_everything(node):
                beside = range(node.lineno - 1, node.lineno + 2)
                yield module.at(node.lineno), any(line in lines for line in beside)


def swallows_everything(handler: ast.ExceptHandler) -> bool:
    """Whether it catches everything and does not hand it on as it was."""
    last = handler.body[-1]
    return is_everything(handler.type) and not (isinstance(last, ast.Raise) and last.exc is None)


def is_everything(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(is_everything(each) for each in caught.elts)
    return caught is None or ast.unparse(caught) in {"Exception", "BaseException"}


def is_annotated(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    signature = function.args
    named = [*signature.posonlyargs, *signature.args, *signature.kwonlyargs]
    rest = [each for each in (signature.vararg, signature.kwarg) if each]
    arguments = [each for each in named + rest if each.arg not in {"self", "cls"}]
    return function.returns is not None and all(each.annotation for each in arguments)


def gives_reason(rest: str) -> bool:
    return bool(REASON.search(RULES.sub("", rest, count=1)))
