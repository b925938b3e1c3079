"""The Bot Framework's signing keys: published with endorsements, rotated, and used for tokens."""

import time
from datetime import timedelta
from functools import cache
from typing import Any

from aiohttp import web

from bot.sandbox.keys import SigningKey
from bot.sandbox.teams.messages import Json

ISSUER = "https://api.botframework.com"
LIFETIME = timedelta(hours=1)
_ENDORSEMENTS = ("msteams", "webchat", "directline", "skype", "email")
_PREFIX = "/botframework/v1/.well-known"


@cache
def _first_key() -> SigningKey:
    """One for all sandboxes of this process: to make a key takes a tenth of a second."""
    return SigningKey()


class BotFrameworkKeys:
    """`published` may be changed by a test; the newest key is the last, and signs."""

    def __init__(self, app_id: str) -> None:
        self.published = [_first_key()]
        self.fetches = 0
        self.address = ""
        self.app_id = app_id

    @property
    def metadata_url(self) -> str:
        return f"{self.address}{_PREFIX}/openidconfiguration"

    @property
    def service_url(self) -> str:
        return f"{self.address}/teams/"

    def rotate(self, *, keep_old: bool = True) -> SigningKey:
        """Sign with a new key from now on; publish the others no longer unless `keep_old`."""
        kept = self.published if keep_old else []
        self.published = [*kept, SigningKey()]
        return self.published[-1]

    def sign_activity_token(
        self, *, key: SigningKey | None = None, headers: Json | None = None, **overrides: Any
    ) -> str:
        """Return the token that Teams sends with an activity.

        `overrides` replace claims, or remove those that are None; `headers` likewise replace
        headers of the token, and a `key` that was never published signs a forged one.
        """
        # Who verifies the token reads the machine's clock, which the sandbox cannot move.
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": self.app_id,
            "nbf": now - 300,
            "exp": now + int(LIFETIME.total_seconds()),
            "serviceurl": self.service_url,
        } | overrides
        kept = {name: claim for name, claim in claims.items() if claim is not None}
        return (key or self.published[-1]).sign(kept, **(headers or {}))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"{_PREFIX}/openidconfiguration", self._metadata),
            web.get(f"{_PREFIX}/keys", self._keys),
        ]

    async def _metadata(self, _request: web.Request) -> web.Response:
        return web.json_response(
            {
                "issuer": ISSUER,
                "authorization_endpoint": "https://invalid.botframework.com",
                "jwks_uri": f"{self.address}{_PREFIX}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            }
        )

    async def _keys(self, _request: web.Request) -> web.Response:
        """Answer with the key set; `fetches` counts the answers."""
        self.fetches += 1
        endorsed = [key.jwk(endorsements=list(_ENDORSEMENTS)) for key in self.published]
        return web.json_response({"keys": endorsed})
