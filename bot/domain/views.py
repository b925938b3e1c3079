"""What somebody is shown of a request. A view holds values; cards/ draws it."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.refusals import Refusal
from bot.domain.request import Message, Request


class ViewKind(StrEnum):
    """REQUESTER, APPROVER, ROOM: a card that is kept true. OUTCOME: one message, sent once.

    DELIVERY is the approver's message that first says that a pass is being made, then holds the
    code, then says what became of it. CONFIRMATION is the card of the target's manager.
    REMINDER: one message to whoever has not decided yet. ALARM: one message to approvers, who must
    hear at once what became of a pass. NOTICE is the card by which the target's manager learns
    that a pass was made.
    """

    REQUESTER = "requester"
    APPROVER = "approver"
    ROOM = "room"
    OUTCOME = "outcome"
    DELIVERY = "delivery"
    CONFIRMATION = "confirmation"
    REMINDER = "reminder"
    ALARM = "alarm"
    NOTICE = "notice"


# Messages that stay as they were sent; whoever is owed another one gets a new message.
SENT_ONCE = frozenset({ViewKind.OUTCOME, ViewKind.REMINDER, ViewKind.ALARM})
# One card of these kinds shows a whole batch; of the others each request has its own.
SHOW_BATCH = frozenset({ViewKind.REQUESTER, ViewKind.APPROVER, ViewKind.ROOM})


@dataclass(frozen=True, slots=True)
class View:
    """`request` as the reader of a view of this kind sees it, without any code.

    `language` is the reader's. `others` are the requests that were asked together with `request`,
    where the view shows them all. `reader` is an object id, None where several people read it.
    `refused` is what a click has just been refused, `approved_before` how often the reader
    approved lately what this requester asked.
    """

    kind: ViewKind
    request: Request
    language: str = "en"
    others: tuple[Request, ...] = ()
    reader: str | None = None
    refused: tuple[tuple[Request, Refusal], ...] = ()
    approved_before: int = 0

    @property
    def batch(self) -> tuple[Request, ...]:
        return (self.request, *self.others)


@dataclass(frozen=True, slots=True)
class CodeView:
    """The one view with the code; it exists in memory and in the approver's conversation only."""

    request: Request
    code: str = field(repr=False)
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Owed:
    """That somebody is owed a view: a person's object id, or for ROOM a conversation id.

    `message` is where it stands already; None as long as it was not sent.
    """

    kind: ViewKind
    to: str
    message: Message | None = None
