from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp.test_utils import unused_port

from bot.teams.connector import ConnectorUnavailable, NotConnected, Throttled
from tests.teams.line import ALL, HTML, REPEATABLE, Act, Line, connect, send, update
from tests.teams.stand_ins import HANG_UP, SAY_NOTHING, Reply


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with connect() as line:
        yield line


@pytest.mark.parametrize("act", REPEATABLE)
@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, b""),
        Reply(502, HTML),
        Reply(503),
        Reply(412, b""),
        Reply(200, HTML),
        HANG_UP,
        SAY_NOTHING,
    ],
)
async def test_what_may_happen_twice_is_repeated(line: Line, act: Act, reply: Reply) -> None:
    line.replies(reply)

    await act(line)

    assert len(line.server.calls) == 2


UNCLEAR = [Reply(500, b""), Reply(502, HTML), Reply(200, HTML), SAY_NOTHING]


@pytest.mark.parametrize(
    ("act", "reply"),
    # aiohttp by itself repeats an update at once where an old connection was closed.
    [(send, HANG_UP), *((act, reply) for act in (send, update) for reply in UNCLEAR)],
)
async def test_what_may_have_been_written_is_not_written_again(
    line: Line, act: Act, reply: Reply
) -> None:
    line.replies(reply)

    with pytest.raises(ConnectorUnavailable):
        await act(line)

    assert len(line.server.calls) == 1
    assert line.waits == []


@pytest.mark.parametrize("act", ALL)
async def test_a_throttled_call_waits_as_long_as_teams_says(line: Line, act: Act) -> None:
    line.replies(Reply(429, b"", {"Retry-After": "3"}), Reply(429, b"", {"Retry-After": "2"}))

    await act(line)

    assert len(line.server.calls) == 3
    assert line.waits == [3, 2]


@pytest.mark.parametrize("hint", ["", "soon", "9" * 30, "Wed, 25 Nov 2026 09:00:00 GMT"])
async def test_a_throttled_call_without_a_sensible_wait_takes_ours(line: Line, hint: str) -> None:
    line.replies(*[Reply(429, b"", {"Retry-After": hint})] * 3)

    with pytest.raises(Throttled) as raised:
        await send(line)

    assert raised.value.retry_after is None
    assert line.waits == [0.5, 1]


async def test_a_long_wait_is_left_to_the_caller(line: Line) -> None:
    line.replies(Reply(429, b"", {"Retry-After": "60"}))

    with pytest.raises(Throttled) as raised:
        await send(line)

    assert raised.value.retry_after == timedelta(minutes=1)
    assert line.waits == []


@pytest.mark.parametrize("act", REPEATABLE)
async def test_it_gives_up_after_three_times(line: Line, act: Act) -> None:
    line.replies(*[Reply(503)] * 3)

    with pytest.raises(ConnectorUnavailable):
        await act(line)

    assert len(line.server.calls) == 3
    assert line.waits == [0.5, 1]


@pytest.mark.parametrize("act", ALL)
async def test_what_was_never_sent_is_repeated(line: Line, act: Act) -> None:
    line.url = f"http://127.0.0.1:{unused_port()}"

    with pytest.raises(NotConnected):
        await act(line)

    assert line.tokens.asked == 3
