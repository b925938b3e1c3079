import asyncio
from asyncio import StreamReader
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from bot.teams.ingress import Answer
from bot.teams.trust import RawActivity, Trust
from tests.patience import until
from tests.teams.stand_ins import APP_ID, ISSUER, TENANT, TRUST, Door, Sent, activity, open_door
from tests.teams.strangers import (
    MALFORMED,
    NOT_JSON,
    NOT_TRUSTED,
    TOO_LONG,
    Write,
    from_service,
    good_body,
    in_chunks,
    of_type,
    token,
    with_parts,
)


class Bot:
    """Remembers what was let in."""

    def __init__(self) -> None:
        self.seen: list[RawActivity] = []

    async def process(self, raw: RawActivity) -> Answer:
        self.seen.append(raw)
        return Answer(202)


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
async def door(bot: Bot) -> AsyncIterator[Door]:
    async with open_door(bot.process) as opened:
        yield opened


TABLE = [
    pytest.param(write, status, id=name)
    for status, writes in ((401, NOT_TRUSTED), (400, MALFORMED), (413, TOO_LONG), (415, NOT_JSON))
    for name, write in writes.items()
]


@pytest.mark.parametrize(("write", "status"), TABLE)
async def test_a_stranger_is_refused_before_the_bot_hears_of_it(
    door: Door, bot: Bot, caplog: pytest.LogCaptureFixture, write: Write, status: int
) -> None:
    """One status, one line in the log without a traceback, no words for the stranger."""
    sent = await write(door)

    assert sent == Sent(status, b"")
    assert bot.seen == []
    (line,) = caplog.records
    assert line.exc_info is None
    assert f"refused status={status} " in line.getMessage()
    assert line.getMessage().isprintable()


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda door: door.write(), id="a message"),
        pytest.param(of_type("application/json"), id="a content type without parameters"),
        pytest.param(
            lambda door: door.write(Authorization=f"bearer {token()}"), id="scheme in small letters"
        ),
        pytest.param(
            lambda door: door.write(token=token(exp=datetime.now(UTC) - timedelta(minutes=1))),
            id="a clock that is behind",
        ),
        pytest.param(with_parts(channelData=None), id="tenant in the conversation only"),
        pytest.param(with_parts(conversation={"id": "a:rita"}), id="tenant in channel data only"),
        pytest.param(
            with_parts(conversation={"id": "a:rita", "tenantId": TENANT.upper()}),
            id="tenant in capitals",
        ),
        pytest.param(from_service("https://smba.example"), id="no path"),
        pytest.param(from_service("https://smba.example:443/emea/"), id="the port of HTTPS"),
        pytest.param(lambda door: door.write(in_chunks(good_body())), id="in chunks"),
    ],
)
async def test_teams_is_let_in(
    door: Door, bot: Bot, caplog: pytest.LogCaptureFixture, write: Write
) -> None:
    sent = await write(door)

    assert sent == Sent(202, b"")
    assert [raw["text"] for raw in bot.seen] == ["tap uma@contoso.example"]
    assert caplog.records == []


async def test_a_body_of_just_the_size_is_let_in(door: Door, bot: Bot) -> None:
    body = good_body().ljust(256 * 1024)

    sent = await door.write(body)

    assert sent.status == 202
    assert len(bot.seen) == 1


async def test_the_token_is_in_no_line(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="bot")
    secret = token(aud="someone else")

    await door.write(token=secret)

    assert secret.split(".")[2] not in caplog.text


@asynccontextmanager
async def raw(door: Door, authorization: bytes, length: int) -> AsyncIterator[StreamReader]:
    """Write two bytes of a body as no HTTP client would; gives what comes back, then hangs up."""
    address = urlsplit(door.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    lines = [b"POST /api/messages HTTP/1.1", b"Host: bot", b"Content-Type: application/json"]
    lines += [b"Content-Length: %d" % length, b"Authorization: Bearer " + authorization]
    writer.write(b"\r\n".join([*lines, b"", b"{}"]))
    yield reader
    writer.close()
    await writer.wait_closed()


async def test_a_token_that_is_no_text_is_refused(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    async with raw(door, b"\xff.a.b", length=2) as reader:
        answer = await reader.readline()

    assert answer.startswith(b"HTTP/1.1 401 ")
    assert len(caplog.records) == 1


async def test_a_body_that_does_not_arrive_is_not_waited_for(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    patience = timedelta(seconds=0.05)

    async with (
        open_door(bot.process, TRUST, patience) as door,
        raw(door, token().encode(), length=50) as reader,
    ):
        answer = await reader.readline()

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert [line.exc_info for line in caplog.records] == [None]
    assert bot.seen == []


async def test_a_body_that_is_cut_off_is_no_failure_of_ours(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_door(bot.process, TRUST, timedelta(seconds=1)) as door:
        async with raw(door, token().encode(), length=50):
            await asyncio.sleep(0.1)  # the server may read the head, and need not
        await until(lambda: caplog.records)

    assert [line.exc_info for line in caplog.records] == [None]
    assert bot.seen == []


@pytest.mark.parametrize("nasty", ["a\r\nrefused status=200", "\u202etac", "\x1b[2J", "x" * 9_999])
async def test_what_a_stranger_sends_cannot_forge_the_log(
    door: Door, caplog: pytest.LogCaptureFixture, nasty: str
) -> None:
    await door.write(activity(channelId=nasty))

    (line,) = caplog.messages
    assert line.isascii()
    assert line.isprintable()
    assert len(line) < 400


async def test_a_suffix_lets_in_all_its_hosts(bot: Bot) -> None:
    trust = Trust(APP_ID, TENANT, ISSUER, (".smba.example",))

    async with open_door(bot.process, trust) as door:
        inside = await from_service("https://eu.smba.example/")(door)
        outside = await from_service("https://evilsmba.example/")(door)

    assert inside.status == 202
    assert outside.status == 401


async def test_plain_http_is_for_the_sandbox(bot: Bot) -> None:
    trust = Trust(APP_ID, TENANT, ISSUER, ("127.0.0.1",), plain_http=True)

    async with open_door(bot.process, trust) as door:
        known = await from_service("http://127.0.0.1:3978/teams/")(door)
        unknown = await from_service("http://127.0.0.2:3978/teams/")(door)

    assert known.status == 202
    assert unknown.status == 401


async def test_a_refusal_says_which_scheme_is_wanted(door: Door) -> None:
    async with door.session.post(door.url, json={}) as response:
        scheme = response.headers["WWW-Authenticate"]

    assert response.status == 401
    assert scheme == "Bearer"


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        (Answer(202), Sent(202, b"")),
        (Answer(200, {"value": "é"}), Sent(200, b'{"value": "\\u00e9"}')),
        (Answer(200, []), Sent(200, b"[]")),
        (Answer(503), Sent(503, b"")),
    ],
)
async def test_teams_gets_the_bots_answer(answer: Answer, sent: Sent) -> None:
    async def process(_raw: RawActivity) -> Answer:
        return answer

    async with open_door(process, TRUST) as door:
        got = await door.write()

    assert got == sent
