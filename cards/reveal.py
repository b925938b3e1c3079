"""The dialog with a code, and the one where the code cannot be shown once more."""

from bot import messages
from bot.domain.form import Verb
from bot.domain.request import Request
from bot.domain.views import CodeView
from bot.messages import dialogs, labels
from cards import delivery, facts, kit, parts
from cards.kit import Json


def reveal(view: CodeView) -> Json:
    """The code, until its approver says that they have it. A dialog takes Action.Submit only."""
    request = view.request
    return parts.whole(
        labels.CODE,
        parts.sentence(messages.hand_over(request)),
        delivery.code_box(view.code),
        *delivery.next_steps(request),
        parts.person_line(labels.TARGET, request.target),
        *facts.terms_lines(request),
        parts.line(labels.REQUEST, request.id),
        parts.hint(dialogs.CONFIRM),
        actions=[_received(request), delivery.spell_out()],
    )


def shown_already(request: Request) -> Json:
    return parts.whole(
        dialogs.SHOWN_ALREADY,
        parts.sentence(dialogs.shown_already(request)),
        parts.person_line(labels.TARGET, request.target),
        parts.line(labels.REQUEST, request.id),
        actions=[_received(request)],
    )


def _received(request: Request) -> kit.Action:
    return parts.submit(dialogs.RECEIVED, Verb.RECEIVED, request.id, style="positive")
