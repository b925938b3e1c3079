"""What people typed, as it stands within a sentence of ours."""

from bot.messages.language import Sentence

_MOST_OF_A_WORD = 40


def quoted(text: str) -> str:
    return Sentence("“{text}”").format(text=short(text))


def short(text: str, longest: int = _MOST_OF_A_WORD) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
