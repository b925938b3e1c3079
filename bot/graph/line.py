"""The line to Graph: tokens that are refused, patience with a busy Graph, calls in batches."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Protocol

import httpx

from bot.graph.answers import (
    Answer,
    Call,
    NoAnswer,
    Outcome,
    read_answer,
    refuses_token,
    worth_repeating,
)
from bot.graph.batch import PATH, compose, in_batches, read_parts
from bot.graph.errors import GraphError
from bot.graph.to_the_end import ToTheEnd
from bot.ports import Failure, TokenSource
from bot.watching import Observe, Timed

LATE = NoAnswer("none in time", sent=True)
_WAITS = (0.2, 0.6)
_LONGEST_WAIT = 2.0

_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)

Send = Callable[[Sequence[Call], str], Awaitable[list[Outcome]]]


class GraphTokens(TokenSource, Protocol):
    def drop(self, token: str) -> None:
        """Never give this token again: Graph has refused it."""
        ...


class Line:
    """What fails is an outcome too. Only a token that cannot be had raises: GraphError."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        tokens: GraphTokens,
        root: str,
        sleep: Callable[[float], Awaitable[None]],
        patience: timedelta,
        observe: Observe,
    ) -> None:
        self._http = http
        self._to_the_end = ToTheEnd()
        self._tokens = tokens
        self._root = root
        self._sleep = sleep
        self._patience = patience.total_seconds()
        self._observe = observe

    async def once(self, call: Call) -> Outcome:
        """Send a call that must never be repeated."""
        return await self._send(call, await self._token())

    async def outcome(self, call: Call) -> Outcome:
        """Send a call, and again while Graph is busy."""
        return (await self._patiently([call], self._singly))[0]

    async def outcomes(self, calls: Sequence[Call]) -> list[Outcome]:
        """Send all calls at once, in batches, and again those for which Graph was busy."""
        return await self._patiently(calls, self._batched)

    async def _patiently(self, calls: Sequence[Call], send: Send) -> list[Outcome]:
        try:
            async with asyncio.timeout(self._patience):
                return await self._try(calls, send)
        except TimeoutError:
            return [LATE] * len(calls)

    async def _try(self, calls: Sequence[Call], send: Send) -> list[Outcome]:
        found = await self._authorised(calls, send)
        for usual in _WAITS:
            due = [n for n, outcome in enumerate(found) if worth_repeating(outcome)]
            wait = max((_wait(found[n], usual) for n in due), default=None)
            if wait is None or wait > _LONGEST_WAIT:
                return found
            await self._sleep(wait)
            again = await self._authorised([calls[n] for n in due], send)
            _put(found, due, again)
        return found

    async def _authorised(self, calls: Sequence[Call], send: Send) -> list[Outcome]:
        token = await self._token()
        found = await send(calls, token)
        refused = [n for n, outcome in enumerate(found) if refuses_token(outcome)]
        if refused:
            self._tokens.drop(token)
            again = await send([calls[n] for n in refused], await self._token())
            _put(found, refused, again)
        return found

    async def _token(self) -> str:
        try:
            return await self._tokens.token()
        except Failure as error:
            raise GraphError(error.trouble, error.reference, made_nothing=True) from error

    async def _singly(self, calls: Sequence[Call], token: str) -> list[Outcome]:
        return [await self._send(call, token) for call in calls]

    async def _batched(self, calls: Sequence[Call], token: str) -> list[Outcome]:
        batches = [self._batch(some, token) for some in in_batches(calls)]
        return [outcome for batch in await asyncio.gather(*batches) for outcome in batch]

    async def _batch(self, calls: Sequence[Call], token: str) -> list[Outcome]:
        url, body = f"{self._root}{PATH}", compose(calls, self._root)
        batch = Call("POST", PATH, url, str(uuid.uuid4()), body)
        return read_parts(await self._send(batch, token), calls)

    async def _send(self, call: Call, token: str) -> Outcome:
        headers = {"Authorization": f"Bearer {token}", "client-request-id": call.id}
        try:
            with Timed(self._observe, call.purpose) as timed:
                sending = self._http.request(call.method, call.url, json=call.body, headers=headers)
                response = await self._to_the_end(sending)
                timed.status = response.status_code
            return read_answer(response)
        except (httpx.RequestError, httpx.InvalidURL) as error:
            return NoAnswer(type(error).__name__, sent=not isinstance(error, _NEVER_LEFT))


def _put(found: list[Outcome], places: Sequence[int], outcomes: Sequence[Outcome]) -> None:
    for place, outcome in zip(places, outcomes, strict=True):
        found[place] = outcome


def _wait(outcome: Outcome, usual: float) -> float:
    """Return how long to wait before asking again."""
    asked = outcome.retry_after if isinstance(outcome, Answer) else None
    return usual if asked is None else max(asked, usual)
