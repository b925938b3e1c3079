"""Any JSON with a good token gets one of a few answers, never a traceback, and changes nothing."""

import asyncio
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.audit import Happened
from tests.attacks.listening_in import Log, listening_in, turns_end
from tests.stories.town import Town, town_at


def one_of(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words.split(" "))


ANSWERS = {200, 202, 400, 401, 501}
ODD = [
    "\0",
    "\ud800",
    "\u202e",
    "../../etc/passwd",
    "msteams",
    "personal",
    "x" * 5_000,
    "=cmd|' '!A0",
]
WORDS = st.sampled_from(ODD) | st.text(max_size=20)
NAMES = one_of(
    "id name type data action verb request note target reason person timezone mentioned text "
    "aadObjectId tenant isTargeted properties content contentType conversationType isGroup"
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | WORDS, inner, max_size=4),
    max_leaves=12,
)
PLACES = one_of(
    "text value entities recipient from conversation channelData name locale localTimezone "
    "timestamp localTimestamp replyToId membersAdded membersRemoved action deliveryMode "
    "attachments textFormat attachmentLayout importance expiration relatesTo semanticAction "
    "callerId listenFor reactionsAdded summary speak inputHint suggestedActions label valueType "
    "topicName historyDisclosed textHighlights code id"
)
TYPES = one_of(
    "message invoke installationUpdate conversationUpdate messageReaction event typing "
    "endOfConversation messageUpdate messageDelete command handoff trace suggestion "
    "invokeResponse deleteUserData contactRelationUpdate MESSAGE"
)
INVOKES = one_of(
    "adaptiveCard/action composeExtension/fetchTask composeExtension/submitAction task/fetch "
    "task/submit composeExtension/query signin/verifyState fileConsent/invoke"
)
SAID = one_of(
    "/tap tap help status nobody@contoso.com --lifetime --start --reason --once 2h 90m tomorrow "
    "9:00 <at>TAP</at> <a> [x](mailto:a@b) &lt; \0 \ud800 \u202e \u2014once \" ' = -- @"
) | st.text(string.printable, max_size=12)
TEXTS = st.lists(SAID, max_size=9).map(" ".join)
VERBS = (
    one_of("approve deny done show-pass received try-again request open-form") | st.just("") | WORDS
)
BUTTONS = st.fixed_dictionaries(
    {"verb": VERBS, "data": st.dictionaries(NAMES, ANY_JSON, max_size=5)}
)

ENOUGH = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@dataclass
class Stage:
    """A town that many examples share, and what they left behind."""

    runner: asyncio.Runner
    town: Town
    log: Log

    def send(self, by: str, kind: str, parts: dict[str, Any]) -> None:
        """Send it, wait for all that follows, and look at what came of it."""
        self.runner.run(self._send(by, kind, parts))

    async def _send(self, by: str, kind: str, parts: dict[str, Any]) -> None:
        self.log.records.clear()
        client, before = self.town.client(by), await self._changes()
        activity = client.compose.message(client.chat, "hello", mention=False, targeted=False)
        answer = await client.send(activity | {"type": kind} | parts)
        await turns_end()

        assert answer.status in ANSWERS
        assert self.log.failures == []
        assert await self._changes() == before

    async def _changes(self) -> list[object]:
        """The requests, and all that the audit has but refusals."""
        happened = [each for each in await self.town.events() if each is not Happened.REFUSED]
        return [(await self.town.store.counts()).requests, happened]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("any")
    with asyncio.Runner() as runner, listening_in() as log:
        opening = town_at(folder)
        town = runner.run(opening.__aenter__())
        try:
            yield Stage(runner, town, log)
        finally:
            runner.run(opening.__aexit__(None, None, None))


@ENOUGH
@given(by=st.sampled_from(["rita", "adam", "uma"]), text=TEXTS)
def test_any_text_is_answered(stage: Stage, by: str, text: str) -> None:
    stage.send(by, "message", {"text": text})


@ENOUGH
@given(by=st.sampled_from(["rita", "adam", "uma"]), name=INVOKES, button=BUTTONS)
def test_any_button_is_answered(stage: Stage, by: str, name: str, button: dict[str, Any]) -> None:
    stage.send(by, "invoke", {"name": name, "value": {"action": button, **button}})


@ENOUGH
@given(by=st.sampled_from(["rita", "adam", "uma"]), button=BUTTONS)
def test_any_button_of_an_old_client_is_answered(
    stage: Stage, by: str, button: dict[str, Any]
) -> None:
    stage.send(by, "message", {"text": None, "value": button["data"] | {"verb": button["verb"]}})


@ENOUGH
@given(kind=TYPES, name=INVOKES, place=PLACES, part=ANY_JSON)
def test_any_activity_with_one_odd_place_is_answered(
    stage: Stage, kind: str, name: str, place: str, part: Any
) -> None:
    stage.send("rita", kind, {"name": name, place: part})


@ENOUGH
@given(kind=TYPES, name=INVOKES, parts=st.dictionaries(PLACES, ANY_JSON, max_size=5))
def test_any_activity_at_all_is_answered(
    stage: Stage, kind: str, name: str, parts: dict[str, Any]
) -> None:
    stage.send("rita", kind, {"name": name} | parts)


def deep(levels: int) -> Any:
    found: Any = {}
    for _ in range(levels):
        found = {"a": [found]}
    return found


@pytest.mark.parametrize("place", ["value", "entities", "channelData", "conversation", "from"])
@pytest.mark.parametrize("part", [deep(300), [None], [[]] * 20_000, {"id": None}, "", 0, [], {}])
@pytest.mark.parametrize("kind", ["message", "invoke", "conversationUpdate"])
def test_deep_and_huge_and_odd_parts_are_answered(
    stage: Stage, place: str, part: Any, kind: str
) -> None:
    stage.send("rita", kind, {"name": "task/submit", place: part})


@pytest.mark.parametrize(
    "zone",
    ["Mars/Phobos", "../../etc/passwd", "/etc/passwd", "x" * 200_000, "\0", "\ud800", ".", 5],
)
def test_a_time_zone_that_is_none_is_answered(stage: Stage, zone: Any) -> None:
    stage.send("rita", "message", {"text": "/tap help", "localTimezone": zone})


@pytest.mark.parametrize(
    "entity",
    [
        None,
        {"type": None},
        {"type": "mention"},
        {"type": "mention", "mentioned": 5, "text": ["x"]},
        {"type": "mention", "mentioned": {"id": "29:x"}, "text": "<at>" * 10_000},
        {"type": "clientInfo", "timezone": {"a": 1}},
        {"type": "clientInfo", "timezone": "Mars/Phobos"},
        {"type": "https://schema.org/Message", "@type": [], "@context": "\0"},
    ],
)
def test_an_entity_of_the_wrong_kind_is_answered(stage: Stage, entity: Any) -> None:
    stage.send("rita", "message", {"text": "/tap help", "entities": [entity]})


@pytest.mark.parametrize(
    "change",
    [
        {"membersAdded": [{"id": "29:somebody", "name": "New Member"}]},
        {"membersAdded": [None]},
        {"membersRemoved": [{"id": "29:somebody"}]},
        {"channelData": {"tenant": None, "eventType": "channelRenamed", "channel": [], "team": 5}},
        {"channelData": {"eventType": "teamArchived"}},
    ],
)
def test_what_happens_in_a_team_is_none_of_the_bots_business(
    stage: Stage, change: dict[str, Any]
) -> None:
    stage.send("rita", "conversationUpdate", change)
