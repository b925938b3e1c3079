"""The stand-in for the endpoint that gives a machine's managed identity its tokens."""

from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Caller


async def test_a_managed_identity_gets_a_token_for_graph(sandbox: Sandbox, caller: Caller) -> None:
    answer = await identity_token(sandbox, caller, "https://graph.microsoft.com")

    caller.token = answer["access_token"]
    assert (await caller.get("/users/uma@contoso.com")).status == 200


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("resource=https://graph.microsoft.com", {}),
        ("resource=https://graph.microsoft.com&client_id=x", {"Metadata": "true"}),
        ("resource=https://vault.azure.net", {"Metadata": "true"}),
    ],
)
async def test_a_managed_identity_is_asked_for_in_the_right_way(
    sandbox: Sandbox, caller: Caller, query: str, headers: dict[str, str]
) -> None:
    url = f"{sandbox.address}/metadata/identity/oauth2/token?api-version=2018-02-01&{query}"

    answer = await caller.call("GET", url, headers=headers)

    assert (answer.status, answer.json["error"]) == (400, "invalid_request")


async def identity_token(sandbox: Sandbox, caller: Caller, resource: str) -> Any:
    path = "/metadata/identity/oauth2/token?api-version=2018-02-01"
    url = f"{sandbox.address}{path}&resource={resource}"
    return (await caller.call("GET", url, headers={"Metadata": "true"})).json
