"""Whether the Bot Framework signed a token, for Teams and for us.

Teams sends the same token for about an hour, so what was verified is kept for as long as both the
token and the key that signed it are good. The token itself is not: a digest is enough to know it.
"""

import hashlib
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import jwt
from cachetools import LRUCache

from bot.teams.signing_keys import Key, SigningKeys
from bot.teams.trust import CHANNEL, Trust, distrusted

_LEEWAY = timedelta(minutes=5)
_MOST_KEPT = 1000

Claims = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Verified:
    """`until` is in seconds since 1970, as tokens count them."""

    key_id: str
    key: Key = field(repr=False)
    claims: Claims = field(repr=False)
    until: float


class Verification:
    def __init__(self, trust: Trust, keys: SigningKeys) -> None:
        self._trust = trust
        self._keys = keys
        self._kept: LRUCache[bytes, _Verified] = LRUCache(_MOST_KEPT)

    async def claims(self, token: str) -> Claims:
        """Return what the token says. Raises Refused."""
        digest = hashlib.sha256(token.encode("ascii")).digest()
        known = self._kept.get(digest)
        if known is None or not await self._is_good(known):
            known = await self._verify(token)
            self._kept[digest] = known
        return known.claims

    async def _is_good(self, known: _Verified) -> bool:
        # A key may be withdrawn while tokens that it signed still run.
        is_current = await self._keys.find(known.key_id) is known.key
        return is_current and time.time() < known.until

    async def _verify(self, token: str) -> _Verified:
        key_id = _key_id_in(token)
        key = await self._keys.find(key_id)
        if key is None:
            raise distrusted("unknown key", key_id)
        if CHANNEL not in key.endorsements:
            raise distrusted("key not endorsed for Teams", key_id)
        try:
            claims = jwt.decode(
                token,
                key.jwk,
                algorithms=["RS256"],
                audience=self._trust.app_id,
                issuer=self._trust.issuer,
                leeway=_LEEWAY,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except jwt.PyJWTError as error:
            raise distrusted("bad token", type(error).__name__) from None
        return _Verified(key_id, key, claims, int(claims["exp"]) + _LEEWAY.total_seconds())


def _key_id_in(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise distrusted("bad token", type(error).__name__) from None
    match header:
        case {"kid": str(key_id)}:
            return key_id
    raise distrusted("token names no key")
