from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.times import When, read_start
from bot.domain.misreadings import NotATime, TimeSkipped, TimeTwice
from tests.commands.moment import BERLIN, NEW_YORK, WHEN, berlin


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("in 2h", berlin(2026, 11, 24, 13, 0)),
        ("in 90 minutes", berlin(2026, 11, 24, 12, 30)),
        ("In 1 hour", berlin(2026, 11, 24, 12, 0)),
        ("in 1h30m", berlin(2026, 11, 24, 12, 30)),
        ("in 3 days", berlin(2026, 11, 27, 11, 0)),
        ("14:30", berlin(2026, 11, 24, 14, 30)),
        ("at 14:30", berlin(2026, 11, 24, 14, 30)),
        ("11:00", berlin(2026, 11, 24, 11, 0)),
        ("10:59", berlin(2026, 11, 25, 10, 59)),
        ("9am", berlin(2026, 11, 25, 9, 0)),
        ("9 AM", berlin(2026, 11, 25, 9, 0)),
        ("9:15pm", berlin(2026, 11, 24, 21, 15)),
        ("12am", berlin(2026, 11, 25, 0, 0)),
        ("12pm", berlin(2026, 11, 24, 12, 0)),
        ("00:00", berlin(2026, 11, 25, 0, 0)),
        ("13:00Z", berlin(2026, 11, 24, 14, 0)),
        ("today 18:00", berlin(2026, 11, 24, 18, 0)),
        ("tomorrow 9:00", berlin(2026, 11, 25, 9, 0)),
        ("Tomorrow at 9am", berlin(2026, 11, 25, 9, 0)),
        ("tomorrow, 09:00", berlin(2026, 11, 25, 9, 0)),
        ("monday 07:30", berlin(2026, 11, 30, 7, 30)),
        ("on Monday at 07:30", berlin(2026, 11, 30, 7, 30)),
        ("mon 7:30", berlin(2026, 11, 30, 7, 30)),
        ("tuesday 14:00", berlin(2026, 12, 1, 14, 0)),
        ("next friday 14:00", berlin(2026, 11, 27, 14, 0)),
        ("friday 14:00", berlin(2026, 11, 27, 14, 0)),
        ("day after tomorrow 14:00", berlin(2026, 11, 26, 14, 0)),
        ("25.11. 09:00", berlin(2026, 11, 25, 9, 0)),
        ("25.11 09:00", berlin(2026, 11, 25, 9, 0)),
        ("24.11. 09:00", berlin(2026, 11, 24, 9, 0)),
        ("23.11. 09:00", berlin(2027, 11, 23, 9, 0)),
        ("03.04. 09:00", berlin(2027, 4, 3, 9, 0)),
        ("25.11.2027 09:00", berlin(2027, 11, 25, 9, 0)),
        ("29.2. 09:00", berlin(2028, 2, 29, 9, 0)),
        ("1 december 9:00", berlin(2026, 12, 1, 9, 0)),
        ("1st of December 9:00", berlin(2026, 12, 1, 9, 0)),
        ("Dec 1, 2026 9:00", berlin(2026, 12, 1, 9, 0)),
        ("24 november 18:00", berlin(2026, 11, 24, 18, 0)),
        ("25 november 18:00", berlin(2026, 11, 25, 18, 0)),
        ("23 november 18:00", berlin(2027, 11, 23, 18, 0)),
        ("2026-12-01 08:00", berlin(2026, 12, 1, 8, 0)),
        ("2026-12-01T08:00", berlin(2026, 12, 1, 8, 0)),
        ("2026-12-01t08:00:00z", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("2026-12-01T08:00+05:30", datetime(2026, 12, 1, 2, 30, tzinfo=UTC)),
        ("2026-12-01 08:00 -0800", datetime(2026, 12, 1, 16, tzinfo=UTC)),
        ("2026-12-01 08:00 UTC", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("2026-07-01 08:00", datetime(2026, 7, 1, 6, tzinfo=UTC)),
        ("yesterday 9:00", berlin(2026, 11, 23, 9, 0)),
        ("morgen 9:00", berlin(2026, 11, 25, 9, 0)),
        ("Montag um 07:30", berlin(2026, 11, 30, 7, 30)),
        ("1. Dezember 9:00", berlin(2026, 12, 1, 9, 0)),
        ("demain à 14:30", berlin(2026, 11, 25, 14, 30)),
        ("mañana 9:00", berlin(2026, 11, 25, 9, 0)),
        ("i morgen kl 9:00", berlin(2026, 11, 25, 9, 0)),
        ("på torsdag 9:00", berlin(2026, 11, 26, 9, 0)),
    ],
)
def test_a_start_is_read_in_the_persons_zone(text: str, start: datetime) -> None:
    read = read_start(text, WHEN)

    assert read == start
    assert isinstance(read, datetime)
    assert read.tzinfo is UTC


@pytest.mark.parametrize("text", ["", "now", "NOW", " now "])
def test_now_is_no_start_to_ask_for(text: str) -> None:
    assert read_start(text, WHEN) is None


@pytest.mark.parametrize(
    "text",
    [
        *("9", "noon", "tonight", "soon", "later", "tomorrow", "2026-12-01", "monday", "in", "at"),
        *("in 2", "in 0h", "in two hours", "in -2h", "in 1.5h", "in 2h or so", "in 2h 9:00"),
        *("24:00", "25:00", "9:60", "9:5", "13pm", "0am", "9:00:61", "9:00 +99:99", "9:00 CET"),
        *("tomorrow 9", "tomorrow 9 uhr", "morgen 9 Uhr", "tomorrow 9:00 please", "9:00 tomorrow"),
        *("please tomorrow 9:00", "tonight 9:00", "friday evening 9:00", "friday est 9:00"),
        *("tomorrow friday 9:00", "monday 27 november 9:00", "monday monday 9:00"),
        *("next week 9:00", "december 9:00", "december 2026 9:00", "2026 9:00", "3 days 9:00"),
        *("03/04 9:00", "03/04/2026 9:00", "5 12 9:00", "1 27 dec 9:00", "12 9:00"),
        *(
            "31 november 9:00",
            "25 9:00",
            "25 blah 9:00",
            "25 friday 9:00",
            "1.13. 9:00",
            "30.02. 9:00",
            "32.01. 9:00",
            "january 32 9:00",
            "2026-02-30 9:00",
        ),
        *("2026-13-01 9:00", "9999-12-31 23:59", "0001-01-01 00:00", "0000-01-01 00:00"),
        # dateparser would fill in the day, or the month
        *("midnight 9:00", "december midnight 9:00", "one december 9:00", "one 9:00", "to 9:00"),
        *("25 one 9:00", "25 to 9:00", "a 9:00", "week 9:00", "friday morning 9:00"),
        # Tuesday in French, Monday in Dutch
        "ma 9:00",
        "-- 9:00",
        "💥 9:00",
        "a b c d e 9:00",
    ],
)
def test_a_start_that_is_not_understood_word_for_word_is_refused(text: str) -> None:
    assert read_start(text, WHEN) == NotATime(text)


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (BERLIN, "2027-03-28 02:00"),
        (BERLIN, "2027-03-28 02:30"),
        (BERLIN, "28.03.2027 02:59"),
        (NEW_YORK, "2027-03-14 02:30"),
        (NEW_YORK, "march 14 2:30am"),
    ],
)
def test_a_time_that_the_clocks_skip_is_refused(zone: ZoneInfo, text: str) -> None:
    assert read_start(text, When(WHEN.now, zone)) == TimeSkipped(text, zone.key)


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (BERLIN, "2027-10-31 02:00"),
        (BERLIN, "31 october 02:59"),
        (NEW_YORK, "2027-11-07 01:30"),
        (NEW_YORK, "november 7, 2027 1:00am"),
    ],
)
def test_a_time_that_comes_twice_is_refused(zone: ZoneInfo, text: str) -> None:
    assert read_start(text, When(WHEN.now, zone)) == TimeTwice(text, zone.key)


@pytest.mark.parametrize(
    ("zone", "text", "start"),
    [
        (BERLIN, "2027-03-28 01:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (BERLIN, "2027-03-28 03:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (BERLIN, "2027-03-28 02:30Z", datetime(2027, 3, 28, 2, 30, tzinfo=UTC)),
        (BERLIN, "2027-10-31 01:59", datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        (BERLIN, "2027-10-31 02:30+02:00", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (BERLIN, "2027-10-31 02:30+01:00", datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        (BERLIN, "2027-10-31 03:00", datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
        (NEW_YORK, "2027-03-14 03:00", datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        (NEW_YORK, "2027-11-07 02:00", datetime(2027, 11, 7, 7, 0, tzinfo=UTC)),
    ],
)
def test_times_beside_a_change_of_the_clocks_are_exact(
    zone: ZoneInfo, text: str, start: datetime
) -> None:
    assert read_start(text, When(WHEN.now, zone)) == start


def test_a_span_over_a_change_of_the_clocks_is_as_long_as_it_says() -> None:
    before = When(datetime(2027, 3, 28, 0, 30, tzinfo=UTC), BERLIN)

    assert read_start("in 2h", before) == before.now + timedelta(hours=2)


def test_today_is_the_persons_day_and_not_that_of_utc() -> None:
    evening = When(datetime(2026, 11, 25, 3, 0, tzinfo=UTC), NEW_YORK)

    assert read_start("today 23:00", evening) == datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
