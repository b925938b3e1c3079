"""Whose passes: addresses, object ids, mentions, "Uma Tester <uma@contoso.com>", or one name."""

import re
from collections.abc import Iterator, Sequence

from bot.commands.mentions import Mentioned, Named
from bot.commands.options import unknown
from bot.commands.words import shorten
from bot.domain.misreadings import NoTarget, TargetTwice, TooManyTargets
from bot.domain.refusals import NoSuchPerson, Refusal

# Entra's limit for a display name; UPNs are shorter.
LONGEST = 256
MOST_TARGETS = 20
OBJECT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
ADDRESS = re.compile(r"[^<>]+@[^<>]+")
IN_BRACKETS = re.compile(r"<([^<>]+@[^<>]+)>")
# A semicolon ends what belongs together; a comma may stand within a name.
PIECE = re.compile(r"[^\s,;]+|;")


def read_targets(words: Sequence[str]) -> tuple[str, ...] | Refusal:
    """Return the identities that `words` name, in their order; a name of several words is one.

    A name stands alone: among addresses it could be a word that was meant for something else.
    """
    exact, loose = _sort(words)
    name = " ".join(" ".join(words).split())
    if not exact and not name.strip(",; "):
        return NoTarget()
    if stray := _stray(exact, loose):
        return unknown(stray)
    if not exact:
        return _checked([Named(name, name.rstrip(",; "))])
    return _checked(exact)


def _sort(words: Sequence[str]) -> tuple[list[Named], list[str]]:
    """Who is named exactly, and the words that do not belong to them."""
    exact: list[Named] = []
    loose: list[str] = []
    # The words that may be the display name of the address in brackets that follows.
    name: list[str] = []
    for piece in _pieces(words):
        if isinstance(piece, Named):
            exact.append(piece)
            loose += name
            name = []
        elif both := IN_BRACKETS.fullmatch(piece):
            exact.append(Named(piece, both[1]))
            name = []
        elif piece == ";":
            loose += name
            name = []
        else:
            name.append(piece)
    return exact, loose + name


def _pieces(words: Sequence[str]) -> Iterator[str | Named]:
    for word in words:
        for part in word.parts if isinstance(word, Mentioned) else (word,):
            if isinstance(part, Named):
                yield part
            else:
                yield from map(_exactly, PIECE.findall(part.replace("<", " <").replace(">", "> ")))


def _exactly(piece: str) -> str | Named:
    is_exact = ADDRESS.fullmatch(piece) or OBJECT_ID.fullmatch(piece)
    return Named(piece, piece) if is_exact else piece


def _stray(exact: list[Named], loose: list[str]) -> str | None:
    """The first word that is nobody's, if there is one."""
    dashed = (word for word in loose if word.startswith("-"))
    return next(dashed, loose[0] if exact and loose else None)


def _checked(named: Sequence[Named]) -> tuple[str, ...] | Refusal:
    found: dict[str, str] = {}
    for each in named:
        if isinstance(each.meant, Refusal):
            return each.meant
        if len(each.meant) > LONGEST:
            return NoSuchPerson(shorten(each.meant))
        if each.meant.lower() in found:
            return TargetTwice(shorten(each.name))
        found[each.meant.lower()] = each.meant
    if len(found) > MOST_TARGETS:
        return TooManyTargets(len(found), MOST_TARGETS)
    return tuple(found.values())
