"""Microsoft's own Graph client against the sandbox: an independent opinion on its answers."""

import datetime as dt
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from azure.core.credentials import AccessToken
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from kiota_http.middleware.options import RetryHandlerOption
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.models.authentication_method_state import AuthenticationMethodState
from msgraph.generated.models.directory_role import DirectoryRole
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.temporary_access_pass_authentication_method import (
    TemporaryAccessPassAuthenticationMethod as Tap,
)
from msgraph.generated.models.temporary_access_pass_authentication_method_configuration import (
    TemporaryAccessPassAuthenticationMethodConfiguration as TapPolicy,
)
from msgraph.generated.users.item.check_member_groups.check_member_groups_post_request_body import (
    CheckMemberGroupsPostRequestBody,
)
from msgraph_core import GraphClientFactory
from msgraph_core.requests.batch_request_builder import BatchRequestBuilder
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem

from bot.sandbox.server import Sandbox

# The client's request builders warn of their own deprecated classes when they are first imported.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:msgraph"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:kiota_abstractions"),
]

UMA = "uma@contoso.com"


class FixedToken:
    def __init__(self, token: str) -> None:
        self._token = token

    async def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        return AccessToken(self._token, int(time.time()) + 3600)

    async def close(self) -> None:
        return


@pytest.fixture
async def adapter(sandbox: Sandbox) -> AsyncIterator[GraphRequestAdapter]:
    credential = FixedToken(sandbox.token())
    provider = AzureIdentityAuthenticationProvider(credential, allowed_hosts=["127.0.0.1"])
    # Closing the client does not reach the transport beneath its middleware, so this does.
    async with httpx.AsyncHTTPTransport() as transport:
        http = httpx.AsyncClient(transport=transport, trust_env=False)
        client = GraphClientFactory.create_with_default_middleware(client=http)
        made = GraphRequestAdapter(provider, client=client)
        made.base_url = f"{sandbox.graph}/v1.0"
        yield made


@pytest.fixture
def client(adapter: GraphRequestAdapter) -> GraphServiceClient:
    return GraphServiceClient(request_adapter=adapter)


async def test_a_person_with_selected_properties(
    sandbox: Sandbox, client: GraphServiceClient
) -> None:
    sandbox.tenant.person("uma").user_principal_name = "o'neil#EXT#@contoso.com"
    from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder

    wanted = ["id", "accountEnabled", "identities"]
    query = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters(select=wanted)

    user = await client.users.by_user_id("o'neil#EXT#@contoso.com").get(
        RequestConfiguration(query_parameters=query)
    )

    assert user is not None
    assert user.id == sandbox.tenant.person("uma").id
    assert user.account_enabled is True
    assert user.identities is not None
    assert user.identities[0].sign_in_type == "userPrincipalName"
    assert user.display_name is None


async def test_people_are_searched(client: GraphServiceClient) -> None:
    from msgraph.generated.users.users_request_builder import UsersRequestBuilder

    query = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(
        search='"displayName:smith"', count=True, top=10
    )
    configuration: RequestConfiguration[Any] = RequestConfiguration(query_parameters=query)
    configuration.headers.add("ConsistencyLevel", "eventual")

    found = await client.users.get(configuration)

    assert found is not None
    assert found.odata_count == len(found.value or []) == 2


async def test_the_life_of_a_pass(client: GraphServiceClient) -> None:
    methods = client.users.by_user_id(UMA).authentication.temporary_access_pass_methods
    start = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    asked = Tap(lifetime_in_minutes=60, is_usable_once=True, start_date_time=start)

    made = await methods.post(asked)
    assert made is not None
    assert made.id is not None
    listed = await methods.get()
    got = await methods.by_temporary_access_pass_authentication_method_id(made.id).get()
    await methods.by_temporary_access_pass_authentication_method_id(made.id).delete()
    left = await methods.get()

    assert listed is not None
    assert left is not None
    assert len(made.temporary_access_pass or "") == 12
    assert (made.start_date_time, made.lifetime_in_minutes) == (start, 60)
    assert (made.is_usable, made.method_usability_reason) == (False, "NotYetValid")
    assert [(one.id, one.temporary_access_pass) for one in listed.value or []] == [(made.id, None)]
    assert isinstance(got, Tap)
    assert got.created_date_time == made.created_date_time
    assert left.value == []


async def test_membership_is_checked(sandbox: Sandbox, client: GraphServiceClient) -> None:
    group = sandbox.tenant.groups["requesters"].id
    body = CheckMemberGroupsPostRequestBody(group_ids=[group])

    rita = await client.users.by_user_id("rita@contoso.com").check_member_groups.post(body)
    uma = await client.users.by_user_id(UMA).check_member_groups.post(body)

    assert rita is not None
    assert uma is not None
    assert (rita.value, uma.value) == ([group], [])


async def test_the_policy_comes_as_its_own_type(client: GraphServiceClient) -> None:
    policies = client.policies.authentication_methods_policy
    configurations = policies.authentication_method_configurations

    policy = await configurations.by_authentication_method_configuration_id(
        "temporaryAccessPass"
    ).get()

    assert isinstance(policy, TapPolicy)
    assert policy.state is AuthenticationMethodState.Enabled
    assert (policy.minimum_lifetime_in_minutes, policy.maximum_lifetime_in_minutes) == (10, 480)
    assert [target.id for target in policy.include_targets or []] == ["all_users"]


async def test_roles_are_cast(client: GraphServiceClient) -> None:
    roles = client.users.by_user_id("hugo@contoso.com").transitive_member_of.graph_directory_role
    builder = type(roles)
    query = builder.GraphDirectoryRoleRequestBuilderGetQueryParameters(count=True)
    configuration: RequestConfiguration[Any] = RequestConfiguration(query_parameters=query)
    configuration.headers.add("ConsistencyLevel", "eventual")

    found = await roles.get(configuration)

    assert found is not None
    [role] = found.value or []
    assert isinstance(role, DirectoryRole)
    assert role.display_name == "Exchange Administrator"


async def test_a_batch_has_absolute_addresses(
    sandbox: Sandbox, adapter: GraphRequestAdapter, client: GraphServiceClient
) -> None:
    one = client.users.by_user_id(UMA).to_get_request_information()
    methods = client.users.by_user_id(UMA).authentication.temporary_access_pass_methods
    other = methods.to_post_request_information(Tap(lifetime_in_minutes=30))
    content = BatchRequestContent(
        {"1": BatchRequestItem(one, "1"), "2": BatchRequestItem(other, "2")}
    )

    answers = await BatchRequestBuilder(adapter).post(content)

    parts = answers.responses
    assert {key: part.status for key, part in parts.items()} == {"1": 200, "2": 201}
    assert sandbox.calls[-1].body["lifetimeInMinutes"] == 30


async def test_a_throttled_call_is_repeated(sandbox: Sandbox, client: GraphServiceClient) -> None:
    sandbox.faults.add("graph", status=429, retry_after=1, times=1)

    user = await client.users.by_user_id(UMA).get()

    assert user is not None
    assert [call.status for call in sandbox.calls] == [429, 200]


async def test_an_error_is_read_with_its_ids(client: GraphServiceClient) -> None:
    methods = client.users.by_user_id(UMA).authentication.temporary_access_pass_methods
    once: RequestConfiguration[Any] = RequestConfiguration(
        options=[RetryHandlerOption(max_retries=0, should_retry=False)]
    )

    with pytest.raises(ODataError) as caught:
        await methods.post(Tap(lifetime_in_minutes=5), once)

    error = caught.value.error
    assert caught.value.response_status_code == 400
    assert error is not None
    assert error.code == "badRequest"
    assert error.message == (
        "Invalid LifetimeInMinutes specified. The valid range between 10 and 480."
    )
    assert error.inner_error is not None
    assert error.inner_error.request_id
    assert error.inner_error.client_request_id
