"""What the reader may do, and how: examples, options, and all else that `/tap` understands."""

from collections.abc import Iterable, Iterator
from functools import cache

from bot import messages
from bot.domain.form import Verb
from bot.domain.rules import Standing
from bot.messages import labels
from bot.messages.language import spoken
from cards import kit, parts
from cards.kit import Json


def help_card(standing: Standing | None = None) -> Json:
    """All of it where nobody could say what the reader may do."""
    return _help_card(standing, spoken())


@cache
def _help_card(standing: Standing | None, _language: str) -> Json:
    """Drawn once, since it is asked for most and says the same to all who may do the same."""
    asks = standing is None or standing.requests
    return parts.whole(
        labels.HELP,
        *([parts.sentence(messages.may_do(standing))] if standing else []),
        *(_asking() if asks else ()),
        *(_approving() if standing is None or standing.approves else ()),
        *([parts.hint(labels.HELP_PRIVACY)] if asks else []),
        actions=[parts.button(labels.OPEN_FORM, Verb.OPEN_FORM)] if asks else [],
    )


def _asking() -> Iterator[kit.Part]:
    yield parts.plain(labels.HELP_INTRO)
    yield from _section(labels.EXAMPLES, labels.HELP_EXAMPLES)
    yield from _section(labels.OPTIONS, labels.HELP_OPTIONS)
    yield from _section(labels.COMMANDS, labels.HELP_COMMANDS)


def _approving() -> Iterator[kit.Part]:
    yield from _section(labels.APPROVING, labels.HELP_APPROVING)


def _section(title: str, entries: Iterable[tuple[str, str]]) -> Iterator[kit.Part]:
    yield parts.subheading(title)
    for typed, meaning in entries:
        yield parts.typed_line(typed, meaning)
