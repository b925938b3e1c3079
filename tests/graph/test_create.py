"""One POST for each pass: what is sent, and what a failure proves."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest

from bot.domain.terms import NewPass, Terms, Trace, Usability
from bot.graph.client import GraphClient
from bot.graph.passes import GraphPasses
from bot.ports import Failure, NothingMade, Trouble, Unclear
from bot.sandbox.server import Sandbox
from tests.graph.conftest import CALL_ID, CREATED, PASSES, NoTokens, SandboxTokens, id_of, paths

HOUR = timedelta(hours=1)


async def test_a_pass_is_made_with_its_code(sandbox: Sandbox, passes: GraphPasses) -> None:
    uma = id_of(sandbox, "uma")

    new = await passes.create(uma, Terms(lifetime=2 * HOUR, one_time=True), CALL_ID)

    held = sandbox.tenant.passes.at(uma, sandbox.clock.now())
    assert held is not None
    assert (new.code, new.made.id, new.made.created) == (held.code, held.id, held.created)
    assert (new.made.lifetime, new.made.one_time) == (2 * HOUR, True)
    assert new.made.usability is Usability.ENABLED
    assert new.code not in repr(new)


async def test_a_pass_can_be_found_in_graphs_own_logs(
    sandbox: Sandbox, passes: GraphPasses
) -> None:
    new = await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)

    (call,) = sandbox.calls
    assert call.client_request_id == CALL_ID
    assert new.trace == Trace(call.request_id, CALL_ID)


@pytest.mark.parametrize("fault", [{"status": 429}, {"status": 503}], ids=str)
async def test_so_can_a_call_that_failed(
    sandbox: Sandbox, passes: GraphPasses, fault: dict[str, int]
) -> None:
    sandbox.faults.add("graph", method="POST", **fault)  # type: ignore[arg-type]  # by name

    with pytest.raises(Failure) as failed:
        await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)

    (call,) = sandbox.calls
    assert failed.value.trace == Trace(call.request_id, CALL_ID)


async def test_of_an_answer_that_never_came_our_own_id_is_known(
    sandbox: Sandbox, passes: GraphPasses
) -> None:
    sandbox.faults.add("graph", method="POST", cut=True)

    with pytest.raises(Unclear) as failed:
        await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)

    assert failed.value.trace == Trace("", CALL_ID)


@pytest.mark.parametrize(
    ("terms", "body"),
    [
        (Terms(), {}),
        (Terms(lifetime=HOUR), {"lifetimeInMinutes": 60}),
        (Terms(one_time=True), {"isUsableOnce": True}),
        (Terms(one_time=False), {"isUsableOnce": False}),
        (
            Terms(start=datetime(2126, 1, 1, 9, 30, tzinfo=timezone(2 * HOUR))),
            {"startDateTime": "2126-01-01T07:30:00Z"},
        ),
    ],
    ids=str,
)
async def test_only_what_was_chosen_is_sent(
    sandbox: Sandbox, passes: GraphPasses, terms: Terms, body: dict[str, object]
) -> None:
    await passes.create(id_of(sandbox, "uma"), terms, CALL_ID)

    assert [call.body for call in sandbox.calls] == [body]
    assert paths(sandbox, "POST") == [f"/v1.0/users/{id_of(sandbox, 'uma')}/authentication{PASSES}"]


async def test_a_later_start_comes_back(sandbox: Sandbox, passes: GraphPasses) -> None:
    start = datetime(2126, 1, 1, 7, 30, tzinfo=UTC)

    new = await passes.create(id_of(sandbox, "uma"), Terms(lifetime=HOUR, start=start), CALL_ID)

    assert new.made.start == start
    assert new.made.end == start + HOUR
    assert new.made.usability is Usability.NOT_YET_VALID


FAULTS: list[tuple[dict[str, object], type[Failure], Trouble]] = [
    ({"status": 400}, NothingMade, Trouble.REFUSED),
    ({"status": 401}, NothingMade, Trouble.SIGN_IN),
    ({"status": 403}, NothingMade, Trouble.PERMISSION),
    ({"status": 404}, NothingMade, Trouble.MISSING),
    ({"status": 405}, NothingMade, Trouble.REFUSED),
    ({"status": 429}, NothingMade, Trouble.BUSY),
    ({"status": 429, "retry_after": 1}, NothingMade, Trouble.BUSY),
    ({"status": 400, "body": "<html>"}, NothingMade, Trouble.REFUSED),
    ({"status": 408}, Unclear, Trouble.REFUSED),
    ({"status": 409}, Unclear, Trouble.REFUSED),
    ({"status": 423}, Unclear, Trouble.REFUSED),
    ({"status": 499}, Unclear, Trouble.REFUSED),
    ({"status": 500}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 502}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 503}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 503, "after_work": True}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 504, "after_work": True}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 307}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 200, "body": "{}"}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 202, "body": "{}"}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 204, "body": ""}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 201, "body": "", "after_work": True}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 201, "body": "<html>", "after_work": True}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 201, "body": "[]", "after_work": True}, Unclear, Trouble.UNAVAILABLE),
    ({"status": 201, "body": '{"id": "some"}'}, Unclear, Trouble.UNAVAILABLE),
    ({"cut": True}, Unclear, Trouble.UNAVAILABLE),
    ({"cut": True, "after_work": True}, Unclear, Trouble.UNAVAILABLE),
    ({"delay": 1.2, "after_work": True}, Unclear, Trouble.UNAVAILABLE),
]


@pytest.mark.parametrize(("fault", "failure", "trouble"), FAULTS, ids=str)
async def test_a_failed_create_says_what_it_proves_and_is_not_repeated(
    sandbox: Sandbox,
    passes: GraphPasses,
    fault: dict[str, object],
    failure: type[Failure],
    trouble: Trouble,
) -> None:
    sandbox.faults.add("graph", method="POST", **fault)  # type: ignore[arg-type]  # by name

    with pytest.raises(Failure) as failed:
        await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)

    assert type(failed.value) is failure
    assert failed.value.trouble is trouble
    assert len(sandbox.calls) == 1


@pytest.mark.parametrize("code", ["null", '""', "7", "{}"])
async def test_a_pass_without_a_code_is_unclear(
    sandbox: Sandbox, passes: GraphPasses, code: str
) -> None:
    body = CREATED.format(created='"2026-01-01T10:00:00Z"', code=code)
    sandbox.faults.add("graph", method="POST", status=201, body=body)

    with pytest.raises(Unclear):
        await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)


@pytest.mark.parametrize(
    ("written", "microsecond"),
    [
        ("2026-01-01T10:00:00Z", 0),
        ("2026-01-01T10:00:00.765173Z", 765173),
        ("2026-01-01T10:00:00.5893903Z", 589390),
        ("2026-01-01T12:00:00.5+02:00", 500000),
    ],
)
async def test_times_with_any_number_of_digits_are_read(
    sandbox: Sandbox, passes: GraphPasses, written: str, microsecond: int
) -> None:
    body = CREATED.format(created=f'"{written}"', code='"+d&=rk"')
    sandbox.faults.add("graph", method="POST", status=201, body=body)

    new = await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)

    assert new.code == "+d&=rk"
    assert new.made.created == datetime(2026, 1, 1, 10, 0, 0, microsecond, tzinfo=UTC)


async def test_a_connection_that_never_came_about_made_nothing(
    sandbox: Sandbox, http: httpx.AsyncClient, tokens: SandboxTokens
) -> None:
    passes = GraphPasses(GraphClient(http, tokens, "http://127.0.0.1:1"))

    with pytest.raises(NothingMade) as failed:
        await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)

    assert failed.value.trouble is Trouble.UNAVAILABLE


async def test_without_a_token_nothing_is_made(sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    passes = GraphPasses(GraphClient(http, NoTokens(), sandbox.graph))

    with pytest.raises(NothingMade) as failed:
        await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)

    assert (failed.value.trouble, failed.value.reference) == (Trouble.SIGN_IN, "abcd1234")
    assert sandbox.calls == []


async def test_a_refused_token_is_not_tried_again_for_a_create(
    sandbox: Sandbox, passes: GraphPasses, tokens: SandboxTokens
) -> None:
    tokens.spoiled = ["stale"]

    with pytest.raises(NothingMade):
        await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)

    assert len(sandbox.calls) == 1


async def make(sandbox: Sandbox, passes: GraphPasses) -> NewPass:
    return await passes.create(id_of(sandbox, "uma"), Terms(), CALL_ID)


async def fail_to_read(sandbox: Sandbox, passes: GraphPasses) -> None:
    """Make a pass whose answer has the code, and cannot be read for another reason."""
    body = CREATED.format(created="null", code='"sesame-code"')
    sandbox.faults.add("graph", method="POST", status=201, body=body)
    with pytest.raises(Unclear) as failed:
        await make(sandbox, passes)
    assert "sesame-code" not in f"{failed.value!r} {failed.value} {failed.value.__cause__!r}"


@pytest.mark.parametrize("act", [make, fail_to_read])
async def test_the_code_is_in_no_log(
    sandbox: Sandbox,
    passes: GraphPasses,
    caplog: pytest.LogCaptureFixture,
    act: Callable[[Sandbox, GraphPasses], object],
) -> None:
    with caplog.at_level(logging.DEBUG):
        await act(sandbox, passes)  # type: ignore[misc]  # both are coroutines

    held = sandbox.tenant.passes.ever(id_of(sandbox, "uma"))
    assert caplog.text
    assert "sesame-code" not in caplog.text
    assert not any(one.code in caplog.text for one in held)
