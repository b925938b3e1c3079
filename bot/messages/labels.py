"""Buttons, headings, labels of inputs and lines, and other words that are the same every time."""

from types import MappingProxyType
from typing import Final

from bot.domain.form import Use
from bot.messages.language import Sentence

# Buttons
APPROVE: Final = Sentence("Approve")
DENY: Final = Sentence("Deny")
DENY_NOW: Final = Sentence("Deny the request")
DONE: Final = Sentence("Done, hide it")
TRY_AGAIN: Final = Sentence("Try again")
ASK: Final = Sentence("Ask for the pass")
OPEN_FORM: Final = Sentence("Ask for a pass")
SPELL: Final = Sentence("Spell it out")

# Headings of the cards that do not follow a request's state
FORM: Final = Sentence("Ask for a temporary access pass")
TO_APPROVE: Final = Sentence("Approve a temporary access pass?")
CODE: Final = Sentence("Temporary access pass")
CODE_HIDDEN: Final = Sentence("Code hidden")
MAKING: Final = Sentence("You approved this")
HELP: Final = Sentence("How to ask for a pass")
WELCOME: Final = Sentence("Temporary access passes")

# Lines
LABELLED: Final = Sentence("{label}:")
TARGET: Final = Sentence("For")
REQUESTER: Final = Sentence("Asked by")
APPROVED_BY: Final = Sentence("Approved so far by")
REASON: Final = Sentence("Reason")
NOTE: Final = Sentence("Note")
LIFETIME: Final = Sentence("Lifetime")
USE: Final = Sentence("Can be used")
START: Final = Sentence("Starts")
END: Final = Sentence("Ends")
ANSWER_UNTIL: Final = Sentence("Open until")
REQUEST: Final = Sentence("Request")
NO_REASON: Final = Sentence("none given")
AT_ONCE: Final = Sentence("as soon as it is made")
BY_POLICY: Final = Sentence("as your organisation has set it")
ONCE: Final = Sentence("once")
SEVERAL_TIMES: Final = Sentence("several times")

# Inputs of the form, and of the denial
INPUT_TARGET: Final = Sentence("Sign-in address of the person")
INPUT_PERSON: Final = Sentence("Or pick the person")
INPUT_LIFETIME: Final = Sentence("Lifetime (optional)")
INPUT_USE: Final = Sentence("How often can it be used?")
INPUT_DATE: Final = Sentence("Start date (optional)")
INPUT_TIME: Final = Sentence("Start time (local)")
INPUT_REASON: Final = Sentence("Reason (optional, approvers see it)")
INPUT_NOTE: Final = Sentence("Note (optional, the requester sees it)")
HINT_TARGET: Final = "user@contoso.com"
HINT_PERSON: Final = Sentence("Type a name")
HINT_LIFETIME: Final = Sentence("60m, 8h or 1d")
HINT_REASON: Final = Sentence("New phone, INC-1234")
HINT_NOTE: Final = Sentence("Please call me first")
USES: Final = MappingProxyType(
    {
        Use.DEFAULT: Sentence("As your organisation has set it"),
        Use.ONCE: Sentence("Once"),
        Use.MULTI: Sentence("Several times"),
    }
)
ONCE_BY_POLICY: Final = Sentence("Once, as your organisation has set it")

# Sentences that stand in cards
FORM_INTRO: Final = Sentence(
    "Say whom the pass is for. Leave the rest empty to follow your organisation's settings."
)
MAKE_SURE: Final = Sentence(
    "Before you approve, make sure that the person who needs help is who they say they are."
)
REPLACES: Final = Sentence("A new pass replaces one that the person may still have.")
LATE_START: Final = Sentence("If it is approved after this time, the pass starts at once.")
START_IS_OVER: Final = Sentence("That time has passed, so the pass starts at once.")
MAY_TAKE_SECONDS: Final = Sentence(
    "A new pass may need some seconds before it works. If it is refused, wait and try again."
)
TOO_OLD: Final = Sentence("This card needs a newer version of Teams.")
PROBLEM: Final = Sentence("Please check:")

# Help and welcome
WELCOME_INTRO: Final = Sentence(
    "When somebody has lost a phone or starts today, ask here for a temporary access pass. "
    "An approver decides, and hands the code over in person or by phone."
)
HELP_INTRO: Final = Sentence(
    "Type the sign-in address of the person who needs a pass, and what you want."
)
HELP_EXAMPLES: Final = (
    ("/tap user@contoso.com", Sentence("a pass as your organisation has set it")),
    ("/tap user@contoso.com --lifetime 8h --once", Sentence("a pass for 8 hours and one sign-in")),
    (
        "/tap user@contoso.com --start tomorrow 9:00",
        Sentence("a pass that starts later"),
    ),
)
HELP_OPTIONS: Final = (
    ("--lifetime 90m", Sentence("how long it works: minutes (m), hours (h) or days (d)")),
    ("--once", Sentence("it works for one sign-in")),
    ("--multi", Sentence("it works several times until it ends")),
    ("--start tomorrow 9:00", Sentence("when it starts, in your local time")),
    ("--reason New phone", Sentence("what the approvers should know")),
)
HELP_COMMANDS: Final = (
    ("/tap", Sentence("fill in a form instead")),
    ("/tap status", Sentence("see what became of your requests")),
    ("/tap pending", Sentence("see what waits for you, and what of yours waits")),
    ("/tap cancel ID", Sentence("take a request back before a pass is made")),
    ("/tap revoke ID", Sentence("end a pass that was made")),
    ("/tap help", Sentence("see this again")),
)
HELP_APPROVING: Final = (
    ("/tap here", Sentence("show requests to approvers in this channel or group chat")),
    ("/tap pause", Sentence("make no pass until an approver types /tap resume")),
)
EXAMPLES: Final = Sentence("Examples")
OPTIONS: Final = Sentence("Options")
COMMANDS: Final = Sentence("Also")
APPROVING: Final = Sentence("For approvers")
HELP_PRIVACY: Final = Sentence(
    "Nobody but the approver sees the code. You are told the outcome here."
)
NO_REQUESTS: Final = Sentence(
    "You have not asked for a pass yet. Type /tap user@contoso.com to ask for one."
)
