"""The words about a code that is shown in a dialog: on the card that opens it, and in it."""

from typing import Final

from bot.domain import no_code
from bot.domain.request import Request, State, Why
from bot.messages.language import Sentence
from bot.messages.quoting import short
from bot.messages.refusals import refusal

SHOW_PASS: Final = Sentence("Show pass")
RECEIVED: Final = Sentence("I have it")
RECEIVED_TITLE: Final = Sentence("You have the code")
SHOWN_ALREADY: Final = Sentence("The code was shown already")
SHOW_UNTIL: Final = Sentence("Show it until")
MADE_FROM: Final = Sentence("Made from")
CONFIRM: Final = Sentence(
    "Choose I have it when you have handed the code over, or written it down: it is not shown "
    "again. If you do not within two minutes, the pass is deleted."
)
NO_DIALOG: Final = Sentence(
    "The code can be shown in a dialog only. "
    "Please choose Show pass on your card, in a Teams that shows dialogs."
)

_TO_OPEN = Sentence(
    "The pass for {target} is approved. Choose Show pass when you can hand the code over: the "
    "pass is made at that moment, and its code is shown in a dialog."
)
_TO_OPEN_AGAIN = Sentence(
    "Microsoft Entra took too long to make the pass for {target}, so it was deleted. "
    "Please choose Show pass again."
)
_BEING_MADE = Sentence(
    "The pass for {target} is being made. Please choose Show pass again in a few seconds."
)
_OPEN = Sentence(
    "The code for {target} is in the dialog. Choose I have it there, or the pass is deleted. "
    "If the dialog has closed, choose Show pass again."
)
_SHOWN_ALREADY = Sentence(
    "The code for {target} was shown to you a moment ago and cannot be shown once more. If you "
    "have it, choose I have it. If not, wait two minutes: the pass is then deleted, and the "
    "requester can try again."
)
_HAVE_IT = Sentence(
    "You said that you have the code for {target}. Hand it over in person or by phone."
)
_USED_UNCONFIRMED = Sentence(
    "Please act now: the pass for {target} was used before {by} said that the code was received. "
    "Ask both of them whether that was {target}. If it was not, check the sign-in methods and end "
    "the sessions: {link}"
)
_SOMEBODY = Sentence("the approver")
_TOOK_TOO_LONG = Sentence(
    "Microsoft Entra takes too long. A pass that is made too late is deleted. "
    "Please choose Show pass again in a minute."
)


def delivery(request: Request) -> str | None:
    """What the approver reads on the card that opens the dialog; None where it is as elsewhere."""
    match request.state, request.why:
        case State.APPROVED, Why.TOO_SLOW:
            words = _TO_OPEN_AGAIN
        case State.APPROVED, _:
            words = _TO_OPEN
        case State.ISSUING, Why.CLAIMED:
            words = _BEING_MADE
        case State.ISSUING, Why.SHOWN:
            words = _OPEN
        case State.ISSUED, _:
            words = _HAVE_IT
        case _:
            return None
    return words.format(target=request.target.name)


def used_unconfirmed(request: Request, link: str) -> str:
    """For all who were asked: perhaps somebody else has the code."""
    by = request.decided_by.name if request.decided_by else str(_SOMEBODY)
    return _USED_UNCONFIRMED.format(target=request.target.name, by=by, link=link)


def shown_already(request: Request) -> str:
    """In the dialog of a bot's replica that does not have the code."""
    return _SHOWN_ALREADY.format(target=request.target.name)


@refusal.register
def _(refused: no_code.BeingMade) -> str:
    return _BEING_MADE.format(target=short(refused.target.name))


@refusal.register
def _(_refused: no_code.TookTooLong) -> str:
    return str(_TOOK_TOO_LONG)
