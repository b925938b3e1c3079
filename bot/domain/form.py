"""The words that cards and the bot have in common: verbs of buttons, fields of the form."""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What a button wants. Its data is this verb and, but for the form, a request id."""

    APPROVE = "approve"
    DENY = "deny"
    CONFIRM = "confirm"
    CONTRADICT = "contradict"
    DONE = "done"
    SHOW_PASS = "show-pass"  # noqa: S105 - the name of a button
    RECEIVED = "received"
    TRY_AGAIN = "try-again"
    TRY_ALL_AGAIN = "try-all-again"
    CANCEL = "cancel"
    REVOKE = "revoke"
    NOT_RIGHT = "not-right"
    REQUEST = "request"
    OPEN_FORM = "open-form"


class Field(StrEnum):
    """Input ids of the cards, and the keys of a button's data."""

    VERB = "verb"
    REQUEST_ID = "request"
    NOTE = "note"
    HOW = "how"
    ROW = "row"
    TARGET = "target"
    PERSON = "person"
    LIFETIME = "lifetime"
    USE = "use"
    DATE = "date"
    TIME = "time"
    REASON = "reason"


# A tick is called this and the id of its request, and is one of two words.
ROW_OF = f"{Field.ROW}-"
TICKED = "true"


class Use(StrEnum):
    """How often the pass may be used; DEFAULT leaves it to the tenant's policy."""

    DEFAULT = "default"
    ONCE = "once"
    MULTI = "multi"


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as far as it is filled in, in the text that stands in its inputs.

    `target` is UPNs, object ids or one name as text, `person` object ids from the people picker,
    with commas between them; `lifetime` is as in `/tap` ("90m"), `date` YYYY-MM-DD, `time` HH:MM.
    """

    target: str = ""
    person: str = ""
    lifetime: str = ""
    use: Use = Use.DEFAULT
    date: str = ""
    time: str = ""
    reason: str = ""
