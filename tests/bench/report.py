"""What was found: rows of numbers, lines that say whether it is enough, and both as a table."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.bench.load import Pushed

MILLI = 1000.0


@dataclass(frozen=True, slots=True)
class Row:
    """Medians over the rounds. Times are in milliseconds, memory in megabytes.

    `load_busy` is the load's share of its core: near 1, it is the load that was measured.
    `ratio` is the throughput against that of the first program of its part.
    """

    part: str
    program: str
    load: str
    per_second: float
    p50: float
    p99: float
    cpu: float
    ratio: float
    failed: int
    load_busy: float


@dataclass(frozen=True, slots=True)
class Line:
    """One demand. `holds` is None where it could not be measured."""

    what: str
    wanted: str
    measured: str
    holds: bool | None

    @property
    def mark(self) -> str:
        return {True: "holds", False: "FALLS SHORT", None: "not measured"}[self.holds]


@dataclass(slots=True)
class Report:
    """`facts` are numbers that stand alone, such as a cold start, by their names."""

    rows: list[Row] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    facts: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def ratio_of(self, part: str, program: str, load: str) -> float | None:
        """Return the ratio in this row; None if there is none."""
        found = (r for r in self.rows if (r.part, r.program, r.load) == (part, program, load))
        return next((row.ratio for row in found), None)

    def at_most(self, what: str, found: float | None, most: float, unit: str = "") -> None:
        wanted = f"at most {most:g}{unit}"
        if found is None:
            self.lines.append(Line(what, wanted, "", None))
            return
        self.lines.append(Line(what, wanted, f"{found:.2f}{unit}", found <= most))

    def at_least(self, what: str, found: float | None, least: float, unit: str = "") -> None:
        wanted = f"at least {least:g}{unit}"
        if found is None:
            self.lines.append(Line(what, wanted, "", None))
            return
        self.lines.append(Line(what, wanted, f"{found:.2f}{unit}", found >= least))

    def as_json(self) -> dict[str, Any]:
        return {
            "lines": [asdict(line) for line in self.lines],
            "rows": [asdict(row) for row in self.rows],
            "facts": self.facts,
            "notes": self.notes,
        }


def compared(part: str, load: str, rounds: Mapping[str, Sequence[Pushed]]) -> list[Row]:
    """A row for each program. Ratios are taken within each round, and their median is told."""
    (first, *_) = rounds.values()
    return [
        Row(
            part,
            program,
            load,
            per_second=median(one.per_second for one in pushed),
            p50=median(one.percentile(0.5) for one in pushed) * MILLI,
            p99=median(one.percentile(0.99) for one in pushed) * MILLI,
            cpu=median(one.cpu_per_turn for one in pushed) * MILLI,
            ratio=median(_ratio(one, other) for one, other in zip(pushed, first, strict=True)),
            failed=sum(one.failed for one in pushed),
            load_busy=median(one.load_cpu for one in pushed),
        )
        for program, pushed in rounds.items()
    ]


def _ratio(one: Pushed, other: Pushed) -> float:
    return one.per_second / other.per_second if other.per_second else 0.0


def median(found: Iterable[float]) -> float:
    return statistics.median(found)


def as_text(report: Report) -> str:
    parts = (_rows(report.rows), _facts(report.facts), _lines(report.lines), report.notes)
    return "\n\n".join("\n".join(part) for part in parts if part)


def _rows(rows: Iterable[Row]) -> list[str]:
    shown = [
        (
            row.part,
            row.load,
            row.program,
            f"{row.per_second:.1f}",
            f"{row.p50:.1f}",
            f"{row.p99:.1f}",
            f"{row.cpu:.2f}",
            f"{row.ratio:.3f}",
            str(row.failed),
            f"{row.load_busy:.0%}",
        )
        for row in rows
    ]
    heads = (
        "",
        "load",
        "program",
        "per s",
        "p50 ms",
        "p99 ms",
        "CPU ms",
        "ratio",
        "failed",
        "load",
    )
    return _table(heads, shown, left=3)


def _facts(facts: dict[str, float]) -> list[str]:
    return _table(("", ""), [(name, f"{found:.2f}") for name, found in facts.items()], left=1)[1:]


def _lines(lines: Iterable[Line]) -> list[str]:
    shown = [(line.what, line.wanted, line.measured, line.mark) for line in lines]
    return _table(("It must show", "wanted", "measured", ""), shown, left=4)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> list[str]:
    """The first `left` columns are words, the others numbers."""
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join(padded).rstrip()

    return [line(heads), *map(line, rows)]
