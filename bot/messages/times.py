"""Lifetimes and points in time, in the words of the language that is spoken.

Babel is imported where it is first needed, since nobody waits for it while the bot starts.
"""

from datetime import UTC, datetime, timedelta, tzinfo

from bot.messages.language import ENGLISH, LANGUAGES, catalogue_of, speaking, spoken

# English dates begin with the day, as in most of the world.
_LOCALES = {ENGLISH: "en_GB"}
_UNITS = (
    (timedelta(days=1), "duration-day"),
    (timedelta(hours=1), "duration-hour"),
    (timedelta(minutes=1), "duration-minute"),
)


def lifetime(span: timedelta) -> str:
    """The span in the largest unit that divides it: "90 minutes", "8 hours", "1 day"."""
    from babel.units import format_unit

    size, unit = next(
        ((size, unit) for size, unit in _UNITS if span and not span % size), _UNITS[-1]
    )
    return format_unit(span // size, unit, "long", locale=_locale())


def instant(moment: datetime, zone: tzinfo = UTC) -> str:
    """A point in time with its zone, for text whose reader's zone Teams cannot fill in."""
    from babel.dates import format_date

    local = moment.astimezone(zone)
    return f"{format_date(local, 'long', locale=_locale())}, {local:%H:%M} {zone}"


def learn() -> None:
    """Read now what the first reader of each language would have to wait for."""
    for language in LANGUAGES:
        catalogue_of(language)
        with speaking(language):
            lifetime(_UNITS[0][0])
            instant(datetime.now(UTC))


def _locale() -> str:
    return _LOCALES.get(spoken(), spoken())
