"""The tokens of the tenant's applications: signed here, and read again by what they open."""

import time
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

import jwt

from bot.sandbox.cast import stable_id
from bot.sandbox.graph.permissions import GRANTED_TO_THE_BOT
from bot.sandbox.tenant import Tenant

GRAPH = "https://graph.microsoft.com"
BOT_FRAMEWORK = "https://api.botframework.com"
TOKEN_EXCHANGE = "api://AzureADTokenExchange"
LIFETIME = timedelta(seconds=3599)


class Tokens:
    """`granted` are the application permissions that an administrator consented to.

    Caches of tokens go by real time, so tokens do too, wherever the sandbox's clock was moved.
    """

    def __init__(self, tenant: Tenant, app_id: str) -> None:
        self._tenant = tenant
        self.app_id = app_id
        self.managed_identity_id = stable_id("managed-identity")
        self.granted: Iterable[str] = GRANTED_TO_THE_BOT
        self.issuer = ""
        self.graph = GRAPH

    @property
    def resources(self) -> frozenset[str]:
        return frozenset({GRAPH, self.graph, BOT_FRAMEWORK, TOKEN_EXCHANGE})

    def issue(
        self,
        audience: str,
        *,
        roles: Iterable[str] | None = None,
        app_id: str | None = None,
        lifetime: timedelta = LIFETIME,
    ) -> str:
        """Sign a token; one for Graph carries `roles`, or those granted."""
        now = int(time.time())
        caller = app_id or self.app_id
        claims: dict[str, Any] = {
            "aud": audience,
            "iss": self.issuer,
            "iat": now,
            "nbf": now - 300,
            "exp": now + int(lifetime.total_seconds()),
            "appid": caller,
            "idtyp": "app",
            "oid": stable_id(f"principal-{caller}"),
            "sub": stable_id(f"principal-{caller}"),
            "tid": self._tenant.id,
            "ver": "1.0",
        }
        if audience in {GRAPH, self.graph}:
            claims["roles"] = list(self.granted if roles is None else roles)
        return self._tenant.key.sign(claims)

    def read(self, token: str, audiences: Collection[str]) -> dict[str, Any]:
        """Return the claims of a token for one of `audiences`, or raise jwt.InvalidTokenError."""
        claims: dict[str, Any] = jwt.decode(
            token, self._tenant.key.public, algorithms=["RS256"], audience=audiences
        )
        if claims.get("tid") != self._tenant.id:
            raise jwt.InvalidTokenError("another tenant's token")
        return claims

    def speaks_for_the_bot(self, token: str) -> bool:
        """Say whether the connector may take this token for the bot's."""
        try:
            claims = self.read(token, {BOT_FRAMEWORK})
        except jwt.InvalidTokenError:
            return False
        return claims["appid"] in {self.app_id, self.managed_identity_id}
