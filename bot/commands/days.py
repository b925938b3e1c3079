"""Which day: "2026-12-01", "25.11.", "tomorrow", "friday", "1 december", "demain", "montag".

dateparser reads days in words well and in many languages, but it drops words in silence and fills
in what nobody said: a day where there is a month only, this month where there is a number only. So
it is given nothing but the day, its reading is taken only where a second one proves it, and all
languages that understand the words must mean the same day. A table of our own would be as long as
these proofs, and would know English only.
"""

import re
from calendar import month_name
from datetime import date, datetime, timedelta
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "da", "nb", "sv")
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DOTTED = re.compile(r"([0-9]{1,2})\.(0?[1-9]|1[0-2])\.?([0-9]{4})?")
# At most four words, since each of them is proven in each language.
WORDED = re.compile(r"(?=.*[^\W\d_])[^\W_]['.\w]{0,15}(?: [^\W_]['.\w]{0,15}){0,3}")
FIVE_WEEKS = timedelta(weeks=5)


def read_day(text: str, today: date) -> date | None:
    """Return the day that `text`, in small letters, means; None if that is not certain."""
    if ISO.fullmatch(text):
        return _iso(text)
    # dateparser takes 23.11. for a time of day.
    dotted = DOTTED.fullmatch(text)
    worded = _with_month_name(dotted) if dotted else text
    if not WORDED.fullmatch(worded):
        return None
    proven = _proven_date if re.search(r"\d", worded) else _proven_words
    readings = {proven(worded, today, language) for language in LANGUAGES} - {None}
    return readings.pop() if len(readings) == 1 else None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _with_month_name(dotted: re.Match[str]) -> str:
    return f"{dotted[1]} {month_name[int(dotted[2])]} {dotted[3] or ''}".strip().lower()


def _proven_date(text: str, today: date, language: str) -> date | None:
    """A day's number, the name of a month, and perhaps a year; nothing else stands there."""
    # Of a date without a year, dateparser takes the first after the day that it starts from.
    day = _reading(text, today - timedelta(days=1), language)
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if day is None or numbers not in ([day.day], [day.day, day.year]):
        return None
    names = [word for word in text.split() if not re.search(r"\d", word)]
    is_month = len(names) == 1 and _reading(names[0], today, language, "month")
    return day if is_month else None


def _proven_words(text: str, today: date, language: str) -> date | None:
    """A day that moves along with today, and no word that could be left out."""
    day = _reading(text, today, language)
    later = _reading(text, today + FIVE_WEEKS, language)
    if day is None or later is None or later - day != FIVE_WEEKS:
        return None
    words = text.split()
    shorter = [" ".join(words[:i] + words[i + 1 :]) for i in range(len(words)) if words[1:]]
    return day if all(_reading(fewer, today, language) != day for fewer in shorter) else None


def _reading(text: str, start: date, language: str, period: str = "day") -> date | None:
    # The import and a language's first use are slow, and few commands name a day.
    from dateparser.date import DateDataParser

    settings: dict[str, Any] = {
        "RELATIVE_BASE": _midnight(start),
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY",
        "PARSERS": ["relative-time", "absolute-time"],
        "RETURN_TIME_AS_PERIOD": True,
    }
    found = DateDataParser(languages=[language], settings=settings).get_date_data(text)
    moment: datetime | None = found.date_obj
    # Anything but a midnight without a zone is more than a day, or less than one.
    if moment is None or found.period != period or moment != _midnight(moment):
        return None
    return moment.date()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day has no zone
