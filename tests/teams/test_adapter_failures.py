import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.adapter import TeamsAdapter
from bot.teams.connector import Connector
from tests.teams.stage import (
    TEXT_ANSWER,
    Stage,
    Story,
    answering,
    be_silent,
    fail,
    set_stage,
    sorry,
)
from tests.teams.stand_ins import APP_ID, TENANT, Reply, Sent, Tokens, activity


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with set_stage() as stage:
        yield stage


def reference_in(caplog: pytest.LogCaptureFixture) -> str:
    """Return the reference of the one failure in the log, which has a traceback."""
    (line,) = caplog.records
    assert line.exc_info is not None
    return line.getMessage().split("reference=")[1].split()[0]


async def test_whoever_wrote_hears_of_a_failure_and_gets_a_reference(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.says(fail)

    sent = await stage.write()

    assert sent == Sent(202, b"")
    said = [call.body["text"] for call in stage.teams.calls]
    assert said == [sorry(reference_in(caplog))]


async def test_whoever_clicked_hears_of_a_failure_and_gets_a_reference(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.says(fail)

    sent = await stage.invoke("adaptiveCard/action")

    assert sent.status == 200
    value = sorry(reference_in(caplog))
    assert json.loads(sent.body) == TEXT_ANSWER | {"value": value}
    assert stage.teams.calls == []


async def test_an_answer_from_before_the_failure_is_not_given(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    async def answer_and_fail(context: TurnContext) -> None:
        await answering(TEXT_ANSWER)(context)
        await fail(context)

    stage.says(answer_and_fail)

    sent = await stage.invoke("adaptiveCard/action")

    assert json.loads(sent.body)["value"] == sorry(reference_in(caplog))


async def test_another_invoke_that_fails_is_500_without_words(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.says(fail)

    sent = await stage.invoke("task/fetch")

    assert sent == Sent(500, b"")
    assert reference_in(caplog)


async def test_nobody_is_told_when_what_nobody_wrote_fails(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.says(fail)

    sent = await stage.write(type="installationUpdate", action="add")

    assert sent.status == 202
    assert stage.teams.calls == []
    assert reference_in(caplog)


async def test_a_failure_that_cannot_be_told_is_only_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.says(fail)
    stage.teams.replies.append(Reply(500))

    sent = await stage.write()

    assert sent.status == 202
    first, second = caplog.messages
    assert first.startswith("turn failed")
    assert second.startswith("no apology")


STRANGE: dict[str, dict[str, object]] = {
    "a time that is none": {"timestamp": "yesterday"},
    "a time that is a number": {"localTimestamp": 5},
    "entities that are no list": {"entities": "mention"},
    "an entity that is no object": {"entities": [5]},
    "a sender that is a text": {"from": "Rita"},
    "attachments that are no list": {"attachments": {"a": 1}},
    "no conversation": {"conversation": None},
    "a conversation without an id": {"conversation": {"tenantId": TENANT}},
}


@pytest.mark.parametrize("kind", ["message", "invoke"])
@pytest.mark.parametrize("changes", STRANGE.values(), ids=STRANGE.keys())
async def test_a_strange_activity_is_malformed(
    stage: Stage, caplog: pytest.LogCaptureFixture, kind: str, changes: dict[str, object]
) -> None:
    stage.says(fail)

    sent = await stage.write(type=kind, **changes)

    assert sent == Sent(400, b"")
    (line,) = caplog.records
    assert line.exc_info is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
PARTS = st.sampled_from([part["key"] for part in Activity._attribute_map.values()])


@given(changes=st.dictionaries(PARTS, JSON, max_size=4))
async def test_no_activity_whatever_is_our_failure(changes: dict[str, object]) -> None:
    async with aiohttp.ClientSession() as session:
        adapter = TeamsAdapter(Connector(session, Tokens()), APP_ID, TENANT, sorry)

        answer = await adapter.process(activity(**changes), Story(be_silent))
        await adapter.drain()

    assert answer.status in {202, 400}
