"""One line per event, for machines and for people, and each says what it is about."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.request import State
from bot.ops.logs import FORMAT, JsonLine, OneLine
from bot.watching import REQUEST, TURN
from tests.patience import until
from tests.stories.town import ASK_FOR_UMA, Town, town_at

NASTY = 'x\r\n{"level": "ERROR"}\x1b[2J\u202edaelb\u2028Ü'


@contextmanager
def written() -> Iterator[io.StringIO]:
    """What the bot's own loggers write as JSON, from INFO on."""
    log, out = logging.getLogger("bot"), io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLine())
    was = log.level
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    try:
        yield out
    finally:
        log.removeHandler(handler)
        log.setLevel(was)


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def record(message: str, *, error: Exception | None = None) -> logging.LogRecord:
    told = (type(error), error, None) if error else None
    return logging.LogRecord("bot.room", logging.WARNING, "file", 1, message, (), told)


def test_an_event_is_one_object_in_ascii_whatever_stands_in_it() -> None:
    line = JsonLine().format(record(NASTY))

    assert line.isascii()
    assert len(line.splitlines()) == 1
    read = json.loads(line)
    assert read["message"] == NASTY
    assert (read["level"], read["logger"]) == ("WARNING", "bot.room")
    assert datetime.fromisoformat(read["at"]).utcoffset() == timedelta()


def test_a_traceback_stands_in_the_line_of_its_event() -> None:
    line = JsonLine().format(record("it broke", error=ValueError("on purpose")))

    assert "ValueError: on purpose" in json.loads(line)["error"]


@pytest.mark.parametrize("formatter", [JsonLine(), OneLine(FORMAT)])
def test_what_is_about_nothing_names_nothing(formatter: logging.Formatter) -> None:
    line = formatter.format(record("it starts"))

    assert "turn" not in line
    assert "request" not in line


def test_people_read_what_it_is_about_at_the_end_of_the_line() -> None:
    turn, request = TURN.set("1a2b3c4d"), REQUEST.set("QW34RT7Y")

    line = OneLine(FORMAT).format(record("it broke"))

    TURN.reset(turn)
    REQUEST.reset(request)
    assert line == "WARNING bot.room it broke turn=1a2b3c4d request=QW34RT7Y"


async def test_a_failed_issue_is_logged_with_its_request_and_the_turn_of_the_click(
    town: Town,
) -> None:
    card = await town.asked()
    town.sandbox.faults.add("graph", method="POST", path="Methods$", status=403)

    with written() as out:
        await town.client("adam").click(card, "Approve")
        failed = await town.comes_to(State.FAILED)

    [line] = [each for each in lines(out) if each["logger"] == "bot.graph.errors"]
    assert line["request"] == failed.id
    assert len(line["turn"]) == 8


async def test_upkeep_logs_with_the_request_and_without_a_turn(town: Town) -> None:
    town.sandbox.faults.add("connector", method="POST", path="/activities", status=400)

    with written() as out:
        await town.client("rita").say(ASK_FOR_UMA)
        await until(lambda: "put off" in out.getvalue())

    line = next(each for each in lines(out) if "put off" in each["message"])
    assert line["request"] == (await town.request()).id
    assert "turn" not in line


async def test_two_turns_at_once_are_told_apart(town: Town) -> None:
    town.sandbox.faults.add("graph", path="/policies/", status=403)

    with written() as out:
        for key in ("rita", "rob"):
            await town.client(key).say(ASK_FOR_UMA)
        for key in ("rita", "rob"):
            await town.client(key).sees("reference")

    turns = {each["turn"] for each in lines(out) if each["logger"] == "bot.graph.errors"}
    assert len(turns) == 2


@pytest.fixture
async def town(tmp_path: Path) -> Any:
    async with town_at(tmp_path) as made:
        yield made
