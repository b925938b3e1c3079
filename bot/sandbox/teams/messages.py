"""Messages as a chat keeps them: who wrote what for whom, and what stood there before."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

Json = dict[str, Any]

BOT = "bot"
ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, slots=True)
class Content:
    """What one version of a message says, taken from the whole activity that was sent."""

    activity: Json = field(repr=False)

    @property
    def text(self) -> str:
        return str(self.activity.get("text") or "")

    @property
    def summary(self) -> str:
        """What the notification shows, on the lock screen too."""
        return str(self.activity.get("summary") or "")

    @property
    def card(self) -> Json | None:
        """Return the first adaptive card; None if the message has none."""
        attachments: list[Json] = self.activity.get("attachments") or []
        cards = (one["content"] for one in attachments if one.get("contentType") == ADAPTIVE_CARD)
        return next(cards, None)


def card_content(card: Json) -> Content:
    """Return the content of a message that holds only this card."""
    return Content({"attachments": [{"contentType": ADAPTIVE_CARD, "content": card}]})


@dataclass(frozen=True, slots=True)
class Message:
    """`sender` and `targeted_to` are a person's key or BOT; `thread` is the root message's id."""

    id: str
    conversation: str
    sender: str
    sent_at: datetime
    content: Content
    thread: str | None = None
    targeted_to: str | None = None
    edited: bool = False
    deleted: bool = False
    history: tuple[Content, ...] = ()

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def card(self) -> Json | None:
        return self.content.card

    @property
    def contents(self) -> tuple[Content, ...]:
        """All that ever stood in this message, oldest first."""
        return (*self.history, self.content)

    def edit(self, content: Content) -> "Message":
        return replace(self, content=content, edited=True, history=self.contents)

    def delete(self) -> "Message":
        return replace(self, content=Content({}), deleted=True, history=self.contents)

    def is_for(self, person: str) -> bool:
        """Say whether a member of the chat sees the message: a targeted one has one reader."""
        return self.targeted_to is None or person in {self.targeted_to, self.sender}
