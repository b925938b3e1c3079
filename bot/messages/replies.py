"""What the bot answers: failures with their reference, lists, and short notes."""

from collections.abc import Iterable
from datetime import UTC, tzinfo

from bot.domain.audit import Head
from bot.domain.refusals import Paused, Refusal
from bot.domain.request import Request
from bot.domain.rules import Standing
from bot.domain.terms import Policy
from bot.messages.labels import NO_REQUESTS
from bot.messages.language import Sentence, counted
from bot.messages.refusals import refusal
from bot.messages.states import state
from bot.messages.times import instant, lifetime
from bot.ports import Trouble

_TROUBLES = {
    Trouble.REFUSED: Sentence("Microsoft 365 did not accept what the bot asked for."),
    Trouble.SIGN_IN: Sentence("The bot could not sign in to Microsoft 365."),
    Trouble.PERMISSION: Sentence("The bot lacks a permission in Microsoft 365."),
    Trouble.MISSING: Sentence("Microsoft 365 did not find what the bot looked for."),
    Trouble.BUSY: Sentence("Microsoft 365 is too busy at the moment."),
    Trouble.UNAVAILABLE: Sentence("Microsoft 365 could not be reached."),
    Trouble.RECORDS: Sentence("The bot cannot reach its own records."),
}
_TRY_LATER = Sentence("Please try again in a few minutes (reference {reference}).")
_TELL_ADMINISTRATOR = Sentence("Please tell your administrator the reference {reference}.")
_BROKE = Sentence("Something went wrong here.")
_PASSING = frozenset({Trouble.BUSY, Trouble.UNAVAILABLE, Trouble.RECORDS})

_HAS_TO_WAIT = Sentence("Your request is with the approvers, but it has to wait.")
_LIFETIMES = Sentence("From {shortest} to {longest}. If you leave it empty: {default}.")
_ONE_LIFETIME = Sentence("Every pass lasts {lifetime}.")
_SHOWN_LATER = Sentence(
    "With this line an administrator can show later that none of them was changed or removed."
)
_MAY_DO_BOTH = Sentence("You may ask for passes, and decide on those that others ask for.")
_MAY_ASK = Sentence("You may ask for passes. Somebody else decides on them.")
_MAY_DECIDE = Sentence("You decide on passes that others ask for. You get a card for each of them.")
_MAY_NOTHING = Sentence(
    "You may neither ask for passes nor decide on them. If you need one, ask {contact}."
)
_ADMINISTRATOR = Sentence("your administrator")
_SIGN_IN_ONCE = Sentence(
    "They sign in at {address} with the code instead of a password, "
    "and then have 10 minutes to set up a new way to sign in."
)
_SIGN_IN = Sentence(
    "They sign in at {address} with the code instead of a password, "
    "and set up a new way to sign in before the pass ends."
)
_SIGN_IN_ADDRESS = "https://aka.ms/mysecurityinfo"


def permitted(policy: Policy) -> str:
    """How long a pass may last in this tenant, under the field that asks for it."""
    shortest, longest, default = map(lifetime, (policy.shortest, policy.longest, policy.default))
    if policy.shortest == policy.longest:
        return _ONE_LIFETIME.format(lifetime=longest)
    return _LIFETIMES.format(shortest=shortest, longest=longest, default=default)


def failure(trouble: Trouble, reference: str) -> str:
    """What went wrong, what to do, and the reference that stands in the log."""
    advice = _TRY_LATER if trouble in _PASSING else _TELL_ADMINISTRATOR
    return f"{_TROUBLES[trouble]} {advice.format(reference=reference)}"


def broke(reference: str) -> str:
    """For what nobody foresaw."""
    return f"{_BROKE} {_TELL_ADMINISTRATOR.format(reference=reference)}"


def answered_privately() -> str:
    """All that a group conversation learns of an answer."""
    return str(Sentence("I have answered you privately."))


def working_on_it() -> str:
    return str(Sentence("One moment, I am looking into it."))


def cannot_answer_privately() -> str:
    """Said in a group conversation, where nothing else may be said."""
    return str(
        Sentence("I cannot write to you privately. Please add this app in Teams, then try again.")
    )


def asked_again() -> str:
    """The answer to a click that makes a request; the request has a card of its own."""
    return str(Sentence("Your request is on its way. Its card appears in your chat with this bot."))


def left_out(identity: str, refusal_: Refusal) -> str:
    """For somebody who asked for several people: why one of them is left out."""
    return Sentence("Not asked for {identity}. {reason}").format(
        identity=identity, reason=refusal(refusal_)
    )


def room_is_set() -> str:
    return str(Sentence("Done. Requests for approval appear in this conversation from now on."))


def paused_now() -> str:
    return str(
        Sentence("Done. Passes are paused: no pass is made until an approver types /tap resume.")
    )


def resumed() -> str:
    return str(Sentence("Done. Passes are made again, and what was approved goes on."))


def waits_for_resume(paused: Paused) -> str:
    """For somebody who asked in spite of the pause."""
    return f"{_HAS_TO_WAIT} {refusal(paused)}"


def audit_head(head: Head) -> str:
    """For the approvers' conversation, which whoever changes the database cannot change too."""
    rows = counted(
        "The audit has {count} row now, and ends with {head}.",
        "The audit has {count} rows now, and ends with {head}.",
        head.count,
        head=head,
    )
    return f"{rows} {_SHOWN_LATER}"


def may_do(standing: Standing) -> str:
    """What the reader may do with this bot."""
    match standing:
        case Standing(requests=True, approves=True):
            return str(_MAY_DO_BOTH)
        case Standing(requests=True):
            return str(_MAY_ASK)
        case Standing(approves=True):
            return str(_MAY_DECIDE)
    return _MAY_NOTHING.format(contact=standing.contact or _ADMINISTRATOR)


def asks(request: Request) -> str:
    return Sentence("{requester} asks for a pass for {target}.").format(
        requester=request.requester.name, target=request.target.name
    )


def hand_over(request: Request) -> str:
    return Sentence(
        "Give this code to {target} only, "
        "in person or by phone on a number that you know to be theirs."
    ).format(target=request.target.name)


def length(code: str) -> str:
    return counted("{count} character", "{count} characters, no spaces", len(code))


def hidden_at(moment: str) -> str:
    """`moment` is a time as the card shows it."""
    return Sentence("The code is hidden here on {moment}, or when you choose Done.").format(
        moment=moment
    )


def how_to_use(*, one_time: bool) -> str:
    """What the target does with the code."""
    return (_SIGN_IN_ONCE if one_time else _SIGN_IN).format(address=_SIGN_IN_ADDRESS)


def request_lines(requests: Iterable[Request], zone: tzinfo = UTC) -> str:
    """The answer to `/tap status`: one line for each request, in the order given."""
    return "\n".join(_line(request, zone) for request in requests) or str(NO_REQUESTS)


def _line(request: Request, zone: tzinfo) -> str:
    asked = instant(request.created, zone)
    return Sentence("{id}: {target}, {state}, asked on {asked}").format(
        id=request.id, target=request.target.name, state=state(request), asked=asked
    )
