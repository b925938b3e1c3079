"""The options of `/tap`: which there are, and which of the words belong to each.

A lexer of our own and not click's parser: there, a value is one word, so `--start tomorrow 9:00`
would have to be joined before click saw it, and joining is all the work that there is.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from bot.commands.words import shorten
from bot.domain.misreadings import Contradiction, MissingValue, OptionTwice, UnknownWord
from bot.domain.refusals import Refusal


class Option(StrEnum):
    LIFETIME = "--lifetime"
    ONCE = "--once"
    MULTI = "--multi"
    START = "--start"
    REASON = "--reason"


FLAGS = frozenset({Option.ONCE, Option.MULTI})


@dataclass(frozen=True, slots=True)
class Heard:
    """The words of a `/tap`, each where it belongs, and what was wrong, in the text's order."""

    target: list[str]
    values: dict[Option, str]
    wrong: tuple[Refusal, ...]


def sort_words(words: list[str]) -> Heard:
    """Return the words by option: each takes all words up to the next.

    A flag takes none: what follows it is the target, if none was named before.
    """
    (_, target), *segments = _segments(words)
    values: dict[Option, str] = {}
    wrong: list[Refusal] = []
    for name, said in segments:
        heard = _hear(name, said, values)
        if isinstance(heard, Refusal):
            wrong.append(heard)
        elif heard not in FLAGS:
            values[heard] = _joined(said)
        else:
            values[heard] = ""
            wrong += [unknown(word) for word in said[:1] if target]
            target = target or said
    if values.keys() >= FLAGS:
        wrong.append(Contradiction())
    return Heard(target, values, tuple(wrong))


def unknown(word: str) -> UnknownWord:
    """Return the refusal of `word`, with the option that was probably meant."""
    near = get_close_matches(f"--{word.strip('-').lower()[:20]}", [*Option], n=1, cutoff=0.7)
    return UnknownWord(shorten(str(word)), str(near[0]) if near else None)


def _segments(words: list[str]) -> list[tuple[str, list[str]]]:
    """Each option's name with the words that follow it; what precedes the first has no name."""
    segments: list[tuple[str, list[str]]] = [("", [])]
    for word in words:
        name, _, value = word.partition("=")
        # Somebody who quotes a value that begins with hyphens does not mean an option.
        if name.startswith("--") and " " not in name:
            # A flag takes no value, so with one it is another word.
            name = word if value and name.lower() in FLAGS else name
            segments.append((name, [value] if value else []))
        else:
            segments[-1][1].append(word)
    return segments


def _hear(name: str, said: list[str], values: dict[Option, str]) -> Option | Refusal:
    try:
        option = Option(name.lower())
    except ValueError:
        return unknown(name)
    if option in values:
        return OptionTwice(option.value)
    if option not in FLAGS and not _joined(said):
        return MissingValue(option.value)
    return option


def _joined(words: list[str]) -> str:
    return " ".join(" ".join(words).split())
