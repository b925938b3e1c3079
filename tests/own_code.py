"""The project's own code, for the tests that read it."""

import ast
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Module:
    """A file of the project's own code."""

    path: Path

    @cached_property
    def name(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    def at(self, line: int) -> str:
        return f"{self.path.relative_to(ROOT)}:{line}"

    def imports(self) -> Iterator[tuple[str, str]]:
        """What is imported, by its full name, and where that is."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.name, self.at(node.lineno)) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                # A name that is imported from a package may be a module in it.
                source = "." * node.level + (node.module or "")
                yield from (
                    (f"{source}.{alias.name}", self.at(node.lineno)) for alias in node.names
                )

    def comments(self) -> dict[int, str]:
        """The comments by their lines."""
        with self.path.open("rb") as file:
            return {
                token.start[0]: token.string
                for token in tokenize.tokenize(file.readline)
                if token.type == tokenize.COMMENT
            }


OWN = [
    Module(path)
    for path in sorted(
        [*ROOT.glob("app.py"), *ROOT.glob("bot/**/*.py"), *ROOT.glob("cards/**/*.py")]
    )
]
ALL = OWN + [
    Module(path) for path in sorted([*ROOT.glob("tests/**/*.py"), *ROOT.glob("manifest/*.py")])
]


def listed(offenders: Iterable[str]) -> str:
    return "\n" + "\n".join(sorted(offenders))
