"""How much is measured: all of it, or a quick look."""

from dataclasses import dataclass, replace

from tests.bench.processes import TALKERS, Program

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass(frozen=True, slots=True)
class Plan:
    """Windows are in seconds. A round measures every program once, one after the other.

    `window` is for turns without latency, `slow_window` with it, `story_window` for whole stories.
    `new_tokens` is how many turns a round has that bring a token of their own. `memory` is after
    how many turns it is looked at, at the
    latest when the second window is over. `sizes` are finished requests in the store.
    """

    talkers: tuple[Program, ...] = TALKERS
    databases: tuple[str, ...] = (SQLITE, POSTGRESQL)
    rounds: int = 5
    window: float = 1.5
    slow_window: float = 4.0
    new_tokens: int = 1000
    memory: tuple[int, int] = (1_000, 100_000)
    memory_window: float = 300.0
    pace: float = 20.0
    pace_window: float = 60.0
    pace_rounds: int = 3
    sizes: tuple[int, ...] = (0, 10_000, 1_000_000)
    story_window: float = 7.0
    story_ramp: float = 2.0
    stories_at_once: int = 16
    pending: int = 10_000
    flood_rounds: int = 5
    flood_window: float = 10.0
    upkeep_window: float = 60.0


WHOLE = Plan()
QUICK = replace(
    WHOLE,
    rounds=2,
    window=0.7,
    slow_window=1.0,
    new_tokens=150,
    memory=(200, 1_000),
    memory_window=20.0,
    pace_window=10.0,
    pace_rounds=1,
    sizes=(0, 1_000, 20_000),
    story_window=5.0,
    pending=1_000,
    flood_rounds=2,
    flood_window=4.0,
    upkeep_window=10.0,
)
