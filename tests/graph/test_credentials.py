"""Each way for the bot to prove who it is, through real msal."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from bot.graph.credentials import (
    Certificate,
    Federated,
    ManagedIdentity,
    Secret,
    Session,
)
from bot.graph.tokens import MsalTokens
from bot.ports import Failure
from bot.sandbox.server import Sandbox
from tests.graph.sign_in import SignIn, claims


def key_and_certificate() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TAP Bot")])
    now = datetime.now(UTC)
    unsigned = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
    )
    return key, unsigned.sign(key, hashes.SHA256())


def pem(key: rsa.RSAPrivateKey, certificate: x509.Certificate, passphrase: str | None) -> bytes:
    """Return certificate first, key second, as many tools write them."""
    return certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        encryption(passphrase),
    )


def pfx(key: rsa.RSAPrivateKey, certificate: x509.Certificate, passphrase: str | None) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"TAP Bot", key, certificate, None, encryption(passphrase)
    )


def encryption(passphrase: str | None) -> serialization.KeySerializationEncryption:
    if passphrase is None:
        return serialization.NoEncryption()
    return serialization.BestAvailableEncryption(passphrase.encode())


async def test_a_secret_gets_a_token_for_graph(sandbox: Sandbox, sign_in: SignIn) -> None:
    token = await sign_in.with_secret().token()

    assert claims(token)["aud"] == sandbox.graph
    assert claims(token)["appid"] == sandbox.app_id


@pytest.mark.parametrize("passphrase", [None, "mellon"])
@pytest.mark.parametrize("write", [pem, pfx])
async def test_a_certificate_gets_a_token(
    sandbox: Sandbox, sign_in: SignIn, tmp_path: Path, write: Any, passphrase: str | None
) -> None:
    key, certificate = key_and_certificate()
    sandbox.entra.trust(key.public_key())
    file = tmp_path / "bot-certificate"
    file.write_bytes(write(key, certificate, passphrase))

    token = await sign_in.tokens(Certificate(sandbox.app_id, file, passphrase)).token()

    assert claims(token)["appid"] == sandbox.app_id


@pytest.mark.parametrize("own", [True, False])
async def test_a_managed_identity_gets_a_token_by_resource(
    sandbox: Sandbox, sign_in: SignIn, own: bool
) -> None:
    identity = sandbox.tokens.managed_identity_id

    token = await sign_in.tokens(ManagedIdentity(None if own else identity)).token()

    assert claims(token)["aud"] == sandbox.graph
    assert claims(token)["appid"] == identity
    assert len(sign_in.seen) == 1
    assert ".default" not in sign_in.seen[0]
    assert ("client_id=" in sign_in.seen[0]) is not own


async def test_a_federated_identity_gets_a_token_of_the_application(
    sandbox: Sandbox, sign_in: SignIn
) -> None:
    credential = Federated(sandbox.app_id, ManagedIdentity(sandbox.tokens.managed_identity_id))

    token = await sign_in.tokens(credential).token()

    assert claims(token)["appid"] == sandbox.app_id
    assert sum("AzureADTokenExchange" in one for one in sign_in.seen) == 1


async def test_the_us_government_exchanges_with_an_audience_of_its_own(
    sandbox: Sandbox, sign_in: SignIn
) -> None:
    credential = Federated(sandbox.app_id, ManagedIdentity(), "api://AzureADTokenExchangeUSGov")

    with pytest.raises(Failure):
        await sign_in.tokens(credential).token()

    assert sum("AzureADTokenExchangeUSGov" in one for one in sign_in.seen) == 1


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN", b"\xff\xfe"])
async def test_a_certificate_file_that_is_none_is_a_failure(
    sandbox: Sandbox, sign_in: SignIn, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "bot.pem"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(Failure):
        await sign_in.tokens(Certificate(sandbox.app_id, file)).token()


async def test_a_managed_identity_that_does_not_exist_is_a_failure(sign_in: SignIn) -> None:
    with pytest.raises(Failure):
        await sign_in.tokens(ManagedIdentity("00000000-0000-4000-8000-000000000000")).token()


async def test_a_login_with_a_certificate_of_somebody_else_is_a_failure(sandbox: Sandbox) -> None:
    tokens = MsalTokens(
        Secret(sandbox.app_id, sandbox.app_secret),
        authority=f"{sandbox.login}/{sandbox.tenant_id}",
        scope=f"{sandbox.graph}/.default",
    )

    with pytest.raises(Failure):
        await tokens.token()


def test_no_credential_shows_its_secret() -> None:
    shown = repr([Secret("app", "mellon"), Certificate("app", Path("bot.pfx"), "mellon")])

    assert "mellon" not in shown


def test_a_named_ca_wins_over_the_environment(tmp_path: Path) -> None:
    """On its own, requests would prefer REQUESTS_CA_BUNDLE."""
    with Session(str(tmp_path / "ca.pem")) as session:
        settings = session.merge_environment_settings("https://x.example", {}, None, None, None)

    assert settings["verify"] == str(tmp_path / "ca.pem")
