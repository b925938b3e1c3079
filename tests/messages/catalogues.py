"""The sentences that the bot says, as its code has them and as the catalogues have them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.messages.language import ENGLISH, LANGUAGES, LOCALE

TRANSLATED = tuple(language for language in LANGUAGES if language != ENGLISH)
SAID_WITH = {"Sentence": None, "counted": (1, 2)}
NOTES = ("Translators:",)
WIDTH = 100
BEGUN = datetime(2026, 11, 25, tzinfo=UTC)


def in_code() -> Catalog:
    """Every sentence that stands in bot/messages, without any translation."""
    found = Catalog(fuzzy=False)
    for file, line, words, notes, _ in extract_from_dir(
        LOCALE.parent,
        method_map=[("*.py", "python")],
        keywords=SAID_WITH,
        comment_tags=NOTES,
        strip_comment_tags=True,
    ):
        found.add(words, locations=[(file, line)], auto_comments=notes)
    return found


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "tap.po"


def in_catalogue(language: str) -> Catalog:
    with path_of(language).open("rb") as written:
        return read_po(written, locale=language)


def bring_up_to_date(language: str) -> Catalog:
    """Write the catalogue anew: what is said by now is in it, and nothing else."""
    path, said = path_of(language), in_code()
    catalogue = in_catalogue(language) if path.exists() else _new(language)
    # Babel's own words for these are only to be replaced.
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    catalogue.update(said, no_fuzzy_matching=True, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=WIDTH, ignore_obsolete=True, include_lineno=False)
    return catalogue


def entries(catalogue: Catalog) -> Iterator[Message]:
    """All but the header."""
    return (message for message in catalogue if message.id)


def missing(catalogue: Catalog) -> list[str]:
    """What the catalogue has no words for, or not in each of its forms."""
    return [
        english(message)
        for message in entries(catalogue)
        if message.fuzzy or not all(forms(message))
    ]


def english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


def forms(message: Message) -> tuple[str, ...]:
    """The words for it, empty where there are none: one, or one for each form of the plural."""
    words = message.string or ""
    return (words,) if isinstance(words, str) else tuple(words)


def _new(language: str) -> Catalog:
    return Catalog(
        locale=language,
        project="TAP Bot",
        version="1",
        header_comment="# The sentences of TAP Bot; `make sentences` brings this file up to date.",
        creation_date=BEGUN,
        revision_date=BEGUN,
        fuzzy=False,
    )
