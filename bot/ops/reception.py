"""Lets activities in until the bot is about to stop, and knows who is still inside."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler


class Reception:
    """Once closed it answers 503, so that a load balancer tries another replica."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._inside = 0
        self._closed = False
        self._empty = asyncio.Event()

    @property
    def is_open(self) -> bool:
        return not self._closed

    async def receive(self, request: web.Request) -> web.StreamResponse:
        if self._closed:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        self._inside += 1
        try:
            return await self._handler(request)
        finally:
            self._inside -= 1
            if self._closed and not self._inside:
                self._empty.set()

    async def close(self, patience: timedelta) -> None:
        """Let nobody else in, and wait for those inside, but not for longer than `patience`."""
        self._closed = True
        if self._inside:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), patience.total_seconds())
