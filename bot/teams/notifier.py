"""Writes to people in Teams: draws a view when it is sent, and puts it where it belongs."""

import logging
import secrets
from dataclasses import dataclass
from typing import Any

from bot import messages
from bot.domain.request import Message
from bot.domain.views import CodeView, View
from bot.ports import (
    Conversation,
    Failure,
    MessageGone,
    RequestStore,
    TeamsFailed,
    Trouble,
    Unreachable,
)
from bot.teams import connector as teams
from bot.teams.connector import Connector
from bot.teams.trust import Trust, is_known
from cards.draw import Drawn, draw

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TeamsNotifier:
    """`service_url` is where Teams is as long as nobody has been heard."""

    connector: Connector
    store: RequestStore
    trust: Trust
    service_url: str

    async def open_personal(self, person_id: str) -> Conversation:
        service_url = await self.store.service_url() or self.service_url
        with _Failures(self.trust, service_url):
            chat = await self.connector.create_personal(
                service_url, person_id, self.trust.tenant_id, f"28:{self.trust.app_id}"
            )
        return Conversation(service_url, chat)

    async def send(self, to: Conversation, view: View) -> Message:
        activity_id = await self.post(to, activity_of(draw(view)))
        if not activity_id:
            # What cannot be updated would stand there for ever, whatever becomes of the request.
            raise _failure(TeamsFailed, Trouble.UNAVAILABLE, "no activity id")
        return Message(to.service_url, to.id, activity_id)

    async def say(self, to: Conversation, text: str) -> None:
        """Raises Unreachable, TeamsFailed."""
        await self.post(to, message_activity(text, None))

    async def update(self, message: Message, view: View | CodeView) -> None:
        with _Failures(self.trust, message.service_url):
            await self.connector.update(
                message.service_url,
                message.conversation_id,
                message.activity_id,
                activity_of(draw(view)),
            )

    async def withdraw(self, message: Message) -> None:
        try:
            with _Failures(self.trust, message.service_url):
                await self.connector.delete(
                    message.service_url, message.conversation_id, message.activity_id
                )
        except MessageGone:
            return

    async def post(
        self, to: Conversation, activity: dict[str, Any], reader: str | None = None
    ) -> str:
        """Post any activity; in a group only `reader` (Teams' own id) sees it, if one is given.

        Raises Unreachable, TeamsFailed. Source: Teams, "Targeted messages".
        """
        if reader is not None:
            activity = activity | {"recipient": {"id": reader, "isTargeted": True}}
        with _Failures(self.trust, to.service_url):
            return await self.connector.send(to.service_url, to.id, activity)


def activity_of(drawn: Drawn) -> dict[str, Any]:
    """The message as the connector takes it. A summary is what a notification shows."""
    return message_activity(drawn.text, drawn.card, drawn.summary)


def message_activity(
    text: str | None, card: dict[str, Any] | None, summary: str | None = None
) -> dict[str, Any]:
    # Names and reasons stand in our sentences, so they are never read as Markdown.
    activity: dict[str, Any] = {"type": "message", "textFormat": "plain"}
    if text is not None:
        activity["text"] = text
    if card is not None:
        content = "application/vnd.microsoft.card.adaptive"
        activity["attachments"] = [{"contentType": content, "content": card}]
        activity["summary"] = summary or str(messages.labels.WELCOME)
    return activity


class _Failures:
    """Turns what the connector and the token source raise into our failures, with one log line.

    It also refuses an address that is not Teams': what the store holds is no reason to trust it
    with a token or a code.
    """

    def __init__(self, trust: Trust, service_url: str) -> None:
        if not is_known(service_url, trust):
            raise _failure(Unreachable, Trouble.REFUSED, "service address is not Teams'")

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        match error:
            case teams.ActivityGone():
                raise _failure(MessageGone, Trouble.MISSING, error) from None
            case teams.Unreachable():
                raise _failure(Unreachable, Trouble.PERMISSION, error) from None
            case teams.Throttled():
                raise _failure(TeamsFailed, Trouble.BUSY, error) from None
            case teams.ConnectorError():
                raise _failure(TeamsFailed, Trouble.UNAVAILABLE, error) from None
            case Failure():
                raise TeamsFailed(error.trouble, error.reference) from None


def _failure(kind: type[Failure], trouble: Trouble, error: object) -> Failure:
    reference = secrets.token_hex(4)
    # That somebody has not installed the app is no trouble of the bot's.
    level = logging.INFO if kind is Unreachable else logging.WARNING
    log.log(level, "teams reference=%s trouble=%s error=%a", reference, trouble, str(error))
    return kind(trouble, reference)
