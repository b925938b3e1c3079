"""Batches on a bad day: parts that fail, are busy, missing, or come in another order."""

import json
from datetime import timedelta

import httpx
import pytest

from bot.domain.survey import Candidate
from bot.graph.answers import Call
from bot.graph.circle import Circle
from bot.graph.client import GraphClient
from bot.graph.directory import GraphDirectory
from bot.ports import DirectoryFailed, Trouble
from bot.sandbox.server import Sandbox
from tests.graph.conftest import Nap, SandboxTokens, id_of

ROOT = "https://graph.example/v1.0/"
BATCH = r"/\$batch$"
MEMBER_OF = "/transitiveMemberOf$"
CALLS = [Call("GET", f"users/{n}", f"{ROOT}users/{n}?$top=1", f"id-{n}") for n in range(3)]


async def of_uma(sandbox: Sandbox, directory: GraphDirectory) -> Candidate:
    (found,) = (await directory.survey((), (id_of(sandbox, "uma"),))).targets
    assert isinstance(found, Candidate)
    return found


def times_asked(sandbox: Sandbox, end: str) -> int:
    return sum(call.path.endswith(end) for call in sandbox.calls)


@pytest.mark.parametrize("status", [429, 503, 504])
async def test_only_the_part_that_was_busy_is_asked_again(
    sandbox: Sandbox, directory: GraphDirectory, nap: Nap, status: int
) -> None:
    sandbox.faults.add("graph", path=MEMBER_OF, status=status, retry_after=1, times=1)

    assert (await of_uma(sandbox, directory)).groups

    assert nap.waits == [1.0]
    assert times_asked(sandbox, "/transitiveMemberOf") == 2
    assert times_asked(sandbox, "/ownedObjects") == 1


async def test_the_longest_wait_that_a_part_asks_for_is_kept(
    sandbox: Sandbox, directory: GraphDirectory, nap: Nap
) -> None:
    sandbox.faults.add("graph", path=MEMBER_OF, status=429, retry_after=1, times=1)
    sandbox.faults.add("graph", path="/ownedObjects$", status=429, retry_after=2, times=1)

    await of_uma(sandbox, directory)

    assert nap.waits == [2.0]


async def test_nobody_is_kept_waiting_for_long(
    sandbox: Sandbox, directory: GraphDirectory, nap: Nap
) -> None:
    sandbox.faults.add("graph", path=MEMBER_OF, status=429, retry_after=30)

    with pytest.raises(DirectoryFailed) as failed:
        await of_uma(sandbox, directory)

    assert failed.value.trouble is Trouble.BUSY
    assert (nap.waits, times_asked(sandbox, "/transitiveMemberOf")) == ([], 1)


async def test_patience_with_a_part_ends(
    sandbox: Sandbox, directory: GraphDirectory, nap: Nap
) -> None:
    sandbox.faults.add("graph", path=MEMBER_OF, status=503)

    with pytest.raises(DirectoryFailed) as failed:
        await of_uma(sandbox, directory)

    assert failed.value.trouble is Trouble.UNAVAILABLE
    assert nap.waits == [0.2, 0.6]
    assert times_asked(sandbox, "/transitiveMemberOf") == 3


@pytest.mark.parametrize("fault", [{"status": 429}, {"status": 503}, {"cut": True}], ids=str)
async def test_a_batch_that_failed_as_a_whole_is_asked_again(
    sandbox: Sandbox, directory: GraphDirectory, fault: dict[str, object]
) -> None:
    sandbox.faults.add("graph", path=BATCH, times=1, **fault)  # type: ignore[arg-type]  # by name

    assert (await of_uma(sandbox, directory)).groups


@pytest.mark.parametrize("status", [400, 403, 500])
async def test_a_definite_no_to_a_batch_is_a_failure(
    sandbox: Sandbox, directory: GraphDirectory, status: int
) -> None:
    sandbox.faults.add("graph", path=BATCH, status=status)

    with pytest.raises(DirectoryFailed) as failed:
        await of_uma(sandbox, directory)

    assert failed.value.reference
    assert times_asked(sandbox, "/$batch") == 1


async def test_a_refused_token_is_dropped_and_the_batch_goes_on(
    sandbox: Sandbox, directory: GraphDirectory, tokens: SandboxTokens
) -> None:
    await directory.policy()
    tokens.drop("")
    tokens.spoiled = ["stale"]

    assert (await of_uma(sandbox, directory)).groups

    assert tokens.dropped == ["", "stale"]


async def test_a_token_that_one_part_refuses_is_dropped_and_only_that_part_asked_again(
    sandbox: Sandbox, directory: GraphDirectory, tokens: SandboxTokens
) -> None:
    body = '{"error": {"code": "InvalidAuthenticationToken", "message": ""}}'
    sandbox.faults.add("graph", path=MEMBER_OF, status=401, body=body, times=1)

    assert (await of_uma(sandbox, directory)).groups

    assert len(tokens.dropped) == 1
    assert times_asked(sandbox, "/ownedObjects") == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"responses": null}',
        '{"responses": []}',
        '{"responses": ["0"]}',
        '{"responses": [{"id": "0"}]}',
        '{"responses": [{"id": "0", "status": "200", "body": {}}]}',
    ],
)
async def test_a_batch_without_its_parts_is_a_failure(
    sandbox: Sandbox, directory: GraphDirectory, body: str
) -> None:
    sandbox.faults.add("graph", path=BATCH, status=200, body=body)

    with pytest.raises(DirectoryFailed) as failed:
        await of_uma(sandbox, directory)

    assert failed.value.trouble is Trouble.UNAVAILABLE


async def test_one_part_that_is_missing_is_asked_again(
    sandbox: Sandbox, client: GraphClient, nap: Nap
) -> None:
    """Whatever else the batch brought is kept."""
    first = {"id": "0", "status": 200, "headers": {}, "body": {"id": "kept"}}
    body = json.dumps({"responses": [first]})
    sandbox.faults.add("graph", path=BATCH, status=200, body=body, times=1)
    ask = client.questions
    questions = [ask.get(f"users/{id_of(sandbox, key)}", dict) for key in ("uma", "una")]

    await client.ask_all(questions)

    assert questions[0].answer()["id"] == "kept"
    assert questions[1].answer()["id"] == id_of(sandbox, "una")
    assert nap.waits == [0.2]


async def test_all_of_a_survey_has_one_limit(
    sandbox: Sandbox, http: httpx.AsyncClient, tokens: SandboxTokens, circle: Circle
) -> None:
    """Each round is quick enough, and both together are not."""
    sandbox.faults.add("graph", path=BATCH, delay=0.3)
    patience = timedelta(seconds=0.5)
    client = GraphClient(http, tokens, sandbox.graph, patience=patience)

    with pytest.raises(DirectoryFailed) as failed:
        await GraphDirectory(client, circle).survey((), ("uma@contoso.com",))

    assert failed.value.trouble is Trouble.UNAVAILABLE
    assert failed.value.reference


async def test_a_part_without_an_end_ends(
    sandbox: Sandbox, http: httpx.AsyncClient, tokens: SandboxTokens, circle: Circle
) -> None:
    sandbox.faults.add("graph", path=MEMBER_OF, delay=5)
    patience = timedelta(seconds=0.3)
    client = GraphClient(http, tokens, sandbox.graph, patience=patience)

    with pytest.raises(DirectoryFailed):
        await of_uma(sandbox, GraphDirectory(client, circle))
