"""Finds the English in what is said in another language, sentence by sentence."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from tests.messages.catalogues import entries, forms, in_catalogue

_NAMED = re.compile(r"\{\w+\}")
_WORDS = re.compile(r"\w{2,}\W+\w{2,}")


def left_in_english(texts: Iterable[str], language: str) -> list[str]:
    """The parts of English sentences that stand in these texts, and are said otherwise there."""
    whole, parts = _english(language)
    return [text for text in texts if text in whole or any(part in text for part in parts)]


@cache
def _english(language: str) -> tuple[set[str], set[str]]:
    """Sentences as a whole, and what stands between the names in them if it is two words or more.

    What is the same in both languages is no mistake.
    """
    whole, parts = set[str](), set[str]()
    for message in entries(in_catalogue(language)):
        ids = (message.id,) if isinstance(message.id, str) else message.id
        said = " ".join(forms(message))
        whole |= {words for words in ids if words != said}
        parts |= {part for words in ids for part in _between_names(words) if part not in said}
    return whole, parts


def _between_names(sentence: str) -> Iterator[str]:
    return (part for part in _NAMED.split(sentence) if _WORDS.search(part))
