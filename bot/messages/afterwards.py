"""Words about a pass that was made: how things stand, what to do, and what its end means."""

from collections.abc import Iterator
from datetime import UTC, tzinfo
from typing import Final

from bot.domain import too_late
from bot.domain.people import Person
from bot.domain.request import Request, State, Why
from bot.domain.taking_back import needs_care
from bot.messages import dialogs, labels
from bot.messages.language import Sentence
from bot.messages.quoting import short
from bot.messages.refusals import refusal
from bot.messages.states import KEEP_BACK, account, outcome
from bot.messages.times import instant

# Buttons, headings, labels
REVOKE: Final = Sentence("Revoke")
REVOKE_NOW: Final = Sentence("Revoke the pass")
NOT_RIGHT: Final = Sentence("This is not right")
NOT_RIGHT_NOW: Final = Sentence("End it and tell the approvers")
NOTICE: Final = Sentence("A temporary access pass was made")
OPEN_ENTRA: Final = Sentence("Open the person in the Entra admin center")
DECIDED_BY: Final = Sentence("Decided by")
APPROVED_BY: Final = Sentence("Approved by")
MADE_ON: Final = Sentence("Made")
ASKED_ON: Final = Sentence("Asked")
LAST_CHANGE: Final = Sentence("Last change")

_CHECK = Sentence(
    "The pass may have been used before that. "
    "Check the sign-in methods of {target}, and end their sessions."
)
_CHECK_AT = Sentence(
    "The pass may have been used before that. "
    "Check the sign-in methods of {target}, and end their sessions: {link}"
)
_REVOKING = Sentence("Done. The pass for {target} is being deleted.")
_TOLD = Sentence("Thank you. The approvers of the pass for {target} are told.")
_SIGNS_IN = Sentence(
    "With it {target} can sign in and set up a new way to sign in. "
    "If you know of no reason for that, say so, and the pass is ended."
)
_IS_OVER = Sentence(
    "The pass for {target} is over already, so there is nothing to revoke. If it should not have "
    "been used, check their sign-in methods and end their sessions: {link}"
)
_NOT_MADE = Sentence("No pass was made for {target}, so there is nothing to revoke.")
_WAITS = Sentence(
    "No pass was made for {target} yet. "
    "The requester can cancel the request, and an approver can deny it."
)
_BEING_MADE = Sentence(
    "The pass for {target} is being made at this moment. Please try again in a minute."
)
_GOING = Sentence("The pass for {target} is revoked already.")
_TO_CANCEL = Sentence("To take it back, type /tap cancel {id}.")
_TO_REVOKE = Sentence("To end the pass, type /tap revoke {id}.")
_TO_DECIDE = Sentence("It can be decided on its card in Teams.")


def person_link(person: Person) -> str:
    """Where an administrator finds this person's sign-in methods and sessions."""
    blade = "Microsoft_AAD_UsersAndTenants/UserProfileMenuBlade"
    return f"https://entra.microsoft.com/#view/{blade}/~/overview/userId/{person.id}"


def care(request: Request) -> str:
    """What else to do where a pass may have been used that should not have been; else empty."""
    return _CHECK.format(target=request.target.name) if needs_care(request) else ""


def alarm(request: Request) -> str:
    """For approvers, in plain text: what became of a pass that they had to do with."""
    if request.why is Why.NOT_CONFIRMED and request.state in {State.ISSUING, State.USED}:
        return dialogs.used_unconfirmed(request, person_link(request.target))
    parts = [account(request)]
    if request.state in {State.REVOKING, State.REVOKED}:
        parts.append(str(KEEP_BACK))
    return " ".join([*parts, *_care_with_link(request)])


def ending(request: Request) -> str:
    """The outcome as the requester is told it, in plain text, with what else to do."""
    return " ".join([outcome(request), *_care_with_link(request)])


def revoking(request: Request) -> str:
    """For whoever took the pass back."""
    done = _REVOKING if request.state in {State.REVOKING, State.REVOKED} else _TOLD
    return " ".join([done.format(target=request.target.name), *_care_with_link(request)])


def objected(request: Request) -> str:
    """For the target's manager, who said that a pass is not right."""
    return _TOLD.format(target=request.target.name)


def notice(request: Request) -> str:
    """For the target's manager, while the pass may be of use."""
    if request.state is State.ISSUED:
        return _SIGNS_IN.format(target=request.target.name)
    return account(request)


def in_full(request: Request, zone: tzinfo = UTC, *, own: bool) -> str:
    """The answer to `/tap status ID`: all that the reader may know; `own`: they asked for it."""
    lines = [_fact(request.id, account(request)), *_facts(request, zone)]
    care_or_step = " ".join([*_care_with_link(request), *_next_step(request, own=own)])
    return "\n".join([*lines, care_or_step] if care_or_step else lines)


def _facts(request: Request, zone: tzinfo) -> Iterator[str]:
    yield _fact(labels.TARGET, f"{request.target.name}, {request.target.upn}")
    yield _fact(labels.REQUESTER, f"{request.requester.name}, {request.requester.upn}")
    yield _fact(labels.REASON, request.reason or str(labels.NO_REASON))
    yield _fact(ASKED_ON, instant(request.created, zone))
    if request.approvals:
        yield _fact(APPROVED_BY, ", ".join(given.by.name for given in request.approvals))
    elif request.decided_by:
        yield _fact(DECIDED_BY, request.decided_by.name)
    if request.state is State.PENDING:
        yield _fact(labels.ANSWER_UNTIL, instant(request.lapses, zone))
    if request.made:
        yield _fact(labels.START, instant(request.made.start, zone))
        yield _fact(labels.END, instant(request.made.end, zone))
    yield _fact(LAST_CHANGE, instant(request.changed, zone))


def _fact(label: str, text: str) -> str:
    return f"{labels.LABELLED.format(label=label)} {text}"


def _next_step(request: Request, *, own: bool) -> Iterator[str]:
    match request.state:
        case State.PENDING | State.APPROVED if own:
            yield _TO_CANCEL.format(id=request.id)
        case State.PENDING:
            yield str(_TO_DECIDE)
        case State.ISSUED:
            yield _TO_REVOKE.format(id=request.id)


def _care_with_link(request: Request) -> Iterator[str]:
    if needs_care(request):
        yield _CHECK_AT.format(target=request.target.name, link=person_link(request.target))


@refusal.register
def _(refused: too_late.NothingToRevoke) -> str:
    target, link = short(refused.target.name), person_link(refused.target)
    match refused.state:
        case State.PENDING | State.APPROVED:
            return _WAITS.format(target=target)
        case State.ISSUING:
            return _BEING_MADE.format(target=target)
        case State.REVOKING | State.REVOKED:
            return _GOING.format(target=target)
        case State.USED | State.ENDED:
            return _IS_OVER.format(target=target, link=link)
        case _:
            return _NOT_MADE.format(target=target)
