"""Bad days that the page can switch on, by name."""

from collections.abc import Collection
from types import MappingProxyType
from typing import Any, Final

from bot.sandbox.faults import Faults

_MAKE = r"/temporaryAccessPassMethods$"

TROUBLES: Final = MappingProxyType(
    {
        "Graph is busy (429)": {"where": "graph", "status": 429, "retry_after": 2},
        "Graph is down (503)": {"where": "graph", "status": 503},
        "Graph is slow (6 s)": {"where": "graph", "delay": 6},
        "Graph makes the pass and answers 504": {
            "where": "graph",
            "method": "POST",
            "path": _MAKE,
            "status": 504,
            "after_work": True,
        },
        "Graph hangs up instead of making the pass": {
            "where": "graph",
            "method": "POST",
            "path": _MAKE,
            "cut": True,
        },
        "Teams takes no messages (503)": {"where": "connector", "status": 503},
        "Teams takes no updates (502)": {"where": "connector", "method": "PUT", "status": 502},
    }
)


class Weather:
    """Which troubles there are now."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.now: frozenset[str] = frozenset()

    def change(self, names: Collection[str]) -> None:
        """Have these troubles and no others; raise KeyError for one that does not exist."""
        terms: list[dict[str, Any]] = [TROUBLES[name] for name in names]
        self._faults.clear()
        for each in terms:
            self._faults.add(**each)
        self.now = frozenset(names)
