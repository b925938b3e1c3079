"""What a view looks like in Teams."""

from dataclasses import dataclass, field

from bot import messages
from bot.domain.request import State
from bot.domain.views import CodeView, View, ViewKind
from bot.messages import deciding
from bot.messages.language import speaking
from cards.afterwards import notice
from cards.approval import approval
from cards.batch import asked_for, to_decide
from cards.confirmation import confirmation
from cards.delivery import code, delivery
from cards.kit import Json
from cards.requested import requested

_ASKING = frozenset({ViewKind.APPROVER, ViewKind.ROOM, ViewKind.CONFIRMATION})

# What is said without a card.
_TEXTS = {
    ViewKind.OUTCOME: messages.afterwards.ending,
    ViewKind.ALARM: messages.afterwards.alarm,
    ViewKind.REMINDER: messages.waiting.reminder,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card, or else a plain text. `summary` is plain text too: what notifications show."""

    card: Json | None = field(repr=False)
    text: str | None
    summary: str


def draw(view: View | CodeView) -> Drawn:
    """What the reader sees, in the reader's language."""
    with speaking(view.language):
        return _drawn(view)


def _drawn(view: View | CodeView) -> Drawn:
    summary = _summary(view)
    if isinstance(view, CodeView):
        return Drawn(code(view), None, summary)
    if view.kind in _TEXTS:
        return Drawn(None, _TEXTS[view.kind](view.request), summary)
    return Drawn(_card(view), None, summary)


def _card(view: View) -> Json:
    request = view.request
    match view.kind:
        case ViewKind.REQUESTER:
            return asked_for(view) if view.others else requested(request)
        case ViewKind.APPROVER | ViewKind.ROOM:
            return to_decide(view) if view.others else approval(view)
        case ViewKind.CONFIRMATION:
            return confirmation(request)
        case ViewKind.DELIVERY:
            return delivery(request)
        case ViewKind.NOTICE:
            return notice(request)
        case _:
            raise TypeError(f"{view.kind} has no card")


def _summary(view: View | CodeView) -> str:
    if isinstance(view, View) and view.kind in _ASKING:
        still_open = [each for each in view.batch if each.state is State.PENDING]
        if view.others and still_open:
            return deciding.asks_for_several(view.request.requester, len(view.batch))
        if still_open:
            return messages.asks(view.request)
    return messages.headline(view.request)
