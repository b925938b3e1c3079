"""Tokens from Entra for one audience: asked for in a thread, once at a time, kept until due."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.letters import shown_name
from bot.graph.credentials import Credential, NoAssertion, OpenSession, Session, acquirer
from bot.graph.errors import new_reference
from bot.ports import Failure, Trouble

_log = logging.getLogger(__name__)

_EARLY = timedelta(minutes=5)
_PAUSE = timedelta(seconds=30)
_ERROR_FIELDS = ("error", "error_codes", "correlation_id")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A token, when it ends, and when to ask for the next one."""

    text: str = field(repr=False)
    ends: datetime
    due: datetime


def _now() -> datetime:
    return datetime.now(UTC)


class NoToken(Failure):
    """Entra gave none. `error` is its word, or what went wrong on the way; `codes` are AADSTS'."""

    def __init__(self, reference: str, error: str, codes: tuple[int, ...]) -> None:
        super().__init__(Trouble.SIGN_IN, reference)
        self.error = error
        self.codes = codes


class MsalTokens:
    def __init__(
        self,
        credential: Credential,
        authority: str,
        scope: str,
        open_session: OpenSession = Session,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._scope = scope
        self._acquire = acquirer(credential, authority, scope, open_session)
        self._now = now
        self._kept: _Kept | None = None
        self._asking: asyncio.Task[str] | None = None

    async def token(self) -> str:
        """Return a token that is good for now. Raises Failure with Trouble.SIGN_IN."""
        kept, now = self._kept, self._now()
        if kept is None or now >= kept.ends:
            return await asyncio.shield(self._ask())
        if now >= kept.due:
            # Nobody waits for the next token while this one is good.
            self._ask()
        return kept.text

    def drop(self, token: str) -> None:
        """Never give this token again."""
        if self._kept is not None and self._kept.text == token:
            self._kept = None

    def _ask(self) -> asyncio.Task[str]:
        if self._asking is None:
            self._asking = asyncio.create_task(self._renew())
            self._asking.add_done_callback(self._asked)
        return self._asking

    def _asked(self, task: asyncio.Task[str]) -> None:
        self._asking = None
        if task.cancelled() or task.exception() is None or self._kept is None:
            return
        self._kept = replace(self._kept, due=self._now() + _PAUSE)

    async def _renew(self) -> str:
        try:
            answer = await asyncio.to_thread(self._acquire)
        except NoAssertion as error:
            raise self._failure(error.answer) from None
        except Exception as error:  # noqa: BLE001 - msal lets through whatever its libraries raise
            raise self._failure({"error": type(error).__name__}) from None
        return self._keep(answer)

    def _keep(self, answer: Mapping[str, Any]) -> str:
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not isinstance(seconds, int):
            raise self._failure(answer)
        ends = self._now() + timedelta(seconds=seconds)
        self._kept = _Kept(token, ends, due=ends - _EARLY)
        return token

    def _failure(self, answer: Mapping[str, Any]) -> Failure:
        # Entra's description may repeat what was sent, so it stays out of the log.
        told = " ".join(f"{name}={shown_name(str(answer.get(name)))}" for name in _ERROR_FIELDS)
        reference = new_reference()
        _log.warning("No token: reference=%s scope=%s %s", reference, self._scope, told)
        codes = answer.get("error_codes") or ()
        return NoToken(reference, shown_name(str(answer.get("error"))), tuple(codes))
