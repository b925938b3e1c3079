"""Connections that say nothing, or say it slowly: others are served all the same."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import aiohttp
from aiohttp import web

from bot.ops.doorway import Doorway
from tests.attacks.listening_in import Connection, Log, crowd, head, knock
from tests.patience import PATIENCE, until
from tests.stories.town import Town

MOST = 10
HELLO = b"GET /hello HTTP/1.1\r\nHost: bot\r\n\r\n"
HALF_A_HEAD = b"POST /api/messages HTTP/1.1\r\nHost: b"


@asynccontextmanager
async def greeter(
    go_on: asyncio.Event, patience: timedelta = timedelta(seconds=60)
) -> AsyncIterator[str]:
    """A server that says hello as soon as it may, with room for few."""

    async def greet(_request: web.Request) -> web.Response:
        await go_on.wait()
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_get("/hello", greet)
    async with Doorway(app, MOST, patience).open("127.0.0.1", 0) as (host, port):
        yield f"http://{host}:{port}"


def at_once() -> asyncio.Event:
    go_on = asyncio.Event()
    go_on.set()
    return go_on


async def greeting(address: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"{address}/hello") as answer:
        return await answer.text()


async def is_hung_up_on(connection: Connection) -> bool:
    """Raises TimeoutError while the other side keeps the connection open."""
    async with asyncio.timeout(PATIENCE):
        # Whoever still sends while the other side closes is told so less politely.
        with suppress(ConnectionResetError):
            return await connection[0].read() == b""
        return True


async def are_left(connections: list[Connection], number: int) -> None:
    """Raises TimeoutError if it never comes to so many open connections."""
    await until(lambda: sum(not reader.at_eof() for reader, _ in connections) == number)


async def test_silent_connections_make_room_for_one_that_speaks() -> None:
    async with greeter(at_once()) as address, crowd(address, 5 * MOST) as silent:
        said = await greeting(address)

        assert said == "hello"
        await are_left(silent, MOST - 1)


async def test_half_a_head_is_as_good_as_silence() -> None:
    async with greeter(at_once()) as address, crowd(address, 5 * MOST, HALF_A_HEAD) as slow:
        said = await greeting(address)

        assert said == "hello"
        await are_left(slow, MOST - 1)


async def test_who_is_being_answered_is_not_sent_away() -> None:
    go_on = asyncio.Event()

    async with greeter(go_on) as address:
        reader, writer = await knock(address, HELLO)
        async with crowd(address, 5 * MOST) as silent:
            await are_left(silent, MOST - 1)
            go_on.set()
            answer = await reader.readline()
        writer.close()

    assert answer.startswith(b"HTTP/1.1 200 ")


async def test_nobody_may_take_for_ever_to_say_who_they_are() -> None:
    """A byte now and then does not buy more time."""
    async with greeter(at_once(), timedelta(seconds=0.3)) as address:
        slow = await knock(address, HALF_A_HEAD)
        trickle = asyncio.create_task(keep_trickling(slow[1]))

        assert await is_hung_up_on(slow)
        trickle.cancel()
        slow[1].close()


async def keep_trickling(writer: asyncio.StreamWriter) -> None:
    while not writer.is_closing():
        writer.write(b"o")
        await asyncio.sleep(0.02)


async def test_a_story_goes_on_among_many_who_are_slow(town: Town) -> None:
    """Some say nothing, some half a head, and some with a good token the beginning of a body."""
    address = town.sandbox.teams.bot_endpoint
    token = town.sandbox.teams.keys.sign_activity_token()
    half_a_body = head(town, token=token, length=500) + b'{"type":'

    async with (
        crowd(address, 100),
        crowd(address, 100, HALF_A_HEAD),
        crowd(address, 50, half_a_body),
    ):
        await town.issued()

    assert len(town.posts) == 1


async def test_what_is_no_http_gets_a_line_and_no_traceback(town: Town, log: Log) -> None:
    address = town.sandbox.teams.bot_endpoint
    garbage = [
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"POST /api/messages HTTP/9.9\r\n\r\n",
        head(town, b"Bad Header\r\n\x1b[2J: \xff"),
        head(town, b"X: " + b"x" * 10_000),
        head(town, *[b"X-%d: x" % number for number in range(500)]),
        head(town, b"Transfer-Encoding: chunked"),
    ]

    for one in garbage:
        reader, writer = await knock(address, one)
        answer = await reader.readline()
        assert b" 400 " in answer, one
        writer.close()

    assert log.failures == []
    lines = [line for line in log.lines if "no HTTP" in line]
    assert len(lines) == len(garbage)
    assert all(line.isprintable() for line in lines)
