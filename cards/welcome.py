"""The first card that somebody gets from the bot."""

from bot.domain.form import Verb
from bot.messages import labels
from cards import parts
from cards.kit import Json

EXAMPLES = 2


def welcome_card() -> Json:
    shown = (*labels.HELP_EXAMPLES[:EXAMPLES], labels.HELP_COMMANDS[-1])
    return parts.whole(
        labels.WELCOME,
        parts.plain(labels.WELCOME_INTRO),
        *(parts.typed_line(typed, meaning) for typed, meaning in shown),
        parts.hint(labels.HELP_PRIVACY),
        actions=[parts.button(labels.OPEN_FORM, Verb.OPEN_FORM)],
    )
