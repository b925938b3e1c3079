"""What a program is told: where to listen, where Microsoft is, and what to reply.

Only the standard library, since most programs run in a virtual environment of their own.
"""

import json
import os
from dataclasses import dataclass
from typing import Any

VARIABLE = "TAP_BENCH"
CARD = "application/vnd.microsoft.card.adaptive"
ISSUER = "https://api.botframework.com"
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Given:
    """`reply` is the activity that answers every message; `more` is for this bot alone."""

    port: int
    places: dict[str, str]
    reply: dict[str, Any]
    more: dict[str, str]

    @property
    def card(self) -> dict[str, Any]:
        card: dict[str, Any] = self.reply["attachments"][0]["content"]
        return card

    def as_text(self) -> str:
        return json.dumps(
            {"port": self.port, "places": self.places, "reply": self.reply, "more": self.more}
        )


def given() -> Given:
    return Given(**json.loads(os.environ[VARIABLE]))
