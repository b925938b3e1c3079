"""Stand-ins for Entra's login, the Bot Framework's keys, the connector and Graph, over TLS.

Each has a latency that can be set. What they answer comes from the sandbox, whose own servers
would be slower than some of the bots.
"""

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote

from bot.sandbox.certificates import Authority
from bot.sandbox.keys import SigningKey
from bot.sandbox.server import Sandbox
from bot.sandbox.teams.signing import BotFrameworkKeys
from tests.bench.graph import Graph
from tests.bench.wire import Answer, Asked, Door

OK, CREATED, UNAUTHORIZED, MISSING = 200, 201, 401, 404
ENDORSED = ["msteams", "webchat", "directline", "skype", "email"]
_BEARER = re.compile(rb"\r\nauthorization: *bearer +\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a bot put into a conversation; `is_new` is False for an update."""

    conversation: str
    activity_id: str
    is_new: bool
    body: bytes


class Connector:
    """`hear` is told what bots say. A person's chat with the bot is found by object id."""

    def __init__(self) -> None:
        self.hear: Callable[[Said], None] = lambda _: None
        self.chats: dict[str, str] = {}
        self._ids = itertools.count(1_767_225_600_000)

    async def answer(self, asked: Asked) -> Answer:
        if not _BEARER.search(asked.head):
            return Answer(UNAUTHORIZED)
        match [unquote(part) for part in asked.path.partition("?")[0].split("/")[4:]]:
            case []:
                person = json.loads(asked.body)["members"][0]["id"]
                return Answer(CREATED, _json({"id": self.chats[person]}))
            case [conversation, "activities", *_] if asked.method == "POST":
                activity_id = str(next(self._ids))
                self.hear(Said(conversation, activity_id, is_new=True, body=asked.body))
                return Answer(CREATED, _json({"id": activity_id}))
            case [conversation, "activities", activity_id] if asked.method == "PUT":
                self.hear(Said(conversation, activity_id, is_new=False, body=asked.body))
                return Answer(OK, _json({"id": activity_id}))
            case [_, "activities", _] if asked.method == "DELETE":
                return Answer(OK)
        return Answer(MISSING, b"{}")


class Login:
    """The token endpoint, and the metadata and keys of the Bot Framework."""

    def __init__(self, sandbox: Sandbox, keys: BotFrameworkKeys) -> None:
        self._sandbox = sandbox
        self._keys = keys

    async def answer(self, asked: Asked) -> Answer:
        if asked.path.endswith("/oauth2/v2.0/token"):
            return Answer(OK, self._token(asked.body))
        if asked.path == "/botframework/v1/.well-known/keys":
            published = [key.jwk(endorsements=ENDORSED) for key in self._keys.published]
            return Answer(OK, _json({"keys": published}))
        if asked.path == "/botframework/v1/.well-known/openidconfiguration":
            return Answer(
                OK, _json({"jwks_uri": f"{self._keys.address}/botframework/v1/.well-known/keys"})
            )
        if asked.path.endswith("/.well-known/openid-configuration"):
            return Answer(OK, self._configuration(asked.path.split("/")[1]))
        return Answer(MISSING, b"{}")

    def _token(self, form: bytes) -> bytes:
        audience = parse_qs(form.decode())["scope"][0].removesuffix("/.default")
        token = self._sandbox.tokens.issue(audience)
        spans = {"expires_in": 3599, "ext_expires_in": 3599}
        return _json({"token_type": "Bearer", **spans, "access_token": token})

    def _configuration(self, tenant: str) -> bytes:
        authority = f"{self._keys.address}/{tenant}"
        return _json(
            {
                "issuer": f"{authority}/v2.0",
                "authorization_endpoint": f"{authority}/oauth2/v2.0/authorize",
                "token_endpoint": f"{authority}/oauth2/v2.0/token",
            }
        )


class Microsoft:
    """All of them, each behind a door of its own."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        self.keys = BotFrameworkKeys(self.sandbox.app_id)
        self.stranger = SigningKey()
        self.people = Connector()
        self.answers = Graph(self.sandbox)
        self._authority = Authority()
        context = self._authority.server_context()
        self.login = Door(Login(self.sandbox, self.keys).answer, context)
        self.connector = Door(self.people.answer, context)
        self.graph = Door(self.answers.answer, context)
        self.service_url = self._graph_address = ""

    async def __aenter__(self) -> Self:
        await self.sandbox.start()
        await self.answers.start()
        self.keys.address = await self.login.open()
        self.service_url = f"{await self.connector.open()}/teams/"
        self._graph_address = await self.graph.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for door in (self.login, self.connector, self.graph):
            door.close()
        await self.answers.stop()
        await self.sandbox.stop()
        self._authority.close()

    def take(self, *, login: float = 0, connector: float = 0, graph: float = 0) -> None:
        """Let every answer take so many seconds from now on."""
        self.login.latency, self.connector.latency = login, connector
        self.graph.latency = graph

    def token(self, number: int = 0, key: SigningKey | None = None) -> str:
        """Return the token that Teams sends with an activity; each number gives another one."""
        # Without a number of its own, two that are signed in the same second would be the same.
        jti = str(number) if number else None
        return self.keys.sign_activity_token(key=key, serviceurl=self.service_url, jti=jti)

    @property
    def places(self) -> dict[str, str]:
        """Where all is, as a program in a process of its own can be told."""
        sandbox = self.sandbox
        return {
            "app_id": sandbox.app_id,
            "app_secret": sandbox.app_secret,
            "tenant_id": sandbox.tenant_id,
            "login": self.keys.address,
            "ca_file": str(self._authority.ca_file),
            "signing_keys": self.keys.metadata_url,
            "connector": self.service_url,
            "graph": self._graph_address,
            "graph_scope": f"{self._graph_address}/.default",
            "requesters": sandbox.tenant.groups["requesters"].id,
            "approvers": sandbox.tenant.groups["approvers"].id,
        }


def _json(found: Any) -> bytes:
    return json.dumps(found).encode()
