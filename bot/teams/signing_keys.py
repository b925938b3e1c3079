"""The public keys that the Bot Framework signs with, fetched when needed and kept for a day."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import jwt

_LOG = logging.getLogger(__name__)
_KEPT_SECONDS = timedelta(hours=24).total_seconds()
_PAUSE_SECONDS = timedelta(minutes=1).total_seconds()
_TIMEOUT = aiohttp.ClientTimeout(total=5)


@dataclass(frozen=True, slots=True)
class Key:
    jwk: jwt.PyJWK
    endorsements: frozenset[str]  # the channels whose activities this key may sign


class SigningKeys:
    """Finds keys by id; `metadata_url` is an OpenID document that names the address of the keys.

    Source: Bot Framework, "Authentication with the Bot Connector API", connector to bot.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        metadata_url: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._metadata_url = metadata_url
        self._clock = clock
        self._keys: dict[str, Key] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching = asyncio.Lock()

    async def find(self, key_id: str) -> Key | None:
        """Return the key, or None if the Bot Framework knows of none by this id."""
        if self._wants_fetch(key_id):
            async with self._fetching:
                # Whoever waited here may find that the one before has brought the key.
                if self._wants_fetch(key_id):
                    await self._fetch()
        return self._keys.get(key_id)

    def _wants_fetch(self, key_id: str) -> bool:
        # Anybody can send unknown key ids, so they alone must not decide how often we ask.
        now = self._clock()
        is_old = now - self._fetched >= _KEPT_SECONDS
        return (is_old or key_id not in self._keys) and now - self._tried >= _PAUSE_SECONDS

    async def _fetch(self) -> None:
        try:
            metadata = await self._get(self._metadata_url)
            self._keys = _keys_in(await self._get(_address_in(metadata)))
            self._fetched = self._clock()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            _LOG.warning("signing keys not fetched, the old ones stay: error=%a", error)
        self._tried = self._clock()

    async def _get(self, url: str) -> object:
        async with self._session.get(url, timeout=_TIMEOUT, raise_for_status=True) as response:
            document: object = await response.json(content_type=None)
            return document


def _address_in(metadata: object) -> str:
    match metadata:
        case {"jwks_uri": str(address)}:
            return address
    raise ValueError("the metadata names no keys")


def _keys_in(document: object) -> dict[str, Key]:
    """Return the keys by id; one that cannot be read is left out, none at all is a ValueError."""
    match document:
        case {"keys": [*entries]}:
            found = dict(pair for entry in entries if (pair := _read(entry)))
        case _:
            found = {}
    if not found:
        raise ValueError("the document holds no usable key")
    return found


def _read(entry: Any) -> tuple[str, Key] | None:
    match entry:
        case {"kid": str(key_id), "kty": "RSA"}:
            try:
                jwk = jwt.PyJWK(entry, algorithm="RS256")
            except jwt.PyJWTError:
                return None
            return key_id, Key(jwk, _endorsements_in(entry))
    return None


def _endorsements_in(entry: object) -> frozenset[str]:
    match entry:
        case {"endorsements": [*channels]}:
            return frozenset(channel for channel in channels if isinstance(channel, str))
    return frozenset()
