"""What the requester sees of a request, from the first moment to the last."""

from collections.abc import Iterator

from bot import messages
from bot.domain.confirming import waits_for_manager
from bot.domain.form import Verb
from bot.domain.request import CAN_TRY_AGAIN, Request
from bot.messages import deciding, labels
from cards import afterwards, facts, kit, parts
from cards.kit import Json


def requested(request: Request) -> Json:
    again = parts.button(labels.TRY_AGAIN, Verb.TRY_AGAIN, request.id)
    return parts.whole(
        messages.title(request),
        parts.sentence(messages.account(request)),
        *afterwards.care_lines(request),
        *facts.note_lines(request),
        parts.person_line(labels.TARGET, request.target),
        facts.reason_line(request),
        *facts.terms_lines(request),
        *_manager(request),
        *facts.votes_lines(request),
        *facts.verified_lines(request),
        *facts.until_lines(request),
        parts.line(labels.REQUEST, request.id),
        actions=[
            *([again] if request.state in CAN_TRY_AGAIN else []),
            *afterwards.cancelling(request),
            *afterwards.revoking(request),
        ],
    )


def _manager(request: Request) -> Iterator[kit.Part]:
    if waits_for_manager(request):
        yield parts.sentence(deciding.waits_in_row(request))
