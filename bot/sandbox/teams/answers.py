"""The bot's answers to activities, and what a Teams client shows of them."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.teams.messages import ADAPTIVE_CARD, Json

NO_REACH = "Unable to reach app. Please try again."


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer of the bot; 502 or 504 stand for none, 0 for "the bot was not asked"."""

    status: int
    body: Any = field(default=None, repr=False)

    @property
    def card(self) -> Json | None:
        """Return the card that the bot answered to Action.Execute; None if it answered none."""
        return self._inner["value"] if self._inner.get("type") == ADAPTIVE_CARD else None

    @property
    def dialog(self) -> Json | None:
        """Return the card of the dialog that opens or goes on; None if none does."""
        if self._task.get("type") != "continue":
            return None
        card: Json = self._task["value"]["card"]["content"]
        return card

    @property
    def toast(self) -> str | None:
        """Return the words that the client shows in passing; None if it shows none."""
        if self.status >= 400:
            return NO_REACH
        if self._task.get("type") == "message":
            return str(self._task["value"])
        match self._inner.get("type"):
            case "application/vnd.microsoft.activity.message":
                return str(self._inner["value"])
            case "application/vnd.microsoft.error":
                return str(self._inner["value"]["message"])
            case _:
                return None

    @property
    def _inner(self) -> Json:
        return self.body if isinstance(self.body, dict) else {}

    @property
    def _task(self) -> Json:
        return self._inner.get("task") or {}


NOT_ASKED = Answer(0)
