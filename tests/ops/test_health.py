"""What those who look after the bot are told: does it live, can it work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import httpx
import pytest

from bot.demo import of_sandbox
from bot.domain.refusals import Paused
from bot.ops.health import Books, Health, looked_after
from bot.ops.metrics import Metrics
from bot.ports import Trouble
from bot.sandbox.server import Sandbox
from bot.store.counting import Counts
from bot.store.failures import StoreFailed
from tests.ops.serving import Port

FINE = {
    "database": "ok",
    "token for Teams": "ok",
    "token for Graph": "ok",
    "door": "ok",
}


class Empty:
    """A store in which nothing is."""

    async def counts(self) -> Counts:
        from datetime import timedelta

        return Counts({}, 0, timedelta())

    async def paused(self) -> Paused | None:
        return None


class Gone:
    """A store whose database does not answer."""

    async def counts(self) -> Counts:
        raise StoreFailed(Trouble.RECORDS, "4711")

    async def paused(self) -> Paused | None:
        raise StoreFailed(Trouble.RECORDS, "4711")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as made:
        yield made


@asynccontextmanager
async def port_of(sandbox: Sandbox, books: Books, *, is_open: bool = True) -> AsyncIterator[Port]:
    health = Health(books, of_sandbox(sandbox), Metrics(), lambda: is_open)
    async with looked_after(health, "127.0.0.1", 0) as address:
        yield Port(address)


async def test_a_bot_that_lives_says_so(sandbox: Sandbox) -> None:
    async with port_of(sandbox, Gone()) as port:
        answer = await port.get("/healthz")

    assert answer.status_code == HTTPStatus.OK


async def test_a_bot_that_can_work_says_so(sandbox: Sandbox) -> None:
    async with port_of(sandbox, Empty()) as port:
        assert await port.state() == (HTTPStatus.OK, FINE)


async def test_without_its_database_it_cannot_work(sandbox: Sandbox) -> None:
    async with port_of(sandbox, Gone()) as port:
        status, found = await port.state()

    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert found == FINE | {"database": "records, reference 4711"}


async def test_without_a_token_it_cannot_work(sandbox: Sandbox) -> None:
    sandbox.faults.add("login", path="/token$", status=503)

    async with port_of(sandbox, Empty()) as port:
        status, found = await port.state()

    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert found["token for Graph"].startswith("sign-in, reference ")
    assert found["database"] == "ok"


async def test_while_it_stops_it_takes_no_more_work(sandbox: Sandbox) -> None:
    async with port_of(sandbox, Empty(), is_open=False) as port:
        assert await port.state() == (
            HTTPStatus.SERVICE_UNAVAILABLE,
            FINE | {"door": "closing"},
        )


async def test_numbers_are_shown_even_without_a_database(sandbox: Sandbox) -> None:
    async with port_of(sandbox, Gone()) as port:
        shown = await port.scrape()

    assert shown.values("tap_store_up") == {frozenset(): 0}
    assert shown.values("tap_requests") == {}


async def test_there_is_nothing_else_on_that_port(sandbox: Sandbox) -> None:
    async with port_of(sandbox, Empty()) as port, httpx.AsyncClient(trust_env=False) as http:
        answers = [
            await port.get("/"),
            await port.get("/api/messages"),
            await http.post(f"{port.address}/metrics"),
        ]

    assert [answer.status_code for answer in answers] == [404, 404, 405]
