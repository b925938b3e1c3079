"""What cards say of a pass that was made, and the card of the target's manager about it."""

from collections.abc import Iterator

from bot import messages
from bot.domain.form import Verb
from bot.domain.request import CAN_CANCEL, Request, State, Why
from bot.domain.taking_back import OVER
from bot.messages import afterwards, labels, waiting
from cards import facts, kit, parts
from cards.kit import Json


def notice(request: Request) -> Json:
    """For the target's manager: a pass was made, by whose wish, and how to object."""
    return parts.whole(
        afterwards.NOTICE if request.state is State.ISSUED else messages.title(request),
        parts.sentence(afterwards.notice(request)),
        *care_lines(request),
        parts.person_line(labels.TARGET, request.target),
        parts.person_line(labels.REQUESTER, request.requester),
        *_approvers(request),
        facts.reason_line(request),
        *_made(request),
        *facts.terms_lines(request),
        parts.line(labels.REQUEST, request.id),
        actions=list(_objecting(request)),
    )


def cancelling(request: Request) -> Iterator[kit.Action]:
    """The requester's button; as with the others here it takes a second click."""
    if request.state in CAN_CANCEL:
        yield parts.twice(waiting.CANCEL, waiting.CANCEL_NOW, Verb.CANCEL, request.id)


def revoking(request: Request) -> Iterator[kit.Action]:
    """The button of the requester and the approvers."""
    if request.state is State.ISSUED:
        yield parts.twice(afterwards.REVOKE, afterwards.REVOKE_NOW, Verb.REVOKE, request.id)


def care_lines(request: Request) -> Iterator[kit.Part]:
    """What else to do where a pass may have been used, and where."""
    if words := afterwards.care(request):
        link = afterwards.person_link(request.target)
        yield parts.sentence(words)
        yield parts.plain(f"[{afterwards.OPEN_ENTRA}]({link})")


def _objecting(request: Request) -> Iterator[kit.Action]:
    over = request.state in OVER and request.why is not Why.NOT_RIGHT
    if request.state is State.ISSUED or over:
        verb = Verb.NOT_RIGHT
        yield parts.twice(afterwards.NOT_RIGHT, afterwards.NOT_RIGHT_NOW, verb, request.id)


def _approvers(request: Request) -> Iterator[kit.Part]:
    for given in request.approvals:
        yield parts.person_line(afterwards.APPROVED_BY, given.by)


def _made(request: Request) -> Iterator[kit.Part]:
    if request.made:
        yield parts.time_line(afterwards.MADE_ON, request.made.created)
