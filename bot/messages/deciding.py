"""What approvers, and a target's manager, read of what is asked of them."""

from types import MappingProxyType
from typing import Final

from bot.domain.choosing import NothingChosen
from bot.domain.demands import How
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.request import Request
from bot.messages.language import Sentence, counted
from bot.messages.refusals import refusal

# How the caller was verified
INPUT_HOW: Final = Sentence("How did you make sure who is asking? (needed to approve)")
HOWS: Final = MappingProxyType(
    {
        How.CALLED_BACK: Sentence("I called back on the number on record"),
        How.IN_PERSON: Sentence("I saw them in person"),
        How.MANAGER_SAID: Sentence("Their manager confirmed it to me"),
    }
)
PHONES: Final = Sentence("Numbers on record")
NO_PHONES: Final = Sentence("none")
VERIFIED: Final = Sentence("Verified")
_VERIFIED: Final = MappingProxyType(
    {
        How.CALLED_BACK: Sentence("{by} called back on the number on record"),
        How.IN_PERSON: Sentence("{by} saw them in person"),
        How.MANAGER_SAID: Sentence("their manager confirmed it to {by}"),
    }
)

# The manager's word
CONFIRM_TITLE: Final = Sentence("Is this right?")
CONFIRM: Final = Sentence("Yes, this is right")
CONTRADICT: Final = Sentence("No")
CONTRADICT_NOW: Final = Sentence("No, this is not right")
CONTRADICT_ENDS: Final = Sentence("Then the request ends, and no pass is made.")
CONFIRMED_TITLE: Final = Sentence("You confirmed this")
CONFIRMED_NOW: Final = Sentence("The approvers decide next. You see here what becomes of it.")
CONFIRMED_BY: Final = Sentence("Confirmed by")

# Facts
ACCOUNT_CREATED: Final = Sentence("Account made")
EARLIER_PASS: Final = Sentence("Earlier pass")
LIVE_PASS: Final = Sentence("Has a pass, which a new one replaces, until")

# Several at once
TO_APPROVE_SEVERAL: Final = Sentence("Approve temporary access passes?")
SEVERAL: Final = Sentence("Passes for several people")
UNTICKED_STAYS: Final = Sentence("Whom you do not tick stays open.")
TRY_ALL_AGAIN: Final = Sentence("Try these again")
OWN_ROW: Final = Sentence("This would be your own pass, so another approver has to decide.")
VOTED_ROW: Final = Sentence("You approved this.")
VOTED: Final = Sentence("You approved this. It waits for another approver.")

_AS_MANAGER = Sentence("You are asked because you are the manager of {target}.")
_BY_NAME = Sentence("You are asked because the rule “{rule}” names you.")
_BY_RULE = Sentence("You are asked because you are an approver by the rule “{rule}”.")
_AS_APPROVER = Sentence("You are asked because you are an approver of this help desk.")
_WAITS_FOR_MANAGER = Sentence(
    "{manager}, the manager of {target}, has to confirm first. Until then it can only be denied."
)
_WAITS_IN_ROW = Sentence("{manager} has to confirm first.")
_CONFIRM_FOR = Sentence(
    "{requester} asks for a temporary access pass for {target}, who can sign in with it without a "
    "password. As the manager you are asked first."
)
_CONFIRM_ONLY_IF = Sentence(
    "Say yes only if you know that {target} needs it, for example because you have spoken to them."
)
_OF_ONE = Sentence("{target}: {reason}")
_NOTHING_CHOSEN = Sentence("Please tick at least one person first.")


@refusal.register
def _(_refused: NothingChosen) -> str:
    return str(_NOTHING_CHOSEN)


def why_asked(request: Request, reader: str) -> str:
    """Why this approver has the card, for the approver alone."""
    approvers, rule = request.brief.demands.approvers, request.brief.demands.rule
    manager = request.brief.manager
    if approvers.manager and manager is not None and manager.id == reader:
        return _AS_MANAGER.format(target=request.target.name)
    if reader in approvers.people:
        return _BY_NAME.format(rule=rule)
    return _BY_RULE.format(rule=rule) if rule else str(_AS_APPROVER)


def approvals_needed(number: int) -> str:
    return counted(
        "{count} approver has to approve, and receives the code.",
        "{count} approvers have to approve, and the last of them receives the code. "
        "One denial ends it.",
        number,
    )


def approved_before(number: int, requester: Person) -> str:
    """A fact, not a verdict."""
    return counted(
        "You approved {count} request of {requester} within the last 30 days.",
        "You approved {count} requests of {requester} within the last 30 days.",
        number,
        requester=requester.name,
    )


def verified(how: How, by: Person) -> str:
    return _VERIFIED[how].format(by=by.name)


def waits_for_manager(request: Request) -> str:
    manager = request.brief.manager
    return _WAITS_FOR_MANAGER.format(
        manager=manager.name if manager else "", target=request.target.name
    )


def waits_in_row(request: Request) -> str:
    manager = request.brief.manager
    return _WAITS_IN_ROW.format(manager=manager.name if manager else "")


def confirm_for(request: Request) -> str:
    return _CONFIRM_FOR.format(requester=request.requester.name, target=request.target.name)


def confirm_only_if(request: Request) -> str:
    return _CONFIRM_ONLY_IF.format(target=request.target.name)


def asks_for_several(requester: Person, count: int) -> str:
    return counted(
        "{requester} asks for a pass for {count} person.",
        "{requester} asks for passes for {count} people.",
        count,
        requester=requester.name,
    )


def of_one(request: Request, refused: Refusal) -> str:
    """Why one of several was not decided."""
    return _OF_ONE.format(target=request.target.name, reason=refusal(refused))
