"""The harness itself: that it measures what it says, in a few turns whose numbers mean nothing."""

from dataclasses import replace

from tests.bench.__main__ import measure
from tests.bench.plan import QUICK, SQLITE
from tests.bench.processes import CEILING, THIS_BOT
from tests.bench.report import Report, as_text

TINY = replace(
    QUICK,
    talkers=(THIS_BOT, CEILING),
    databases=(SQLITE,),
    rounds=1,
    window=0.2,
    slow_window=0.5,
    new_tokens=5,
    pace=2.0,
    pace_window=1.0,
    sizes=(0, 200),
    stories_at_once=2,
    story_window=2.0,
    story_ramp=0.0,
)


async def test_every_program_answers_the_same_turns() -> None:
    """A program that heeds strangers, or fails turns, would be no comparison."""
    report = await measure(TINY, ["a", "b"])

    assert {row.program for row in report.rows} >= {THIS_BOT.title, CEILING.title}
    assert not [row for row in report.rows if row.failed or not row.p50]
    assert not [note for note in report.notes if "authentication is off" in note]


async def test_stories_come_to_their_end_beside_many_that_have_ended() -> None:
    report = await measure(TINY, ["c", "growth"])

    assert report.facts["stories at a pace: that failed"] == 0
    assert [row.failed for row in report.rows] == [0, 0]


def test_the_table_tells_of_every_demand_what_was_wanted_and_found() -> None:
    report = Report(facts={"cold start of this bot, s": 0.5})
    report.at_most("longest stall", 49.0, 50, " ms")
    report.at_least("stories a second", 12.0, 20)
    report.at_least("against a program that is not there", None, 3)

    shown = as_text(report)

    assert [line.holds for line in report.lines] == [True, False, None]
    assert all(line.mark in shown and line.wanted in shown for line in report.lines)
    assert "49.00 ms" in shown
