"""Whatever stands in an activity, it can neither break a line of the log nor turn its direction."""

import json
import logging
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest

from bot.ops.logs import FORMAT, OneLine
from bot.sandbox.keys import SigningKey
from tests.attacks.listening_in import NASTY, Log, head, knock, turns_end
from tests.stories.town import APPROVE, Town

OURS = ("bot", "tap", "aiohttp", "asyncio")


def check_lines(log: Log) -> None:
    """Every line is one line; in our own the formatter had nothing to mend."""
    for record in log.of(*OURS):
        assert record.getMessage().isprintable(), record
    for line in log.lines:
        assert line.isprintable(), line


def typed(town: Town, **parts: Any) -> dict[str, Any]:
    rita = town.client("rita")
    return rita.compose.message(rita.chat, "/tap status", mention=False, targeted=False) | parts


def clicked(town: Town, value: Any, name: str = "adaptiveCard/action") -> dict[str, Any]:
    rita = town.client("rita")
    return rita.compose.invoke(name, rita.chat, value)


def in_each_place(town: Town) -> dict[str, dict[str, Any]]:
    """Activities that are good but for one place, by the name of that place."""
    rita = town.client("rita")
    good = typed(town)
    sender, chat = good["from"], good["conversation"]
    return {
        "text": typed(town, text=f"/tap {NASTY}"),
        "request id": typed(town, text=f"/tap status {NASTY}"),
        "type": typed(town, type=NASTY),
        "activity id": typed(town, id=NASTY, replyToId=NASTY),
        "serviceUrl": typed(town, serviceUrl=NASTY),
        "channel": typed(town, channelId=NASTY),
        "tenant": typed(town, conversation=chat | {"tenantId": NASTY}),
        "sender's name": typed(town, **{"from": sender | {"name": NASTY}}),
        "sender's id": typed(town, **{"from": sender | {"id": NASTY}}),
        "sender's object id": typed(town, **{"from": sender | {"aadObjectId": NASTY}}),
        "conversation id": typed(town, conversation=chat | {"id": NASTY}),
        "conversation name": typed(town, conversation=chat | {"name": NASTY}),
        "conversation type": typed(town, conversation=chat | {"conversationType": NASTY}),
        "recipient": typed(town, recipient={"id": NASTY, "name": NASTY}),
        "locale": typed(town, locale=NASTY),
        "time zone": typed(town, localTimezone=NASTY),
        "timestamp": typed(town, timestamp=NASTY),
        "entities": typed(town, entities=[{"type": NASTY, "timezone": NASTY}]),
        "invoke": clicked(town, {}, NASTY),
        "verb": clicked(town, {"action": {"verb": NASTY, "data": {"request": "ACDE"}}}),
        "clicked request": clicked(
            town, {"action": {"verb": "approve", "data": {"request": NASTY}}}
        ),
        "form": clicked(town, {"data": {"target": NASTY, "reason": NASTY}}, "task/submit"),
        "installation": rita.compose.installation(rita.chat, NASTY),
    }


async def test_no_place_of_an_activity_breaks_a_line(town: Town, log: Log) -> None:
    for place, activity in in_each_place(town).items():
        before = len(log.of("bot"))
        answer = await town.client("rita").send(activity)
        await turns_end()

        assert answer.status in {200, 202, 400, 401, 501}, place
        warned = [one for one in log.of("bot")[before:] if one.levelname == "WARNING"]
        assert len(warned) <= 1, place

    check_lines(log)
    assert log.failures == []


@pytest.mark.parametrize("name", ["id", "name", "serviceUrl"])
async def test_no_room_breaks_a_line(town: Town, log: Log, name: str) -> None:
    """An approver, of all people, may choose where requests are shown."""
    adam = town.client("adam")
    activity = adam.compose.message(adam.chat, "/tap here", mention=False, targeted=False)
    activity["conversation"] |= {"conversationType": "groupChat", name: NASTY}

    await adam.send(activity)
    await turns_end()

    check_lines(log)


async def test_no_header_breaks_a_line(town: Town, log: Log) -> None:
    nasty = NASTY.encode().replace(b"\r\n", b"\r")
    strangers = SigningKey()
    tokens = [
        town.sandbox.teams.keys.sign_activity_token(key=strangers, headers={"kid": NASTY}),
        town.sandbox.teams.keys.sign_activity_token(aud=NASTY),
        town.sandbox.teams.keys.sign_activity_token(serviceurl=NASTY),
    ]
    heads = [head(town, token=token) for token in tokens]
    heads += [head(town, b"X-Forwarded-For: " + nasty), head(town, b"Content-Encoding: " + nasty)]
    heads += [head(town, nasty + b": x"), head(town, b"Host: " + nasty)]

    for one in heads:
        reader, writer = await knock(town.sandbox.teams.bot_endpoint, one + b"{}")
        assert (await reader.readline()).split()[1] in {b"400", b"401", b"415"}
        writer.close()

    check_lines(log)
    assert log.failures == []
    assert len([one for one in log.of("bot") if one.levelname == "WARNING"]) == len(heads)


async def test_what_microsoft_answers_breaks_no_line(town: Town, log: Log) -> None:
    """Error codes, messages and ids of Graph and Teams may repeat what a person typed."""
    error = {"code": NASTY, "message": NASTY, "innerError": {"request-id": NASTY}}
    body = json.dumps({"error": error})
    for where in ("graph", "connector"):
        town.sandbox.faults.add(where, status=HTTPStatus.BAD_REQUEST, body=body)

    await town.client("rita").say("/tap uma@contoso.com")
    await turns_end()

    check_lines(log)
    assert any("Graph failed" in line for line in log.lines)


async def test_a_name_in_the_directory_breaks_no_line_and_no_card(town: Town, log: Log) -> None:
    uma = town.sandbox.tenant.person("uma")
    uma.name = f"Uma{NASTY}\0{'e' * 5_000}"

    card = await town.asked()
    await town.client("adam").click(card, APPROVE)
    await town.client("rita").sees("Adam Abel has the code")

    target = (await town.request()).target
    assert target.name.isprintable()
    assert len(target.name) == 256
    check_lines(log)


async def test_a_name_of_which_nothing_can_be_seen_is_the_address(town: Town) -> None:
    town.sandbox.tenant.person("uma").name = "\u200b\u202e\0"

    await town.asked()

    request = await town.request()
    assert request.target == replace(town.person("uma"), name="uma@contoso.com")


def test_a_traceback_stands_in_its_line() -> None:
    line = OneLine(FORMAT).format(record("turn failed", ValueError(NASTY)))

    assert line.isprintable()
    assert line.startswith("ERROR bot turn failed\\nValueError: x\\r\\nERROR bot forged")


def test_what_can_be_read_stays_as_it_is() -> None:
    assert OneLine(FORMAT).format(record("Größe in m²")) == "ERROR bot Größe in m²"


def record(words: str, error: Exception | None = None) -> logging.LogRecord:
    trace = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("bot", logging.ERROR, __file__, 1, words, (), trace)
