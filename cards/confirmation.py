"""What the target's manager sees: whether a request is right, and later what became of it."""

from bot import messages
from bot.domain.confirming import waits_for_manager
from bot.domain.form import Verb
from bot.domain.request import Request, State
from bot.messages import deciding, labels
from cards import facts, kit, parts
from cards.approval import decided
from cards.kit import Json


def confirmation(request: Request) -> Json:
    if request.state is not State.PENDING:
        return decided(request)
    return _question(request) if waits_for_manager(request) else _confirmed(request)


def _question(request: Request) -> Json:
    return parts.whole(
        deciding.CONFIRM_TITLE,
        parts.sentence(deciding.confirm_for(request)),
        *_facts(request),
        *facts.until_lines(request),
        parts.subtle(deciding.confirm_only_if(request)),
        actions=[
            parts.button(deciding.CONFIRM, Verb.CONFIRM, request.id, style="positive"),
            _no(request),
        ],
    )


def _no(request: Request) -> kit.Action:
    ends = parts.plain(deciding.CONTRADICT_ENDS)
    verb = Verb.CONTRADICT
    return parts.twice(deciding.CONTRADICT, deciding.CONTRADICT_NOW, verb, request.id, ends)


def _confirmed(request: Request) -> Json:
    return parts.whole(
        deciding.CONFIRMED_TITLE,
        parts.plain(deciding.CONFIRMED_NOW),
        parts.sentence(messages.asks(request)),
        *_facts(request),
    )


def _facts(request: Request) -> tuple[kit.Part, ...]:
    return (
        parts.person_line(labels.TARGET, request.target),
        parts.person_line(labels.REQUESTER, request.requester),
        facts.reason_line(request),
        *facts.terms_lines(request),
        parts.line(labels.REQUEST, request.id),
    )
