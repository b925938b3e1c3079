"""The client of Microsoft Graph: one look-up or several at once, pages, and who is asked once."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypeVar

import httpx

from bot.domain.terms import Trace
from bot.graph.answers import NoAnswer, Purpose
from bot.graph.errors import failure, trace_of
from bot.graph.fields import Json
from bot.graph.line import LATE, GraphTokens, Line
from bot.graph.questions import Page, Question, Questions, Read, understood
from bot.watching import Observe, unobserved

T = TypeVar("T")

# An invoke must be answered within five seconds, and a look-up is a part of that.
PATIENCE = timedelta(seconds=4)
CALL = timedelta(seconds=10)
_MOST_PAGES = 100


def open_http(
    ca_file: str | None = None, *, through_proxies: bool = True, timeout: timedelta = CALL
) -> httpx.AsyncClient:
    """Return the one client for Graph; proxies come from the environment, if they may."""
    seconds = timeout.total_seconds()
    return httpx.AsyncClient(
        trust_env=through_proxies,
        verify=ssl.create_default_context(cafile=ca_file) if ca_file else True,
        timeout=httpx.Timeout(seconds, connect=min(seconds, 3)),
        limits=httpx.Limits(max_connections=20, max_keepalive_connections=10),
    )


class GraphClient:
    """Every method raises GraphError, which is logged; `read` makes our types of Graph's JSON."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        tokens: GraphTokens,
        address: str,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: timedelta = PATIENCE,
        observe: Observe = unobserved,
    ) -> None:
        root = f"{address.rstrip('/')}/v1.0/"
        self._line = Line(http, tokens, root, sleep, patience, observe)
        self._patience = patience.total_seconds()
        self.questions = Questions(root)

    async def get(self, path: str, read: Read[T], **options: str) -> T:
        """Return the one object at `path`; `options` are OData's, without their $."""
        return await self.answer(self.questions.get(path, read, **options))

    async def find(self, path: str, read: Read[T], **options: str) -> T | None:
        """Return None where there is nothing."""
        return await self.answer(self.questions.find(path, read, **options))

    async def pages(self, path: str, read: Read[T], **options: str) -> list[T]:
        """Return all items of all pages."""
        return await self.rest(await self.answer(self.questions.page(path, read, **options)))

    async def rest(self, page: Page[T]) -> list[T]:
        """Return the items of this page and of all that follow."""
        pages = [page]
        while page.next is not None:
            question = self.questions.next_page(page)
            if len(pages) == _MOST_PAGES:
                raise failure(question.call, NoAnswer(f"more than {_MOST_PAGES} pages", sent=True))
            page = await self.answer(question)
            pages.append(page)
        return [item for one in pages for item in one.items]

    async def all_of(self, *questions: Question[Page[T]]) -> list[T]:
        """Return the items of all pages of questions that were asked."""
        pages = [question.answer() for question in questions]
        lists = await asyncio.gather(*map(self.rest, pages))
        return [item for items in lists for item in items]

    async def ask(self, path: str, body: Json, read: Read[T]) -> T:
        """Return the answer of a POST that only reads."""
        return await self.answer(self.questions.ask(path, body, read))

    async def ask_all(self, questions: Iterable[Question[Any]]) -> None:
        """Ask all at once, in batches; what failed is raised by the question's `answer`."""
        asked = list(questions)
        if not asked:
            return
        outcomes = await self._line.outcomes([one.call for one in asked])
        for question, outcome in zip(asked, outcomes, strict=True):
            question.outcome = outcome

    async def in_time(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what several look-ups give, if all of them together take no longer than one."""
        try:
            async with asyncio.timeout(self._patience):
                return await work
        except TimeoutError:
            raise failure(self.questions.call("GET", "several", {}), LATE) from None

    async def post(
        self, path: str, body: Json, call_id: str, read: Callable[[Json, Trace], T]
    ) -> T:
        """Return what was created; this call is never repeated."""
        call = self.questions.call("POST", path, {}, body)
        call = replace(call, id=call_id, purpose=Purpose.CREATE)
        outcome = await self._line.once(call)
        trace = trace_of(call, outcome)
        return understood(call, outcome, lambda made: read(made, trace), HTTPStatus.CREATED)

    async def delete(self, path: str) -> None:
        """Delete; what is gone already counts as deleted."""
        call = replace(self.questions.call("DELETE", path, {}), purpose=Purpose.DELETE)
        outcome = await self._line.outcome(call)
        if isinstance(outcome, NoAnswer) or not (
            outcome.status == HTTPStatus.NO_CONTENT or outcome.missing
        ):
            raise failure(call, outcome)

    async def answer(self, question: Question[T]) -> T:
        return question.understand(await self._line.outcome(question.call))
