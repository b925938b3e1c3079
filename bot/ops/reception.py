"""Lets activities in until the bot is about to stop, and knows who is still inside."""

import asyncio
from datetime import timedelta
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler


class Reception:
    """Once closed it answers 503, so that a load balancer tries another replica."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._inside: set[asyncio.Future[web.StreamResponse]] = set()
        self._closed = False

    @property
    def is_open(self) -> bool:
        return not self._closed

    async def receive(self, request: web.Request) -> web.StreamResponse:
        if self._closed:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        answering = asyncio.ensure_future(self._handler(request))
        self._inside.add(answering)
        answering.add_done_callback(self._inside.discard)
        return await answering

    async def close(self, patience: timedelta) -> None:
        """Let nobody else in, and wait for those inside, but not for longer than `patience`."""
        self._closed = True
        if self._inside:
            await asyncio.wait(self._inside, timeout=patience.total_seconds())
