"""A PostgreSQL behind TLS: it takes TLS off, and passes on what is left.

The server that tests start speaks no TLS itself.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import trustme
from sqlalchemy import URL

# Source: PostgreSQL, "Message Formats", SSLRequest.
SSL_REQUEST = bytes.fromhex("0000000804d2162f")


@asynccontextmanager
async def tls_front(server: URL, authority: trustme.CA, name: str) -> AsyncIterator[int]:
    """Hands out the port of 127.0.0.1 behind which `server` is; its certificate is for `name`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A client that distrusts us hangs up, which is what some tests are about.
        with suppress(OSError, asyncio.IncompleteReadError):
            if await reader.readexactly(len(SSL_REQUEST)) == SSL_REQUEST:
                writer.write(b"S")
                await writer.start_tls(context)
                await _pass_on(reader, writer, server)
        writer.close()

    front = await asyncio.start_server(meet, "127.0.0.1")
    async with front:
        yield front.sockets[0].getsockname()[1]


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: URL) -> None:
    folder, port = server.query.get("host"), server.port or 5432
    if folder:
        behind = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{port}")
    else:
        behind = await asyncio.open_connection(server.host or "127.0.0.1", port)
    await asyncio.gather(_copy(reader, behind[1]), _copy(behind[0], writer))


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while some := await source.read(65_536):
        sink.write(some)
        await sink.drain()
    sink.close()
