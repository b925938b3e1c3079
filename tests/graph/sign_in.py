"""Token sources for the sandbox's login, and what they ask over the wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import requests
from requests.adapters import HTTPAdapter

from bot.graph.credentials import Credential, Secret, Session
from bot.graph.tokens import MsalTokens
from bot.sandbox.server import Sandbox

IDENTITY_SERVICE = "http://169.254.169.254"
TOKEN_PATH = "/oauth2/v2.0/token"


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: int) -> None:
        self.now += timedelta(**by)


class IdentityService(HTTPAdapter):
    """Stands at the address where a machine in Azure has its identity service."""

    def __init__(self, address: str, seen: list[str]) -> None:
        super().__init__()
        self._address = address
        self._seen = seen

    def send(
        self, request: requests.PreparedRequest, *rest: Any, **settings: Any
    ) -> requests.Response:
        self._seen.append(request.url or "")
        request.url = (request.url or "").replace(IDENTITY_SERVICE, self._address)
        return super().send(request, *rest, **settings)


class Observed(Session):
    def __init__(self, sandbox: Sandbox, seen: list[str]) -> None:
        super().__init__(str(sandbox.ca_file))
        self._seen = seen
        self.mount(IDENTITY_SERVICE, IdentityService(sandbox.graph, seen))

    def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
        if not (request.url or "").startswith(IDENTITY_SERVICE):
            self._seen.append(request.url or "")
        return super().send(request, **settings)


@dataclass
class SignIn:
    """Makes token sources for the sandbox's login, and sees what they ask over the wire."""

    sandbox: Sandbox
    clock: Clock = field(default_factory=Clock)
    seen: list[str] = field(default_factory=list)

    def tokens(self, credential: Credential) -> MsalTokens:
        return MsalTokens(
            credential,
            authority=f"{self.sandbox.login}/{self.sandbox.tenant_id}",
            scope=f"{self.sandbox.graph}/.default",
            open_session=lambda: Observed(self.sandbox, self.seen),
            now=self.clock,
        )

    def with_secret(self) -> MsalTokens:
        return self.tokens(Secret(self.sandbox.app_id, self.sandbox.app_secret))

    def change_what_tokens_say(self) -> None:
        """Make the next token differ: two of the same second and content are the same."""
        self.sandbox.tokens.granted = ["User.Read.All"]

    @property
    def asked(self) -> int:
        """How many tokens were asked for at the login."""
        return sum(one.endswith(TOKEN_PATH) for one in self.seen)


def claims(token: str) -> Mapping[str, Any]:
    read: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return read
