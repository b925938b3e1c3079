"""The port that Teams reaches: many who say nothing, or say it slowly, keep nobody else out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from aiohttp import web
from aiohttp.http import HttpProcessingError

log = logging.getLogger(__name__)

# Half of the files that a process may usually have open.
MOST_CONNECTIONS = 500
# For the head of a request, and between two. A reverse proxy keeps its connections for a minute.
PATIENCE = timedelta(seconds=75)
# When the port closes, whoever was to be answered has been.
_CLOSES_WITHIN = timedelta(milliseconds=500)


class Doorway:
    """Connections to one application; over `most`, the oldest that waits for its sender goes."""

    def __init__(
        self, app: web.Application, most: int = MOST_CONNECTIONS, patience: timedelta = PATIENCE
    ) -> None:
        self._most = most
        # A body that is packed wrongly would make aiohttp log a traceback; Teams packs none.
        self._runner = web.AppRunner(
            app,
            logger=log,
            access_log=None,
            auto_decompress=False,
            keepalive_timeout=patience.total_seconds(),
            shutdown_timeout=_CLOSES_WITHIN.total_seconds(),
        )

    @asynccontextmanager
    async def open(self, host: str, port: int) -> AsyncIterator[tuple[str, int]]:
        """Serve until left; hands out the address and the port."""
        await self._runner.setup()
        server = await asyncio.get_running_loop().create_server(self._connect, host, port)
        try:
            bound = server.sockets[0].getsockname()
            yield bound[0], bound[1]
        finally:
            server.close()
            await self._runner.cleanup()

    def _connect(self) -> asyncio.Protocol:
        server = self._runner.server
        if server is None:
            raise RuntimeError("nobody connects before open()")
        here = [one for one in server.connections if one.transport is not None]
        if len(here) >= self._most and (oldest := next(filter(_waits, here), None)):
            oldest.force_close()
        return server()


def _waits(connection: web.RequestHandler) -> bool:
    """Whether its sender has not said yet what is to be answered."""
    return connection._current_request is None  # noqa: SLF001 - a middleware that counts costs every request


def _in_short(record: logging.LogRecord) -> bool:
    """What is no HTTP is the sender's failure: it gets one line and no traceback."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = "no HTTP: error=%s", (type(error).__name__,)
        record.exc_info = None
    return True


log.addFilter(_in_short)
