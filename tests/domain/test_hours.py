"""When a rule has its hours: by the clock and the days of its own time zone."""

from datetime import UTC, datetime, time

import pytest

from bot.domain.ruling import Hours
from tests.domain.test_ruling import OFFICE

WEEKEND = Hours(frozenset({5, 6}), time(22), time(6), "Europe/Berlin")
ALL_DAY = Hours(frozenset({0}), time(0), time(0), "Europe/Berlin")


@pytest.mark.parametrize(
    ("hours", "local", "open_then"),
    [
        (OFFICE, "2026-11-24T06:59", False),
        (OFFICE, "2026-11-24T07:00", True),
        (OFFICE, "2026-11-24T18:59", True),
        (OFFICE, "2026-11-24T19:00", False),
        (OFFICE, "2026-11-28T12:00", False),
        (WEEKEND, "2026-11-28T21:59", False),
        (WEEKEND, "2026-11-28T22:00", True),
        (WEEKEND, "2026-11-30T05:59", True),
        (WEEKEND, "2026-11-30T06:00", False),
        (WEEKEND, "2026-11-28T05:00", False),
        (ALL_DAY, "2026-11-23T00:00", True),
        (ALL_DAY, "2026-11-23T23:59", True),
        (ALL_DAY, "2026-11-24T00:00", False),
        # The clocks go back on 25 October 2026 and forward on 28 March 2027.
        (OFFICE, "2026-10-23T07:00", True),
        (OFFICE, "2026-10-26T06:59", False),
        (OFFICE, "2027-03-29T07:00", True),
    ],
)
def test_hours_are_those_of_their_own_zone(hours: Hours, local: str, *, open_then: bool) -> None:
    summer = "2026-03-29" < local[:10] < "2026-10-25" or local[:10] > "2027-03-27"
    now = datetime.fromisoformat(f"{local}+0{1 + summer}:00").astimezone(UTC)

    assert hours.hold(now) is open_then
