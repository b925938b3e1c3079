"""A stand-in for Microsoft Teams: signing keys, a connector with people's chats, and clients."""

from collections.abc import Callable
from http import HTTPStatus

import aiohttp
from aiohttp import web
from rich.console import Group, RenderableType

from bot.sandbox.clock import Clock
from bot.sandbox.teams.activities import BOT_NAME, Activities
from bot.sandbox.teams.answers import Answer
from bot.sandbox.teams.buttons import ClientRefusalError
from bot.sandbox.teams.chats import Chat, Chats, Kind
from bot.sandbox.teams.client import Client, Dialog
from bot.sandbox.teams.connector import Connector
from bot.sandbox.teams.messages import BOT, Content, Json, Message
from bot.sandbox.teams.signing import BotFrameworkKeys
from bot.sandbox.teams.text import card_as_text, chat_as_text
from bot.sandbox.tenant import Tenant

__all__ = [
    "BOT",
    "Answer",
    "BotFrameworkKeys",
    "Chat",
    "Chats",
    "Client",
    "ClientRefusalError",
    "Content",
    "Dialog",
    "Kind",
    "Message",
    "Teams",
    "card_as_text",
    "chat_as_text",
]

# Teams gives up on a bot that has not answered after about this time.
_PATIENCE = aiohttp.ClientTimeout(total=15)


class Teams:
    """`verify` says whether a bearer token may speak for the bot; the sandbox's login sets it.

    `bot_endpoint` is the address that activities go to, such as http://127.0.0.1:3978/api/messages.
    """

    def __init__(self, tenant: Tenant, clock: Clock, app_id: str) -> None:
        self._tenant = tenant
        self._clock = clock
        self._clients: dict[str, Client] = {}
        self._session: aiohttp.ClientSession | None = None
        self.chats = Chats(tenant, clock, app_id)
        self.keys = BotFrameworkKeys(app_id)
        self.verify: Callable[[str], bool] = bool
        self.bot_endpoint = ""

    @property
    def service_url(self) -> str:
        return self.keys.service_url

    def routes(self) -> list[web.RouteDef]:
        connector = Connector(self._tenant, self.chats, self._speaks_for_bot)
        return [*self.keys.routes(), *connector.routes()]

    async def start(self, address: str) -> None:
        """Be reachable at this address, such as http://127.0.0.1:8080, and let clients send."""
        self.keys.address = address.rstrip("/")
        connections = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=connections, timeout=_PATIENCE)

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    def client(self, key: str) -> Client:
        """Return the person's one Teams client."""
        if key not in self._clients:
            person = self._tenant.person(key)
            compose = Activities(self._tenant, self._clock, self.chats, self.keys, person)
            self._clients[key] = Client(person, self.chats, compose, self.deliver)
        return self._clients[key]

    def chats_as_text(self, key: str) -> RenderableType:
        """Return what the person sees in each chat that has messages, for a rich console."""
        person = self._tenant.person(key)
        names = {one.key: one.name for one in self._tenant.people.values()} | {BOT: BOT_NAME}
        seen = self.chats.seen_by(key)
        titles = {one.conversation: self._title(one.conversation) for one in seen}
        return Group(
            *(
                chat_as_text(
                    f"{person.name} · {title}",
                    [m for m in seen if m.conversation == chat_id],
                    names,
                )
                for chat_id, title in (titles or {"": BOT_NAME}).items()
            )
        )

    async def deliver(self, activity: Json, *, token: str | None = None) -> Answer:
        """Post an activity to the bot, with a good token if none is given."""
        if self._session is None:
            raise RuntimeError("start() comes first")
        bearer = self.keys.sign_activity_token() if token is None else token
        headers = {"Authorization": f"Bearer {bearer}"}
        try:
            async with self._session.post(
                self.bot_endpoint, json=activity, headers=headers
            ) as response:
                return Answer(response.status, await _body(response))
        except TimeoutError:
            return Answer(HTTPStatus.GATEWAY_TIMEOUT)
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError):
            return Answer(HTTPStatus.BAD_GATEWAY)

    def _title(self, conversation: str) -> str:
        chat = self.chats.find(conversation)
        return chat.name if chat and chat.name else BOT_NAME

    def _speaks_for_bot(self, token: str) -> bool:
        return self.verify(token)


async def _body(response: aiohttp.ClientResponse) -> object:
    """Return the JSON of an answer; None if it has no body, the text if it is something else."""
    if response.content_type == "application/json":
        return await response.json()
    return await response.text() or None
