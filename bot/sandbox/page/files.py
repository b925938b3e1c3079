"""The files of the page: its own, and Microsoft's renderer of cards, which npm brings."""

from pathlib import Path
from types import MappingProxyType
from typing import Final

_HERE = Path(__file__).parent
NPM: Final = _HERE.parents[2] / ".venv" / "js"
_MODULES = NPM / "node_modules"
_CONFIGS = _MODULES / "adaptivecards-designer" / "lib" / "hostConfigs"

# The designer is here for Teams' host configurations. markdown-it 15 has no build for browsers.
PACKAGES: Final = ("adaptivecards@3.0.6", "adaptivecards-designer@2.4.4", "markdown-it@14.1.0")
FILES: Final = MappingProxyType(
    {f"/{name}": _HERE / name for name in ("page.css", "card.css", "page.js", "pane.js", "card.js")}
    | {
        "/": _HERE / "page.html",
        "/adaptivecards.js": _MODULES / "adaptivecards" / "dist" / "adaptivecards.min.js",
        "/markdown-it.js": _MODULES / "markdown-it" / "dist" / "markdown-it.min.js",
        "/teams-light.json": _CONFIGS / "microsoft-teams-light.json",
        "/teams-dark.json": _CONFIGS / "microsoft-teams-dark.json",
    }
)


def missing() -> str | None:
    """Say in one line what the page lacks, and how to get it; None if it has all it needs."""
    if all(path.is_file() for path in FILES.values()):
        return None
    return (
        "The page to try it in needs Microsoft's renderer of cards: "
        "install Node, and then run python -m bot.sandbox.page"
    )
