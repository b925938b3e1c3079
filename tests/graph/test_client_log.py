"""What a failure leaves in the log, and that rubbish is one."""

import logging

import httpx
import pytest

from bot.graph.answers import read_answer
from bot.graph.client import GraphClient
from bot.graph.errors import GraphError
from bot.graph.fields import Json, text
from bot.graph.questions import user_path
from bot.ports import Trouble
from bot.sandbox.cast import hire
from bot.sandbox.server import Sandbox
from tests.graph.conftest import id_of

UMA = "users/uma%40contoso.com"


def name_of(user: Json) -> str:
    return text(user, "displayName")


async def test_a_failure_is_logged_once_with_all_ids(
    sandbox: Sandbox, client: GraphClient, caplog: pytest.LogCaptureFixture
) -> None:
    uma = id_of(sandbox, "uma")
    sandbox.faults.add("graph", status=503)

    with pytest.raises(GraphError) as failed:
        await client.get(f"users/{uma}", name_of)

    logged = [one for one in caplog.records if one.name.startswith("bot.graph")]
    call = sandbox.calls[-1]
    assert len(logged) == 1
    assert logged[0].levelno == logging.WARNING
    for told in (
        f"reference={failed.value.reference}",
        f"GET /users/{uma}",
        "503 ServiceUnavailable",
        f"request-id={call.request_id}",
        f"client-request-id={call.client_request_id}",
    ):
        assert told in logged[0].message
    assert len(failed.value.reference) == 8
    assert str(failed.value) == f"unavailable ({failed.value.reference})"


async def test_what_is_not_there_is_no_failure_and_not_logged(
    client: GraphClient, caplog: pytest.LogCaptureFixture
) -> None:
    found = await client.find(user_path("nobody@contoso.com"), name_of)

    assert found is None
    assert [one for one in caplog.records if one.name.startswith("bot.graph")] == []


@pytest.mark.parametrize("upn", ["uma@contoso.com", "$uma@contoso.com"])
async def test_no_upn_and_no_body_is_logged(
    sandbox: Sandbox, client: GraphClient, caplog: pytest.LogCaptureFixture, upn: str
) -> None:
    hire(sandbox.tenant, "uma", "Uma Underwood", user_principal_name=upn)
    sandbox.faults.add("graph", status=200, body='{"displayName": null, "mail": "u@contoso.com"}')

    with caplog.at_level(logging.INFO, "bot"), pytest.raises(GraphError):
        await client.get(user_path(upn, "manager"), name_of)

    logged = "".join(one.message for one in caplog.records if one.name.startswith("bot.graph"))
    assert "/manager displayName is no text" in logged
    assert "contoso.com" not in logged


@pytest.mark.parametrize("inner", ["innerError", "innererror", "InnerError"])
def test_the_request_id_is_found_in_the_body_too(inner: str) -> None:
    """Something in between may have dropped the headers of the answer."""
    error = {"code": "badRequest", "message": "No.", inner: {"request-id": "r-1"}}

    answer = read_answer(httpx.Response(400, json={"error": error}))

    assert (answer.status, answer.error_code, answer.message) == (400, "badRequest", "No.")
    assert answer.request_id == "r-1"


@pytest.mark.parametrize(
    "body", ["", "null", "[]", '{"error": 7}', '{"error": {"code": 7, "innerError": []}}', "\x00"]
)
async def test_any_rubbish_is_a_failure_and_no_crash(
    sandbox: Sandbox, client: GraphClient, body: str
) -> None:
    sandbox.faults.add("graph", status=400, body=body)

    with pytest.raises(GraphError) as failed:
        await client.get(UMA, name_of)

    assert failed.value.trouble is Trouble.REFUSED
