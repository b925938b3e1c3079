"""Faults on demand: what Microsoft's services do on a bad day, asked for by a test or the demo."""

import asyncio
import json
import re
import uuid
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

_CODES = {429: "TooManyRequests", 502: "BadGateway", 503: "ServiceUnavailable", 504: "UnknownError"}


@dataclass
class _Fault:
    where: str
    method: str | None
    path: re.Pattern[str] | None
    status: int | None
    retry_after: int | None
    after_work: bool
    delay: float
    cut: bool
    body: str | None
    content_type: str
    times: int | None

    def matches(self, request: web.Request) -> bool:
        return (
            self.times != 0
            and self.where == place(request.path)
            and self.method in {None, request.method}
            and (self.path is None or self.path.search(request.path) is not None)
        )

    def answer(self, status: int) -> web.Response:
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        text = _envelope(status) if self.body is None else self.body
        return web.Response(
            status=status, text=text, content_type=self.content_type, headers=headers
        )


class Faults:
    def __init__(self) -> None:
        self._faults: list[_Fault] = []

    def add(
        self,
        where: str,
        *,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
        retry_after: int | None = None,
        after_work: bool = False,
        delay: float = 0,
        cut: bool = False,
        body: str | None = None,
        content_type: str = "application/json",
        times: int | None = None,
    ) -> None:
        """Meet the next `times` matching requests (all, if None) with this fault.

        `where` is "graph", "login" or "connector"; `path` is a regular expression searched in the
        request's decoded path. With `after_work` the work is done before the fault is answered.
        A fault with neither status nor cut only delays, by `delay` seconds.
        """
        pattern = None if path is None else re.compile(path)
        terms = (status, retry_after, after_work, delay, cut, body, content_type, times)
        self._faults.append(_Fault(where, method, pattern, *terms))

    def clear(self) -> None:
        self._faults.clear()

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = next((fault for fault in self._faults if fault.matches(request)), None)
        if fault is None:
            return await handler(request)
        if fault.times is not None:
            fault.times -= 1
        return await _apply(fault, request, handler)


def place(path: str) -> str:
    """Say whose path this is: "connector", "graph" or, for all others, "login"."""
    if path.startswith("/teams/"):
        return "connector"
    return "graph" if path.startswith(("/v1.0", "/beta")) else "login"


async def _apply(fault: _Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
    # What is slow does its work in the end, even if nobody is there any more to be answered.
    await request.read()
    work = await handler(request) if fault.after_work else None
    await asyncio.sleep(fault.delay)
    if fault.cut:
        return _cut_off(request)
    if fault.status is not None:
        return fault.answer(fault.status)
    return work if work is not None else await handler(request)


def _cut_off(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _envelope(status: int) -> str:
    words = "Please retry again later." if status == HTTPStatus.TOO_MANY_REQUESTS else ""
    code = _CODES.get(status, "UnknownError")
    inner = {"code": str(status), "request-id": str(uuid.uuid4()), "status": str(status)}
    return json.dumps({"error": {"code": code, "message": words, "innerError": inner}})
