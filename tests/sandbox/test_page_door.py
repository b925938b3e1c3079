"""The page's server without a browser: whom it answers, and what it takes."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.sandbox.page import Page
from bot.sandbox.server import Sandbox

FROM_ELSEWHERE = "http://evil.example"


class Door:
    def __init__(self, client: httpx.AsyncClient, origin: str) -> None:
        self.client = client
        self.origin = origin

    async def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """Post as the page does; `headers` take the place of the page's own."""
        usual = {"Origin": self.origin, "Content-Type": "application/json"}
        sent = usual | {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {name: value for name, value in sent.items() if value}
        return await self.client.post(path, content=json.dumps(body), headers=kept)

    async def first_event(self) -> dict[str, Any]:
        query = {"person": ["rita", "adam"]}
        async with self.client.stream("GET", "/events", params=query) as stream:
            async for line in stream.aiter_lines():
                told: dict[str, Any] = json.loads(line.removeprefix("data: "))
                return told
        raise AssertionError("the stream ended before it told anything")


@pytest.fixture
async def door(sandbox: Sandbox) -> AsyncIterator[Door]:
    async def audit() -> list[dict[str, Any]]:
        person = sandbox.tenant.person("uma")
        return [{"number": 1, "what": "requested", "target": person.id, "facts": {}}]

    async with (
        Page(sandbox, audit) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=10) as client,
    ):
        yield Door(client, address.rstrip("/"))


async def test_the_page_comes_with_a_policy_that_lets_nothing_else_in(door: Door) -> None:
    answer = await door.client.get("/")

    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": FROM_ELSEWHERE}])
@pytest.mark.parametrize("path", ["/", "/people", "/events?person=rita"])
async def test_a_name_from_elsewhere_is_refused(
    door: Door, path: str, headers: dict[str, str]
) -> None:
    answer = await door.client.get(path, headers=headers)

    assert answer.status_code == 403


@pytest.mark.parametrize("origin", ["", "null", FROM_ELSEWHERE, "https://127.0.0.1:1"])
async def test_only_the_page_itself_moves_the_clock(
    door: Door, sandbox: Sandbox, origin: str
) -> None:
    before = sandbox.clock.now()

    answer = await door.post("/clock", {"minutes": 60}, Origin=origin)

    assert answer.status_code == 403
    assert (sandbox.clock.now() - before).total_seconds() < 60


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_form_of_another_page_is_refused(door: Door, kind: str) -> None:
    answer = await door.post("/people/rita/install", {}, Content_Type=kind)

    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/clock", {"minutes": -5}),
        ("/clock", {"minutes": 10**9}),
        ("/clock", {}),
        ("/clock", [5]),
        ("/troubles", {"names": ["none such"]}),
        ("/troubles", {"names": [["unhashable"]]}),
        ("/troubles", {"names": 5}),
        ("/people/rita/say", {"chat": "none such", "text": "hi"}),
        ("/people/rita/say", {}),
        ("/people/rita/execute", {"message": "1", "title": "Approve", "inputs": {}}),
        ("/people/rita/execute", {"message": "1", "title": "Approve", "inputs": 5}),
        ("/people/rita/dance", {"title": "x", "inputs": {}}),
    ],
)
async def test_what_the_page_never_sends_is_refused_in_words(
    door: Door, path: str, body: object
) -> None:
    answer = await door.post(path, body)

    assert answer.status_code == 400
    assert answer.text


async def test_nobody_outside_the_tenant_is_shown_or_does_anything(door: Door) -> None:
    shown = await door.client.get("/events", params={"person": "mallory"})
    done = await door.post("/people/mallory/install", {})

    assert (shown.status_code, done.status_code) == (400, 404)


async def test_the_first_event_tells_all_there_is(door: Door) -> None:
    told = await door.first_event()

    assert told["at rita"]["chats"][0]["name"] == "TAP"
    assert told["audit"][0]["target"] == "Uma Underwood"
    assert told["calls"] == []
    assert told["ahead"] == 0


async def test_time_moves_and_is_told(door: Door) -> None:
    await door.post("/clock", {"minutes": 90})

    assert (await door.first_event())["ahead"] == 90 * 60


async def test_troubles_are_switched_on_and_off(door: Door) -> None:
    name = (await door.client.get("/people")).json()["troubles"][0]

    await door.post("/troubles", {"names": [name]})
    on = (await door.first_event())["troubles"]
    await door.post("/troubles", {"names": []})

    assert on == [name]
    assert (await door.first_event())["troubles"] == []


async def test_a_chat_without_the_app_hears_nothing_and_says_so(
    door: Door, sandbox: Sandbox
) -> None:
    chat = sandbox.teams.client("uma").chat.id

    answer = await door.post("/people/uma/say", {"chat": chat, "text": "/tap help"})

    assert answer.json() == {"toast": "The bot hears nothing here: install the app first."}
