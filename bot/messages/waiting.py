"""Words about requests that wait: what waits for whom, reminders, and taking one back."""

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Final

from bot.domain import too_late
from bot.domain.request import Request
from bot.messages.language import Sentence, counted
from bot.messages.refusals import refusal
from bot.messages.times import instant

# Buttons
CANCEL: Final = Sentence("Cancel")
CANCEL_NOW: Final = Sentence("Cancel the request")

LINES: Final = 10
_TO_DECIDE = Sentence("These wait for your decision:")
_OWN = Sentence("These of yours wait for an approver:")
_NOTHING = Sentence("Nothing waits for you.")
_LINE = Sentence("{id}: {requester} asks for {target}, open until {until}")


def pending(to_decide: Sequence[Request], own: Sequence[Request], zone: tzinfo = UTC) -> str:
    """The answer to `/tap pending`: what waits for the reader, and what of theirs waits."""
    parts = ((_TO_DECIDE, to_decide), (_OWN, own))
    said = [_listed(str(title), requests, zone) for title, requests in parts if requests]
    return "\n\n".join(said) or str(_NOTHING)


def _listed(title: str, requests: Sequence[Request], zone: tzinfo) -> str:
    lines = [_line(each, zone) for each in requests[:LINES]]
    more = len(requests) - len(lines)
    rest = [counted("and {count} more", "and {count} more", more)] if more else []
    return "\n".join([title, *lines, *rest])


def _line(request: Request, zone: tzinfo) -> str:
    return _LINE.format(
        id=request.id,
        requester=request.requester.name,
        target=request.target.name,
        until=instant(request.lapses, zone),
    )


def reminder(request: Request) -> str:
    """For those who were asked and have not decided."""
    return Sentence(
        "Reminder: {requester} asked for a pass for {target}, and that waits for a decision until "
        "{until}. Type /tap pending to see all that waits for you."
    ).format(
        requester=request.requester.name,
        target=request.target.name,
        until=instant(request.lapses),
    )


def cancelled(request: Request) -> str:
    return Sentence("Done. Your request for {target} is cancelled.").format(
        target=request.target.name
    )


@refusal.register
def _(refused: too_late.TooLateToCancel) -> str:
    return Sentence(
        "It is too late to cancel this: its pass was made, or is being made. "
        "To end the pass, type /tap revoke {id}."
    ).format(id=refused.request_id)
