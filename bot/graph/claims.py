"""What a token for Graph says of itself. Only the doctor looks; for the bot tokens are opaque."""

from dataclasses import dataclass

import jwt

from bot.graph.fields import UnreadableError, text


@dataclass(frozen=True, slots=True)
class Claims:
    """`roles` are the application permissions that an administrator has consented to."""

    tenant_id: str
    app_id: str
    roles: frozenset[str]


def read_claims(token: str) -> Claims:
    """Raises UnreadableError. Nothing is verified: Entra gave the token to us, over TLS.

    Source: "Access token claims reference"; tokens of version 2 say azp for appid.
    """
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        raise UnreadableError("the token is no JWT") from None
    roles = claims.get("roles", [])
    if not isinstance(roles, list):
        raise UnreadableError("roles is no list")
    app = "appid" if "appid" in claims else "azp"
    return Claims(text(claims, "tid").lower(), text(claims, app).lower(), frozenset(roles))
