"""Microsoft's own msal against the sandbox's Entra."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from typing import Any

import jwt
import msal
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Caller
from tests.sandbox.test_login_identity import identity_token

GRAPH = "https://graph.microsoft.com/.default"


@pytest.fixture
def session(sandbox: Sandbox) -> Iterator[requests.Session]:
    with requests.Session() as opened:
        opened.trust_env = False
        opened.verify = str(sandbox.ca_file)
        yield opened


async def sign_in(
    sandbox: Sandbox,
    session: requests.Session,
    credential: Any,
    scope: str = GRAPH,
    app_id: str | None = None,
) -> dict[str, Any]:
    def ask() -> dict[str, Any]:
        application = msal.ConfidentialClientApplication(
            app_id or sandbox.app_id,
            authority=f"{sandbox.login}/{sandbox.tenant_id}",
            client_credential=credential,
            instance_discovery=False,
            http_client=session,
        )
        answer: dict[str, Any] = application.acquire_token_for_client(scopes=[scope])
        return answer

    return await asyncio.to_thread(ask)


async def test_a_secret_gets_a_token_that_opens_graph(
    sandbox: Sandbox, session: requests.Session, caller: Caller
) -> None:
    answer = await sign_in(sandbox, session, sandbox.app_secret)

    caller.token = answer["access_token"]
    assert (await caller.get("/users/uma@contoso.com")).status == 200
    assert answer["expires_in"] == 3599


async def test_the_token_names_tenant_application_and_permissions(
    sandbox: Sandbox, session: requests.Session
) -> None:
    answer = await sign_in(sandbox, session, sandbox.app_secret, f"{sandbox.graph}/.default")

    claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert claims["aud"] == sandbox.graph
    assert claims["tid"] == sandbox.tenant_id
    assert claims["appid"] == sandbox.app_id
    assert set(claims["roles"]) == {
        "UserAuthMethod-TAP.ReadWrite.All",
        "User.Read.All",
        "GroupMember.Read.All",
        "Policy.Read.AuthenticationMethod",
        "RoleManagement.Read.Directory",
        "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    }


async def test_published_keys_verify_the_token(sandbox: Sandbox, session: requests.Session) -> None:
    answer = await sign_in(sandbox, session, sandbox.app_secret)
    configuration = f"{sandbox.login}/{sandbox.tenant_id}/v2.0/.well-known/openid-configuration"

    metadata = (await asyncio.to_thread(session.get, configuration)).json()
    published = (await asyncio.to_thread(session.get, metadata["jwks_uri"])).json()

    key = jwt.PyJWKSet.from_dict(published)[
        jwt.get_unverified_header(answer["access_token"])["kid"]
    ]
    claims = jwt.decode(
        answer["access_token"],
        key,
        algorithms=["RS256"],
        audience="https://graph.microsoft.com",
        issuer=metadata["issuer"],
    )
    assert claims["idtyp"] == "app"


async def test_the_connectors_token_speaks_for_the_bot_and_carries_no_permissions(
    sandbox: Sandbox, session: requests.Session
) -> None:
    scope = "https://api.botframework.com/.default"

    answer = await sign_in(sandbox, session, sandbox.app_secret, scope)

    token = answer["access_token"]
    assert "roles" not in jwt.decode(token, options={"verify_signature": False})
    assert sandbox.tokens.speaks_for_the_bot(token)
    assert not sandbox.tokens.speaks_for_the_bot(sandbox.token())
    assert not sandbox.tokens.speaks_for_the_bot("no.token")


async def test_a_wrong_secret_is_refused_in_entras_words(
    sandbox: Sandbox, session: requests.Session
) -> None:
    answer = await sign_in(sandbox, session, "wrong")

    assert answer["error"] == "invalid_client"
    assert answer["error_codes"] == [7000215]
    assert answer["error_description"].startswith("AADSTS7000215: Invalid client secret provided.")


@pytest.mark.parametrize(
    ("scope", "error"),
    [
        ("https://vault.azure.net/.default", "invalid_resource"),
        ("https://graph.microsoft.com/User.Read", "invalid_scope"),
    ],
)
async def test_unknown_scopes_are_refused(
    sandbox: Sandbox, session: requests.Session, scope: str, error: str
) -> None:
    answer = await sign_in(sandbox, session, sandbox.app_secret, scope)

    assert answer["error"] == error


async def test_an_unknown_application_is_refused(
    sandbox: Sandbox, session: requests.Session
) -> None:
    answer = await sign_in(sandbox, session, sandbox.app_secret, app_id="someone")

    assert answer["error_codes"] == [700016]


async def test_an_unknown_tenant_is_refused(sandbox: Sandbox, session: requests.Session) -> None:
    url = f"{sandbox.login}/elsewhere/oauth2/v2.0/token"

    answer = await asyncio.to_thread(session.post, url)
    metadata = await asyncio.to_thread(
        session.get, f"{sandbox.login}/elsewhere/v2.0/.well-known/openid-configuration"
    )

    assert (answer.status_code, answer.json()["error_codes"]) == (400, [90002])
    assert metadata.status_code == 400


async def test_another_grant_is_refused(sandbox: Sandbox, session: requests.Session) -> None:
    url = f"{sandbox.login}/{sandbox.tenant_id}/oauth2/v2.0/token"

    answer = await asyncio.to_thread(session.post, url, data={"grant_type": "password"})

    assert answer.json()["error"] == "unsupported_grant_type"


async def test_a_certificate_gets_a_token_once_it_is_trusted(
    sandbox: Sandbox, session: requests.Session
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    credential = {"private_key": as_pem(key), "public_certificate": certificate_of(key)}

    before = await sign_in(sandbox, session, credential)
    sandbox.entra.trust(key.public_key())
    after = await sign_in(sandbox, session, credential)

    assert before["error_codes"] == [700027]
    assert "access_token" in after


async def test_a_federated_identity_stands_in_for_the_secret(
    sandbox: Sandbox, session: requests.Session, caller: Caller
) -> None:
    federated = await identity_token(sandbox, caller, "api://AzureADTokenExchange")
    credential = {"client_assertion": lambda: federated["access_token"]}

    answer = await sign_in(sandbox, session, credential)

    assert "access_token" in answer


async def test_login_fails_on_demand(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults.add("login", method="POST", status=503, body="{}", times=1)
    url = f"{sandbox.login}/{sandbox.tenant_id}/oauth2/v2.0/token"

    first = await asyncio.to_thread(session.post, url)
    second = await asyncio.to_thread(session.post, url)

    assert [first.status_code, second.status_code] == [503, 400]


async def test_login_answers_this_machine_only(sandbox: Sandbox, session: requests.Session) -> None:
    url = f"{sandbox.login}/{sandbox.tenant_id}/discovery/v2.0/keys"

    answer = await asyncio.to_thread(session.get, url, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


def as_pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def certificate_of(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tap-bot")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
