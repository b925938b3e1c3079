"""The words on the approval card about a pass that the target has already."""

from bot.domain.terms import Pass
from bot.messages.language import Sentence

_UNUSED = Sentence(
    "There is a pass already, from {since} until {until}, for one sign-in and not used yet. "
    "If you approve, it is deleted and a new one is made."
)
_SEVERAL = Sentence(
    "There is a pass already, from {since} until {until}, for several sign-ins. Microsoft does "
    "not say whether it was used. If you approve, it is deleted and a new one is made."
)


def replaces(old: Pass, since: str, until: str) -> str:
    """`since` and `until` are times as the card shows them."""
    return (_UNUSED if old.one_time else _SEVERAL).format(since=since, until=until)
