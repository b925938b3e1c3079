"""HTTP/1.1 without a library: load and stand-ins must cost less than what they measure."""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_END = b"\r\n\r\n"
LOCAL = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a stand-in was asked; `head` is everything before the body."""

    method: str
    path: str
    head: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""


Handler = Callable[[Asked], Awaitable[Answer]]


class Cut:
    """Cuts a stream into messages, each a head and a body of the length that the head tells."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        self._buffer += data
        while (end := self._buffer.find(_END)) >= 0:
            head = bytes(self._buffer[:end])
            if _CHUNKED.search(head):
                raise ValueError("nobody here sends chunks")
            told = _LENGTH.search(head)
            start = end + len(_END)
            stop = start + (int(told[1]) if told else 0)
            if len(self._buffer) < stop:
                return
            body = bytes(self._buffer[start:stop])
            del self._buffer[:stop]
            yield head, body


class Door:
    """A server on a free port. Each answer takes `latency` seconds, which may be changed."""

    def __init__(self, handler: Handler, context: ssl.SSLContext) -> None:
        self._handler = handler
        self._context = context
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Transport] = set()
        self.latency = 0.0
        self.calls = 0

    async def open(self) -> str:
        """Return the address, such as https://127.0.0.1:8443."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Served(self), LOCAL, 0, ssl=self._context, backlog=1000
        )
        return f"https://{LOCAL}:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for transport in tuple(self._open):
            transport.abort()

    def entered(self, transport: asyncio.Transport) -> None:
        self._open.add(transport)

    def left(self, transport: asyncio.Transport) -> None:
        self._open.discard(transport)

    async def answer(self, asked: Asked) -> Answer:
        self.calls += 1
        answer = await self._handler(asked)
        if self.latency:
            await asyncio.sleep(self.latency)
        return answer


class _Served(asyncio.Protocol):
    def __init__(self, door: Door) -> None:
        self._door = door
        self._cut = Cut()
        self._transport: asyncio.Transport | None = None
        self._answering: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._door.entered(transport)

    def connection_lost(self, error: Exception | None) -> None:
        del error
        if self._transport is not None:
            self._door.left(self._transport)

    def data_received(self, data: bytes) -> None:
        for head, body in self._cut.feed(data):
            task = asyncio.get_running_loop().create_task(self._answer(head, body))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _answer(self, head: bytes, body: bytes) -> None:
        method, path, _ = head.split(b"\r\n", 1)[0].decode("ascii").split(" ")
        answer = await self._door.answer(Asked(method, path, head, body))
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(_response(answer))
        if _CLOSES.search(head):
            self._transport.close()


def _response(answer: Answer) -> bytes:
    head = (
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n"
        f"Content-Type: application/json; charset=utf-8\r\n"
        f"Content-Length: {len(answer.body)}\r\n\r\n"
    )
    return head.encode() + answer.body


class Caller(asyncio.Protocol):
    """One connection to a bot, which is opened when it is needed; one request at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cut = Cut()
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None

    async def ask(self, request: bytes) -> Answer:
        """Raise OSError where no answer comes."""
        loop = asyncio.get_running_loop()
        if self._transport is None or self._transport.is_closing():
            self._cut = Cut()
            await loop.create_connection(lambda: self, LOCAL, self._port)
        assert self._transport is not None
        self._waiting = loop.create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        for head, body in self._cut.feed(data):
            if self._waiting is not None and not self._waiting.done():
                self._waiting.set_result(Answer(int(head[9:12]), body))

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error or ConnectionResetError("hung up"))


def post(path: str, token: str | None, body: bytes) -> bytes:
    """Return a POST as it goes over the wire."""
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {LOCAL}\r\n{bearer}"
        f"Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
