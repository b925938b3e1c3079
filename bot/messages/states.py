"""What a request's state and its reason are called: in lists, in titles and in sentences."""

from bot.domain.request import Request, State, Why
from bot.messages import dialogs
from bot.messages.language import Sentence

_SHORT = {
    State.PENDING: Sentence("waiting for an approver"),
    State.APPROVED: Sentence("approved"),
    State.ISSUING: Sentence("being made"),
    State.ISSUED: Sentence("with the approver"),
    State.REVOKING: Sentence("being revoked"),
    State.DENIED: Sentence("denied"),
    State.CANCELLED: Sentence("cancelled"),
    State.LAPSED: Sentence("lapsed"),
    State.FAILED: Sentence("failed"),
    State.USED: Sentence("used"),
    State.ENDED: Sentence("ended"),
    State.REVOKED: Sentence("revoked"),
}

_TITLES = {
    State.PENDING: Sentence("Waiting for approval"),
    State.APPROVED: Sentence("Approved"),
    State.ISSUING: Sentence("Making the pass"),
    State.ISSUED: Sentence("Pass ready"),
    State.REVOKING: Sentence("Revoking the pass"),
    State.DENIED: Sentence("Denied"),
    State.CANCELLED: Sentence("Cancelled"),
    State.LAPSED: Sentence("Lapsed"),
    State.FAILED: Sentence("No pass was made"),
    State.USED: Sentence("Pass used"),
    State.ENDED: Sentence("Pass ended"),
    State.REVOKED: Sentence("Pass revoked"),
}

_HEADLINES = {
    State.PENDING: Sentence("The request for {target} is with the approvers."),
    State.APPROVED: Sentence("The request for {target} was approved."),
    State.ISSUING: Sentence("The pass for {target} is being made."),
    State.ISSUED: Sentence("The pass for {target} is ready."),
    State.REVOKING: Sentence("The pass for {target} is being revoked."),
    State.DENIED: Sentence("The request for {target} was denied."),
    State.CANCELLED: Sentence("The request for {target} was cancelled."),
    State.LAPSED: Sentence("The request for {target} has lapsed."),
    State.FAILED: Sentence("No pass was made for {target}."),
    State.USED: Sentence("The pass for {target} was used."),
    State.ENDED: Sentence("The pass for {target} has ended."),
    State.REVOKED: Sentence("The pass for {target} was revoked."),
}

_REASONS = {
    Why.ASKED: Sentence("Nobody has decided yet."),
    Why.APPROVED: Sentence("{by} said yes."),
    Why.DENIED: Sentence("{by} said no."),
    Why.NOT_ANSWERED: Sentence("Nobody decided in time."),
    Why.APPROVAL_TOO_OLD: Sentence("The bot could not act on the approval in time."),
    Why.PAUSED: Sentence("Passes are paused, so it waits for an approver to resume them."),
    Why.CHAT_CLOSED: Sentence("The bot could not write to {by} in Teams."),
    Why.ROOM_CLOSED: Sentence("The bot could not write to the approvers' conversation in Teams."),
    Why.MANAGER_CLOSED: Sentence(
        "The bot could not write to the manager of {target}, who has to confirm, in Teams."
    ),
    Why.CLAIMED: Sentence("This takes a few seconds."),
    Why.SHOWN: Sentence("{by} sees the code now."),
    Why.UNCLEAR: Sentence(
        "Microsoft Entra gave no clear answer yet, so the bot keeps looking for it."
    ),
    Why.GRAPH_REFUSED: Sentence("Microsoft Entra refused to make it."),
    Why.GRAPH_BUSY: Sentence("Microsoft Entra was too busy."),
    Why.GRAPH_UNREACHABLE: Sentence("Microsoft Entra could not be reached."),
    Why.NOTHING_MADE: Sentence(
        "Microsoft Entra gave no clear answer, and a check found no new pass."
    ),
    Why.DELIVERED: Sentence("{by} has the code and hands it over in person or by phone."),
    Why.NOT_DELIVERED: Sentence("The code could not be shown to {by}."),
    Why.CODE_LOST: Sentence("The code was lost before anybody saw it."),
    Why.BLOCKED_BY_POLICY: Sentence("Your organisation's settings block passes for this person."),
    Why.WITHDRAWN: Sentence("An administrator took it back."),
    Why.RESTORED: Sentence("The bot's records come from a backup, so nobody knows how it went on."),
    Why.DELETED: Sentence("It no longer exists in Microsoft Entra."),
    Why.RAN_OUT: Sentence("Its time is over."),
    Why.USED: Sentence("It was good for one sign-in."),
    Why.TAKEN_BY_REQUESTER: Sentence("The requester took it back."),
    Why.TAKEN_BY_APPROVER: Sentence("An approver took it back."),
    Why.NOT_RIGHT: Sentence("The manager of {target} said that this is not right."),
    Why.REPLACED: Sentence("A newer pass has taken its place."),
    Why.REPLACED_ELSEWHERE: Sentence(
        "A newer pass has taken its place, and this bot did not make that one."
    ),
    Why.NO_LONGER_RIGHT: Sentence("What was approved is not permitted any more."),
    Why.NOT_OPENED: Sentence("{by} did not open it in time, and nothing was made."),
    Why.NOT_CONFIRMED: Sentence("{by} did not say that the code was received."),
    Why.TOO_SLOW: Sentence("Microsoft Entra took too long, so the pass was deleted."),
}

_NEXT_STEPS = {
    State.REVOKING: Sentence("You can try again in a minute."),
    State.LAPSED: Sentence("You can try again."),
    State.FAILED: Sentence("You can try again."),
    State.REVOKED: Sentence("You can try again."),
}

# These words stay true where the message itself is lost: a newer one says what became of it.
_MAKING = Sentence(
    "The pass for {target} is approved. The code, or why there is none, "
    "appears here or in another message."
)
_HIDDEN = Sentence("The code for {target} is hidden now. Hiding it does not end the pass.")
KEEP_BACK = Sentence("Please do not hand the code over.")
_SOMEBODY = Sentence("the approver")
_REFERENCE = Sentence("Reference: {reference}.")
_NOTE = Sentence("Note: “{note}”")


def state(request: Request) -> str:
    """A short phrase for lists, without names."""
    return str(_SHORT[request.state])


def title(request: Request) -> str:
    """The heading of a card that shows this state, without names."""
    return str(_TITLES[request.state])


def headline(request: Request) -> str:
    """What has become of the request, without anything that a person typed."""
    return _HEADLINES[request.state].format(target=request.target.name)


def why(request: Request) -> str:
    by = request.decided_by.name if request.decided_by else str(_SOMEBODY)
    sentence = _REASONS[request.why].format(by=by, target=request.target.name)
    return sentence[0].upper() + sentence[1:]


def account(request: Request) -> str:
    """What has become of the request, and why."""
    parts = [headline(request), why(request)]
    if request.state is State.FAILED and request.reference:
        parts.append(_REFERENCE.format(reference=request.reference))
    return " ".join(parts)


def outcome(request: Request) -> str:
    """What the requester is told once a request was decided or has ended, in plain text."""
    parts = [account(request)]
    if request.note:
        parts.append(_NOTE.format(note=request.note))
    if next_step := _NEXT_STEPS.get(request.state):
        parts.append(str(next_step))
    return " ".join(parts)


def delivery(request: Request) -> str:
    """What the approver reads where the code stood, or is going to stand."""
    if request.in_dialog and (words := dialogs.delivery(request)):
        return words
    match request.state:
        case State.PENDING | State.APPROVED | State.ISSUING if request.why is not Why.UNCLEAR:
            return _MAKING.format(target=request.target.name)
        case State.ISSUED:
            return _HIDDEN.format(target=request.target.name)
        case State.REVOKING | State.REVOKED:
            return f"{account(request)} {KEEP_BACK}"
        case _:
            return account(request)
