"""The client: patience with Graph, pages, tokens that are refused, and the log."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest

from bot.graph.client import GraphClient, open_http
from bot.graph.errors import GraphError
from bot.graph.fields import Json, text
from bot.graph.questions import user_path
from bot.ports import Trouble
from bot.sandbox.server import Sandbox
from tests.graph.conftest import Nap, SandboxTokens, paths

UMA = "users/uma%40contoso.com"
CHECK = f"{UMA}/checkMemberGroups"


def name_of(user: Json) -> str:
    return text(user, "displayName")


@pytest.mark.parametrize("status", [429, 503, 504])
async def test_a_look_up_is_repeated_when_graph_is_busy(
    sandbox: Sandbox, client: GraphClient, status: int
) -> None:
    sandbox.faults.add("graph", status=status, times=2)

    assert await client.get(UMA, name_of) == "Uma Underwood"
    assert len(sandbox.calls) == 3


async def test_a_look_up_is_repeated_when_the_connection_breaks(
    sandbox: Sandbox, client: GraphClient
) -> None:
    sandbox.faults.add("graph", cut=True, times=1)

    assert await client.get(UMA, name_of) == "Uma Underwood"


async def test_a_post_that_only_reads_is_repeated(sandbox: Sandbox, client: GraphClient) -> None:
    sandbox.faults.add("graph", status=503, times=1)

    assert await client.ask(CHECK, {"groupIds": []}, lambda found: found["value"]) == []


@pytest.mark.parametrize(("retry_after", "wait"), [(2, 2.0), (1, 1.0), (0, 0.2), (None, 0.2)])
async def test_graph_says_how_long_to_wait(
    sandbox: Sandbox, client: GraphClient, nap: Nap, retry_after: int | None, wait: float
) -> None:
    sandbox.faults.add("graph", status=429, retry_after=retry_after, times=1)

    await client.get(UMA, name_of)

    assert nap.waits == [wait]


async def test_nobody_is_kept_waiting_for_long(
    sandbox: Sandbox, client: GraphClient, nap: Nap
) -> None:
    """A click must be answered within five seconds, so a longer wait is a failure at once."""
    sandbox.faults.add("graph", status=429, retry_after=30)

    with pytest.raises(GraphError) as failed:
        await client.get(UMA, name_of)

    assert failed.value.trouble is Trouble.BUSY
    assert nap.waits == []
    assert len(sandbox.calls) == 1


@pytest.mark.parametrize("fault", [{"status": 503}, {"cut": True}], ids=str)
async def test_patience_ends(
    sandbox: Sandbox, client: GraphClient, nap: Nap, fault: dict[str, object]
) -> None:
    sandbox.faults.add("graph", **fault)  # type: ignore[arg-type]  # by name

    with pytest.raises(GraphError) as failed:
        await client.get(UMA, name_of)

    assert failed.value.trouble is Trouble.UNAVAILABLE
    assert nap.waits == [0.2, 0.6]
    assert len(sandbox.calls) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 500])
async def test_a_definite_no_is_not_asked_again(
    sandbox: Sandbox, client: GraphClient, status: int
) -> None:
    sandbox.faults.add("graph", status=status)

    with pytest.raises(GraphError):
        await client.get(UMA, name_of)

    assert len(sandbox.calls) == 1


async def test_a_sleep_without_end_ends(
    sandbox: Sandbox, http: httpx.AsyncClient, tokens: SandboxTokens
) -> None:
    """All attempts together have a limit, whatever takes the time."""

    async def sleep(_seconds: float) -> None:
        await asyncio.Event().wait()

    sandbox.faults.add("graph", status=503)
    patience = timedelta(milliseconds=200)
    client = GraphClient(http, tokens, sandbox.graph, sleep=sleep, patience=patience)

    with pytest.raises(GraphError) as failed:
        await client.get(UMA, name_of)

    assert failed.value.trouble is Trouble.UNAVAILABLE


async def test_a_refused_token_is_dropped_and_the_look_up_goes_on(
    sandbox: Sandbox, client: GraphClient, tokens: SandboxTokens
) -> None:
    tokens.spoiled = ["stale"]

    assert await client.get(UMA, name_of) == "Uma Underwood"
    assert tokens.dropped == ["stale"]
    assert [call.status for call in sandbox.calls] == [401, 200]


async def test_a_second_refused_token_is_a_failure(
    sandbox: Sandbox, client: GraphClient, tokens: SandboxTokens
) -> None:
    tokens.spoiled = ["stale", "stale too", "never asked for"]

    with pytest.raises(GraphError) as failed:
        await client.get(UMA, name_of)

    assert failed.value.trouble is Trouble.SIGN_IN
    assert len(sandbox.calls) == 2


async def test_all_pages_are_read(sandbox: Sandbox, client: GraphClient) -> None:
    sandbox.page_size = 2

    names = await client.pages("users", name_of, select="displayName")

    assert sorted(names) == sorted(one.name for one in sandbox.tenant.people.values())


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/v1.0/users",
        "{graph}.elsewhere.example/v1.0/users",
        "{graph}@elsewhere.example/v1.0/users",
        "{graph}/beta/users",
        "/v1.0/users",
    ],
)
async def test_a_next_page_elsewhere_is_not_followed(
    sandbox: Sandbox, client: GraphClient, link: str
) -> None:
    target = link.format(graph=sandbox.graph)
    body = f'{{"value": [], "@odata.nextLink": "{target}"}}'
    sandbox.faults.add("graph", status=200, body=body, times=1)

    with pytest.raises(GraphError):
        await client.pages("users", name_of)

    assert len(sandbox.calls) == 1


async def test_pages_without_end_are_not_read_for_ever(
    sandbox: Sandbox, client: GraphClient
) -> None:
    body = f'{{"value": [], "@odata.nextLink": "{sandbox.graph}/v1.0/users"}}'
    sandbox.faults.add("graph", status=200, body=body)

    with pytest.raises(GraphError):
        await client.pages("users", name_of)

    assert len(sandbox.calls) == 100


async def test_the_token_goes_to_graph_only_and_each_call_has_an_id(
    sandbox: Sandbox, client: GraphClient
) -> None:
    await client.get(UMA, name_of)
    await client.get(UMA, name_of)

    ids = [call.client_request_id for call in sandbox.calls]
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one or "") for one in ids)
    assert len(set(ids)) == 2


@pytest.mark.parametrize(
    ("identity", "path"),
    [
        ("uma@contoso.com", "users/uma%40contoso.com/memberOf"),
        ("o'neil#EXT#@contoso.com", "users/o%27neil%23EXT%23%40contoso.com/memberOf"),
        ("$x@contoso.com", "users('%24x%40contoso.com')/memberOf"),
        ("$o'x@contoso.com", "users('%24o%27%27x%40contoso.com')/memberOf"),
        ("../groups@contoso.com", "users/..%2Fgroups%40contoso.com/memberOf"),
        ("a?b@contoso.com", "users/a%3Fb%40contoso.com/memberOf"),
    ],
)
def test_an_identity_stays_one_segment_of_the_path(identity: str, path: str) -> None:
    assert user_path(identity, "memberOf") == path


async def test_the_real_client_speaks_https_to_a_named_ca(sandbox: Sandbox) -> None:
    async with open_http(str(sandbox.ca_file)) as http:
        answer = await http.get(
            f"{sandbox.login}/{sandbox.tenant_id}/v2.0/.well-known/openid-configuration"
        )

    assert answer.status_code == 200


async def test_the_real_client_trusts_nobody_else(sandbox: Sandbox) -> None:
    async with open_http() as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(sandbox.login)


async def test_only_reads_happen_when_reading(sandbox: Sandbox, client: GraphClient) -> None:
    await client.find(UMA, name_of)

    assert paths(sandbox, "GET") == ["/v1.0/users/uma@contoso.com"]
