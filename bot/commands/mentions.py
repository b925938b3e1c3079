"""People named by @mention: who is meant is what the activity says of them, never their text."""

import html
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from bot.commands.words import plain, split, tidy
from bot.domain.misreadings import BotMentioned, MentionUnclear, MentionWithoutId
from bot.domain.refusals import Refusal

TAG = re.compile(r"<at(?:\s[^<>]*)?>([^<]*)</at>", re.IGNORECASE)
GAP = re.compile(r"(?:\s|&nbsp;)*", re.IGNORECASE)
# One character without a meaning stands for each mention while the words are sorted. A text has
# fewer mentions than this; of the rest of the private characters, some are in use.
MARKS = range(0xE000, 0xE200)
MARK = re.compile(f"([{chr(MARKS.start)}-{chr(MARKS[-1])}])")
SHOWN_INSTEAD = "\ufffd"


@dataclass(frozen=True, slots=True)
class Mention:
    """One that the activity tells of; `text` is how it stands in the message, `<at>Uma</at>`.

    `person_id` is the person's object id, None where the activity does not say it.
    """

    text: str
    person_id: str | None
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as a person wrote it, and the identity that is meant, or why it is nobody."""

    name: str
    meant: str | Refusal


class Mentioned(str):
    """A word with mentions in it. As a string it has their names, for a reason for example."""

    __slots__ = ("parts",)
    parts: tuple[str | Named, ...]

    @classmethod
    def of(cls, word: str, named: Sequence[Named]) -> Self:
        found = [part for part in MARK.split(word) if part]
        parts = [named[ord(part) - MARKS.start] if MARK.fullmatch(part) else part for part in found]
        whole = cls("".join(part if isinstance(part, str) else part.name for part in parts))
        whole.parts = tuple(parts)
        return whole


@dataclass(frozen=True, slots=True)
class Marked:
    """What somebody wrote, with a mark for each mention but those of the bot at the start."""

    text: str
    named: tuple[Named, ...]

    def words(self) -> list[str]:
        return [self.word(each) for each in split(self.text)]

    def word(self, text: str) -> str:
        """Return a part of the text, with names instead of marks; who is meant goes with it."""
        return Mentioned.of(text, self.named) if MARK.search(text) else text


def mark(text: str, mentions: Collection[Mention]) -> Marked:
    """Return the plain text of `text`, in which each mention is one word or a part of one."""
    known: dict[str, set[Mention]] = {}
    for each in mentions:
        known.setdefault(_name(each.text), set()).add(each)
    text = _without_bot(MARK.sub(SHOWN_INSTEAD, tidy(text)), known)
    pieces: list[str] = []
    named: list[Named] = []
    end = 0
    for tag in TAG.finditer(text):
        one, between = _meant(_name(tag[0]), known), text[end : tag.start()]
        if named and _goes_on(named[-1], one) and GAP.fullmatch(between):
            named[-1] = Named(f"{named[-1].name} {one.name}", one.meant)
        else:
            pieces += [between, chr(MARKS[len(named)])]
            named.append(one)
        end = tag.end()
    return Marked(plain("".join([*pieces, text[end:]])), tuple(named))


def _name(text: str) -> str:
    tag = TAG.search(text)
    return tidy(html.unescape(tag[1] if tag else text))


def _without_bot(text: str, known: dict[str, set[Mention]]) -> str:
    """The text without mentions of the bot at its start: they say only to whom it is addressed."""
    start = 0
    while tag := TAG.match(text, _after_gap(text, start)):
        meant = known.get(_name(tag[0]), set())
        if meant and not any(each.is_bot for each in meant):
            break
        start = tag.end()
    return text[start:]


def _after_gap(text: str, start: int) -> int:
    gap = GAP.match(text, start)
    return gap.end() if gap else start


def _meant(name: str, known: dict[str, set[Mention]]) -> Named:
    people = {(each.person_id, each.is_bot) for each in known.get(name, ())}
    if len(people) > 1:
        return Named(name, MentionUnclear(name))
    person_id, is_bot = people.pop() if people else (None, False)
    if is_bot:
        return Named(name, BotMentioned())
    return Named(name, person_id or MentionWithoutId(name))


def _goes_on(before: Named, one: Named) -> bool:
    """Teams makes one mention of each of a person's names."""
    is_person = isinstance(one.meant, str)
    return is_person and one.meant == before.meant and one.name != before.name
