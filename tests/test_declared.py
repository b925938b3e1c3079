"""The packages that pyproject.toml names are those that the code imports, and the other way."""

import re
import sys
import tomllib
from importlib.metadata import distribution

from tests.own_code import OWN, ROOT, listed

# Loaded by name: SQLAlchemy's drivers, and the zones of the standard library's zoneinfo.
LOADED_BY_NAME = {"asyncpg", "sniffio", "tzdata"}


def declared() -> set[str]:
    """The names of the packages that the bot itself asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {re.split(r"[=\[]", line)[0] for line in project["dependencies"]}


def modules_of(package: str) -> set[str]:
    """The packages and modules that it brings, by the names under which they are imported."""
    files = distribution(package).files or ()
    parts = [file.parent.parts for file in files if file.name.startswith("__init__.")]
    single = [file.name.partition(".") for file in files if len(file.parts) == 1]
    return {".".join(each) for each in parts} | {name for name, _, kind in single if kind == "py"}


def foreign_imports() -> list[tuple[str, str]]:
    ours = {*sys.stdlib_module_names, "bot", "cards", "app"}
    return [
        (name, where)
        for module in OWN
        for name, where in module.imports()
        if name.split(".")[0] not in ours
    ]


def is_within(name: str, modules: set[str]) -> bool:
    return any(f"{name}.".startswith(f"{module}.") for module in modules)


def test_nothing_is_imported_that_is_not_declared() -> None:
    known = set[str]().union(*map(modules_of, declared()))

    offenders = [
        f"{where}: {name}" for name, where in foreign_imports() if not is_within(name, known)
    ]

    assert not offenders, listed(offenders)


def test_nothing_is_declared_that_is_not_imported() -> None:
    names = [name for name, _ in foreign_imports()]

    idle = {
        package
        for package in declared() - LOADED_BY_NAME
        if not any(is_within(name, modules_of(package)) for name in names)
    }

    assert idle == set()


def test_every_declared_package_is_pinned_where_the_bot_is_installed_from() -> None:
    pinned = (ROOT / "requirements.txt").read_text("utf-8").lower()

    missing = {name for name in declared() if f"\n{name.lower()}==" not in f"\n{pinned}"}

    assert missing == set()
