"""What the request form was filled in with → the same command as its text would give."""

from collections.abc import Mapping
from dataclasses import replace

from bot.commands.command import Misread, RequestPass
from bot.commands.target import OBJECT_ID, read_targets
from bot.commands.times import When
from bot.commands.wish import Wish, read_wish
from bot.commands.words import plain, shorten, split, tidy
from bot.domain.form import Field, Filled, Use
from bot.domain.misreadings import NotUnderstood, UnknownWord
from bot.domain.refusals import Refusal


def read_form(fields: Mapping[str, object], when: When) -> RequestPass | Misread:
    """Return the request, or what was wrong and the form as it stood."""
    filled = _filled(fields)
    if filled is None:
        return Misread(NotUnderstood(), Filled())
    targets = _targets(filled)
    wish = Wish(
        targets=() if isinstance(targets, Refusal) else targets,
        lifetime=filled.lifetime,
        use=filled.use,
        # A date without a time is no start; a time without a date is its next one.
        start=f"{filled.date} {filled.time}".strip(),
        reason=filled.reason,
        wrong=(targets,) if isinstance(targets, Refusal) else (),
    )
    command = read_wish(wish, when)
    return replace(command, filled=filled) if isinstance(command, Misread) else command


def _filled(fields: Mapping[str, object]) -> Filled | None:
    """The form's inputs, tidied; None for what no form of ours can hold."""
    try:
        filled = Filled(
            target=_text(fields, Field.TARGET),
            person=_text(fields, Field.PERSON),
            lifetime=_text(fields, Field.LIFETIME),
            use=Use(_text(fields, Field.USE) or Use.DEFAULT),
            date=_text(fields, Field.DATE),
            time=_text(fields, Field.TIME),
            reason=_text(fields, Field.REASON),
        )
    except ValueError:
        return None
    return filled if all(map(OBJECT_ID.fullmatch, _picked(filled))) else None


def _text(fields: Mapping[str, object], field: Field) -> str:
    text = fields.get(field)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise ValueError(field)  # noqa: TRY004 - one exception for all that is no form of ours
    return tidy(text)


def _picked(filled: Filled) -> list[str]:
    """The people picker gives one object id, or several with commas between them."""
    return [each.strip() for each in filled.person.split(",")] if filled.person else []


def _targets(filled: Filled) -> tuple[str, ...] | Refusal:
    picked = read_targets(_picked(filled))
    if not filled.target and filled.person:
        return picked
    typed = read_targets(split(plain(filled.target)))
    if not filled.person or typed == picked:
        return typed
    # Typed and picked may well be the same people; the typed ones are those that can be read.
    return UnknownWord(shorten(filled.target), None)
