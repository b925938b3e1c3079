"""In whose language a sentence is said: written in English here, translated as it is shown.

`+`, `str()`, `format()` and f-strings give it in the language that is spoken at that moment.
`" ".join` and what writes JSON would take the English, so they are given `str(sentence)`.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, "de", "fr", "es")
LOCALE: Final = Path(__file__).with_name("locale")

_SPOKEN = ContextVar("_SPOKEN", default=ENGLISH)


def language_of(locale: str | None) -> str | None:
    """The language of a locale such as "de-AT"; None where the bot does not speak it."""
    language = (locale or "").replace("_", "-").partition("-")[0].strip().lower()
    return language if language in LANGUAGES else None


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Say what is shown within the block in this language; one that is not known is English."""
    before = _SPOKEN.set(language_of(language) or ENGLISH)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def spoken() -> str:
    """The language of this moment, one of LANGUAGES."""
    return _SPOKEN.get()


class Sentence(str):
    """A sentence or a label of ours. It becomes the reader's when it is formatted or shown."""

    __slots__ = ()

    def __str__(self) -> str:
        return catalogue_of(spoken()).gettext(str.__str__(self))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __add__(self, other: str) -> str:
        return str(self) + str(other)

    def __radd__(self, other: str) -> str:
        return other + str(self)

    def format(self, *args: Any, **named: Any) -> str:
        return str(self).format(*args, **named)


def counted(one: str, many: str, count: int, **named: Any) -> str:
    """The sentence for this number, with `{count}` and the other names filled in."""
    words = catalogue_of(spoken()).ngettext(one, many, count)
    return words.format(count=count, **named)


@cache
def catalogue_of(language: str) -> gettext.NullTranslations:
    """The sentences of one of LANGUAGES, read when it is first spoken."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (LOCALE / language / "LC_MESSAGES" / "tap.po").open("rb") as written:
        catalogue = read_po(written, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
