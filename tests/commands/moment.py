"""The moment at which these tests read: Tuesday 24 November 2026, 11:00 in Berlin."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.commands.times import When

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
WHEN = When(datetime(2026, 11, 24, 10, 0, 27, tzinfo=UTC), BERLIN)


def berlin(*parts: int) -> datetime:
    """Return the moment at which a clock in Berlin shows year, month, day, hour, minute."""
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)
