"""Look-ups of people in the sandbox's Graph."""

from urllib.parse import quote

import pytest

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import EVENTUAL, Caller


@pytest.mark.parametrize(
    "path",
    ["/users/{id}", "/users/UMA@contoso.com", "/users/uma%40contoso.com", "/users('{upn}')"],
)
async def test_a_person_is_found_by_id_and_by_name(
    sandbox: Sandbox, caller: Caller, path: str
) -> None:
    uma = sandbox.tenant.person("uma")

    answer = await caller.get(path.format(id=uma.id, upn=uma.user_principal_name))

    assert answer.status == 200
    assert answer.json["id"] == uma.id


async def test_a_guests_name_is_found_percent_encoded(sandbox: Sandbox, caller: Caller) -> None:
    gina = sandbox.tenant.person("gina")

    answer = await caller.get(f"{sandbox.graph}/v1.0/users/{quote(gina.user_principal_name)}")

    assert answer.json["userPrincipalName"] == "gina_fabrikam.com#EXT#@contoso.onmicrosoft.com"


async def test_the_usual_properties_do_not_tell_whether_an_account_is_enabled(
    caller: Caller,
) -> None:
    answer = await caller.get("/users/dora@contoso.com")

    assert not {"accountEnabled", "userType", "identities"} & answer.json.keys()


async def test_what_is_selected_is_answered_and_nothing_else(caller: Caller) -> None:
    answer = await caller.get("/users/dora@contoso.com?$select=accountEnabled,userType")

    del answer.json["@odata.context"]
    assert answer.json == {"accountEnabled": False, "userType": "Member"}


async def test_an_unknown_property_cannot_be_selected(caller: Caller) -> None:
    answer = await caller.get("/users/uma@contoso.com?$select=shoeSize")

    assert answer.error[:2] == (400, "BadRequest")
    assert "'shoeSize' on type 'microsoft.graph.user'" in answer.error[2]


async def test_a_stranger_is_not_found(caller: Caller) -> None:
    answer = await caller.get("/users/nobody@contoso.com")

    assert answer.error == (
        404,
        "Request_ResourceNotFound",
        (
            "Resource 'nobody@contoso.com' does not exist or one of its queried reference-property "
            "objects are not present."
        ),
    )


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("displayName eq 'Sam Smith'", ["sam.smith", "samuel.smith"]),
        ("displayName eq 'sam smith' and jobTitle eq 'Sales'", ["sam.smith"]),
        ("startswith(displayName,'um') or startswith(userPrincipalName,'una@')", ["uma", "una"]),
        ("userPrincipalName eq 'UMA@contoso.com'", ["uma"]),
        ("accountEnabled eq false", ["dora"]),
        ("displayName eq 'nobody'", []),
    ],
)
async def test_people_are_filtered(
    sandbox: Sandbox, caller: Caller, text: str, keys: list[str]
) -> None:
    answer = await caller.get(f"/users?$filter={quote(text)}")

    assert answer.ids == [sandbox.tenant.person(key).id for key in keys]


async def test_quotes_in_a_filter_are_doubled(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.tenant.person("uma").name = "Uma O'Neil"
    text = quote("displayName eq 'Uma O''Neil'")

    answer = await caller.get(f"/users?$filter={text}")

    assert answer.ids == [sandbox.tenant.person("uma").id]


@pytest.mark.parametrize("text", ["endswith(mail,'.com')", "userType ne 'Guest'"])
async def test_some_filters_need_the_index(caller: Caller, text: str) -> None:
    path = f"/users?$filter={quote(text)}&$count=true"

    without = await caller.get(path)
    with_header = await caller.get(path, **EVENTUAL)

    assert without.error[:2] == (400, "Request_UnsupportedQuery")
    assert with_header.json["@odata.count"] == len(with_header.json["value"]) > 0


@pytest.mark.parametrize("text", ["displayName", "displayName eq", "(displayName eq 'x')", ""])
async def test_a_broken_filter_is_refused(caller: Caller, text: str) -> None:
    answer = await caller.get(f"/users?$filter={quote(text)}")

    assert answer.error[:2] == (400, "BadRequest")


async def test_a_search_without_its_header_is_refused(caller: Caller) -> None:
    text = quote('"displayName:um"')

    answer = await caller.get(f"/users?$search={text}")

    assert answer.error == (
        400,
        "Request_UnsupportedQuery",
        (
            "Request with $search query parameter only works through MSGraph with a special "
            "request header: 'ConsistencyLevel: eventual'"
        ),
    )


async def test_a_search_finds_words_by_their_beginning(sandbox: Sandbox, caller: Caller) -> None:
    text = quote('"displayName:smi" OR "mail:una"')

    answer = await caller.get(f"/users?$search={text}&$top=10", **EVENTUAL)

    found = {sandbox.tenant.person(key).id for key in ("sam.smith", "samuel.smith", "una")}
    assert set(answer.ids) == found


async def test_pages_link_to_each_other_until_all_people_were_seen(
    sandbox: Sandbox, caller: Caller
) -> None:
    sandbox.page_size = 7
    seen: list[str] = []
    link = "/users?$select=id&$top=999"

    while link:
        answer = await caller.get(link)
        assert len(answer.ids) <= 7
        seen += answer.ids
        link = answer.json.get("@odata.nextLink", "")

    assert sorted(seen) == sorted(one.id for one in sandbox.tenant.people.values())


@pytest.mark.parametrize("query", ["$top=1000", "$top=0", "$top=x", "$orderby=displayName"])
async def test_options_that_the_directory_refuses(caller: Caller, query: str) -> None:
    answer = await caller.get(f"/users?{query}")

    assert answer.status == 400


async def test_a_persons_manager(sandbox: Sandbox, caller: Caller) -> None:
    answer = await caller.get("/users/uma@contoso.com/manager?$select=id,displayName")

    assert answer.json["id"] == sandbox.tenant.person("ulf").id
    assert answer.json["@odata.type"] == "#microsoft.graph.user"


async def test_who_has_no_manager_gets_a_404(caller: Caller) -> None:
    answer = await caller.get("/users/ulf@contoso.com/manager")

    assert answer.error[:2] == (404, "Request_ResourceNotFound")
