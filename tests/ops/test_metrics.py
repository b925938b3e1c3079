"""What operators see of a bot at work, in numbers."""

import asyncio
import json
import math
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.domain.request import State
from tests.ops.serving import Port, Scrape, served
from tests.own_code import ROOT
from tests.patience import PATIENCE, looked_for
from tests.stories.town import ASK_FOR_UMA, Town

DASHBOARD = ROOT / "deploy" / "grafana" / "tap-bot.json"
# What a query may name beside metrics: PromQL's own words, our labels, Grafana's interval.
NOT_METRICS = re.compile(r"\b(?:tap|process)_[a-z_]+\b")
SUFFIXES = ("_bucket", "_count", "_sum", "_total", "_created")


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[tuple[Town, Port]]:
    async with served(tmp_path) as made:
        yield made


async def comes_to_show(port: Port, shows: Callable[[Scrape], bool]) -> Scrape:
    """The first scrape of which it holds. Raises TimeoutError."""
    return await looked_for(port.scrape, shows)


async def test_a_story_is_counted_from_the_request_to_the_pass(place: tuple[Town, Port]) -> None:
    town, port = place

    await town.issued()

    shown = await port.scrape()
    assert shown.value("tap_requests", state="ISSUED") == 1
    assert {frozenset({("state", state)}) for state in State} == {*shown.values("tap_requests")}
    assert shown.value("tap_events_total", what="approved") == 1
    assert shown.value("tap_time_to_approve_seconds_count") == 1
    assert shown.value("tap_turn_seconds_count", kind="message", outcome="done") >= 1
    assert shown.value("tap_turn_seconds_count", kind="invoke", outcome="done") == 1
    assert shown.value("tap_answer_seconds_count", status="200") >= 1
    assert shown.value("tap_graph_seconds_count", call="create", outcome="done") == 1
    assert shown.value("tap_graph_seconds_count", call="look-up", outcome="done") > 1
    assert shown.value("tap_teams_seconds_count", call="update", outcome="done") >= 1


async def test_refusals_are_counted_by_kind(place: tuple[Town, Port]) -> None:
    town, port = place

    await town.client("rita").say("/tap rita@contoso.com")
    await town.client("rita").sees("for yourself")

    assert (await port.scrape()).value("tap_refusals_total", kind="NotForYourself") == 1


@pytest.mark.parametrize(("status", "outcome"), [(403, "refused"), (429, "busy"), (503, "failed")])
async def test_what_graph_does_on_a_bad_day_is_counted_by_outcome(
    place: tuple[Town, Port], status: int, outcome: str
) -> None:
    town, port = place
    town.sandbox.faults.add("graph", path="/policies/", status=status, retry_after=60)

    await town.client("rita").say(ASK_FOR_UMA)
    await town.client("rita").sees("reference")

    shown = await port.scrape()
    assert shown.value("tap_graph_seconds_count", call="look-up", outcome=outcome) >= 1


async def test_a_call_that_is_given_up_counts_as_one_without_answer(
    place: tuple[Town, Port],
) -> None:
    town, port = place
    town.sandbox.faults.add("graph", path="/policies/", cut=True)

    await town.client("rita").say(ASK_FOR_UMA)
    await town.client("rita").sees("reference")

    shown = await port.scrape()
    assert shown.value("tap_graph_seconds_count", call="look-up", outcome="no-answer") >= 1


async def test_strangers_at_the_door_are_counted(place: tuple[Town, Port]) -> None:
    town, port = place
    door = Port(str(town.sandbox.teams.bot_endpoint).removesuffix("/api/messages"))

    await door.get("/api/messages")
    async with asyncio.timeout(PATIENCE):
        import httpx

        async with httpx.AsyncClient(trust_env=False) as http:
            await http.post(f"{door.address}/api/messages", json={"type": "message"})

    assert (await port.scrape()).value("tap_answer_seconds_count", status="401") == 1


async def test_a_view_that_cannot_be_paid_grows_old(place: tuple[Town, Port]) -> None:
    town, port = place
    town.sandbox.faults.add("connector", method="POST", path="/activities", status=503)

    await town.client("rita").say(ASK_FOR_UMA)

    shown = await comes_to_show(port, lambda scrape: scrape.value("tap_views_owed") > 0)
    assert shown.value("tap_oldest_view_owed_seconds") >= 0
    assert shown.value("tap_store_up") == 1


async def test_a_pause_is_seen(place: tuple[Town, Port]) -> None:
    town, port = place

    await town.client("adam").say("/tap pause")
    await town.client("adam").sees("paused")

    assert (await port.scrape()).value("tap_paused") == 1


async def test_the_loop_is_felt(place: tuple[Town, Port]) -> None:
    _, port = place

    shown = await comes_to_show(port, lambda scrape: scrape.value("tap_loop_lag_seconds_count") > 0)

    assert not math.isnan(shown.value("tap_loop_lag_seconds_sum"))


async def test_numbers_name_nobody(place: tuple[Town, Port]) -> None:
    town, port = place
    await town.issued()
    request = await town.request()

    shown = (await port.scrape()).text

    people = [town.person(key) for key in ("rita", "adam", "uma")]
    telling = [word for person in people for word in (person.id, person.name, person.upn)]
    assert [word for word in (*telling, request.id, town.code_of("uma")) if word in shown] == []


async def test_the_dashboard_shows_what_is_measured_and_nothing_else(
    place: tuple[Town, Port],
) -> None:
    _, port = place
    text = (await port.scrape()).text
    measured = set(re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE))
    ours = {base_of(name) for name in measured if name.startswith("tap_")}

    queries = list(expressions(json.loads(DASHBOARD.read_text("utf-8"))))

    asked = {base_of(name) for query in queries for name in NOT_METRICS.findall(query)}
    assert {name for name in asked if name.startswith("tap_")} == ours
    assert asked <= {base_of(name) for name in measured}


def base_of(name: str) -> str:
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def expressions(node: Any) -> list[str]:
    match node:
        case {"expr": str(query)}:
            return [query]
        case dict():
            return [query for each in node.values() for query in expressions(each)]
        case list():
            return [query for each in node for query in expressions(each)]
    return []
