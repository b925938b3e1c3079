"""Which part of the project may know which: the tree of the design, enforced."""

import ast
import re
import sys
from fnmatch import fnmatch

from tests.own_code import OWN, ROOT, listed

INSIDE = {"bot.messages", "bot.ports", "bot.commands", "bot.domain"}

# From top to bottom. A room may import what stands here beside it, and itself.
MAY_IMPORT: dict[str, set[str]] = {
    "app": set(),
    "bot.demo": set(),
    "bot.sandbox": set(),
    "bot.ops": INSIDE
    | {"bot.teams", "bot.service", "bot.graph", "bot.store", "bot.config", "bot.clouds"}
    | {"bot.records", "bot.identities", "bot.rule_file", "bot.watching"},
    "bot.teams": INSIDE | {"bot.service", "bot.clouds", "bot.watching", "cards"},
    "cards": {"bot.messages", "bot.domain"},
    "bot.service": INSIDE | {"bot.watching"},
    "bot.graph": {"bot.ports", "bot.domain", "bot.clouds", "bot.watching"},
    "bot.store": {"bot.ports", "bot.domain"},
    "bot.messages": {"bot.ports", "bot.commands", "bot.domain"},
    "bot.ports": {"bot.commands", "bot.domain"},
    "bot.commands": {"bot.domain"},
    "bot.config": {"bot.domain", "bot.clouds", "bot.records", "bot.identities"}
    | {"bot.rule_file", "bot.setting_kinds"},
    "bot.identities": {"bot.records", "bot.setting_kinds"},
    "bot.rule_file": {"bot.domain", "bot.setting_kinds"},
    "bot.setting_kinds": {"bot.clouds", "bot.domain"},
    "bot.records": set(),
    "bot.domain": set(),
    "bot.clouds": set(),
    "bot.watching": set(),
    "bot": set(),
}
# The places that wire things together: real ones, and the sandbox's.
MAY_IMPORT["app"] = {*MAY_IMPORT} - {"bot"}
MAY_IMPORT["bot.demo"] = {*MAY_IMPORT} - {"bot", "app"}

# Which rooms may use which libraries. What is not here, nobody uses.
USED_IN: dict[str, set[str]] = {
    "botbuilder": {"bot.teams", "app"},
    "botframework": {"bot.teams", "app"},
    "msrest": {"bot.teams", "app"},
    "aiohttp": {"bot.teams", "bot.ops", "bot.sandbox", "app"},
    "yarl": {"bot.sandbox"},  # the addresses of aiohttp
    "jwt": {"bot.teams", "bot.graph", "bot.sandbox"},
    "cachetools": {"bot.teams"},
    "httpx": {"bot.graph", "app"},
    "msal": {"bot.graph", "app"},
    "requests": {"bot.graph", "app"},  # the session that msal speaks through
    "cryptography": {"bot.graph", "bot.sandbox"},
    "sqlalchemy": {"bot.store"},
    "alembic": {"bot.store"},
    "aiosqlite": {"bot.store"},
    "asyncpg": {"bot.store"},
    "adaptivecards": {"cards"},
    "dateparser": {"bot.commands"},
    "babel": {"bot.messages"},
    "re2": {"bot.domain"},  # a pattern of an administrator's over text of a stranger's
    "click": {"bot.commands", "bot.ops", "bot.demo", "app"},
    "prometheus_client": {"bot.ops"},
    "opentelemetry": {"bot.ops"},
    "pydantic": {"bot.config", "bot.setting_kinds", "bot.records", "bot.identities"}
    | {"bot.rule_file", "bot.store"},
    "pydantic_core": {"bot.config"},
    "pydantic_settings": {"bot.config", "bot.setting_kinds", "bot.records", "bot.rule_file"},
    "dotenv": {"bot.ops"},
    "rich": {"bot.sandbox", "bot.demo"},
}

AT_THE_TOP = {"app.py", "bot", "cards", "manifest", "tests", "README.md", "CHANGELOG.md"} | {
    "deploy",
    "requirements.txt",
    "requirements-dev.txt",
    "pyproject.toml",
    "Makefile",
    ".ci",
    ".env.example",
    ".git",
    ".gitignore",
}
SAYS_NOTHING = re.compile(r"_*(util|helper|common|manager|base|misc|data|info)s?", re.IGNORECASE)


def test_the_tree_has_the_rooms_of_the_design() -> None:
    assert {room_of(module.name) for module in OWN} == set(MAY_IMPORT)


def test_every_room_imports_only_what_stands_below_it() -> None:
    offenders = [
        f"{where}: {room_of(module.name)} imports {name}"
        for module in OWN
        for name, where in module.imports()
        if room_of(name) not in {"", room_of(module.name), *MAY_IMPORT[room_of(module.name)]}
    ]

    assert not offenders, listed(offenders)


def test_every_library_stays_in_its_room() -> None:
    offenders = [
        f"{where}: {room_of(module.name)} uses {library}"
        for module in OWN
        for name, where in module.imports()
        if (library := name.split(".")[0] or name) not in {*sys.stdlib_module_names, "bot", "cards"}
        and room_of(module.name) not in USED_IN.get(library, set())
    ]

    assert not offenders, listed(offenders)


def test_the_cards_library_is_known_to_the_kit_only() -> None:
    users = {
        module.name
        for module in OWN
        for name, _ in module.imports()
        if name.startswith("adaptivecards.")
    }

    assert users == {"cards.kit"}


def test_nothing_stands_at_the_top_that_has_no_business_there() -> None:
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()]
    offenders = [
        path.name
        for path in ROOT.iterdir()
        if path.name not in AT_THE_TOP and not any(fnmatch(path.name, each) for each in ignored)
    ]

    assert not offenders, listed(offenders)


def test_no_module_or_class_has_a_name_that_says_nothing() -> None:
    modules = [
        module.at(1)
        for module in OWN
        if any(SAYS_NOTHING.fullmatch(part) for part in module.name.split("."))
    ]
    classes = [
        f"{module.at(node.lineno)}: {node.name}"
        for module in OWN
        for node in module.nodes
        if isinstance(node, ast.ClassDef) and SAYS_NOTHING.fullmatch(node.name)
    ]

    assert not modules + classes, listed(modules + classes)


def room_of(name: str) -> str:
    """The room of a module, or of a name in it; "" for what is not of the project."""
    fitting = (room for room in MAY_IMPORT if f"{name}.".startswith(f"{room}."))
    return max(fitting, key=len, default="")
