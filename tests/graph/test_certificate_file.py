"""Certificate files as administrators have them: PEM with key, PFX with or without passphrase."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)

from bot.graph.certificate_file import read_certificate_file
from bot.graph.fields import UnreadableError
from bot.sandbox.certificates import Authority


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    authority = Authority()
    file = tmp_path / "tap-bot.pem"
    file.write_bytes(authority.for_application(timedelta(days=90)).file.read_bytes())
    authority.close()
    return file


@pytest.fixture
def pfx(pem: Path) -> Path:
    """The same certificate as a PFX file that "open" opens."""
    content = pem.read_bytes()
    packed = pkcs12.serialize_key_and_certificates(
        b"tap-bot",
        load_pem_private_key(content, None),  # type: ignore[arg-type]  # an RSA key, which PFX takes
        x509.load_pem_x509_certificate(content[content.index(b"-----BEGIN CERT") :]),
        None,
        BestAvailableEncryption(b"open"),
    )
    file = pem.with_suffix(".pfx")
    file.write_bytes(packed)
    return file


def test_both_kinds_of_file_tell_the_same(pem: Path, pfx: Path) -> None:
    from_pem = read_certificate_file(pem, None)

    from_pfx = read_certificate_file(pfx, "open")

    assert from_pem == from_pfx
    assert len(from_pem.thumbprint) == 20
    assert from_pem.ends.tzinfo is not None


@pytest.mark.parametrize("passphrase", [None, "another one"])
def test_a_wrong_passphrase_is_said(pfx: Path, passphrase: str | None) -> None:
    with pytest.raises(UnreadableError, match="passphrase"):
        read_certificate_file(pfx, passphrase)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be opened"):
        read_certificate_file(tmp_path / "none.pem", None)


@pytest.mark.parametrize("content", [b"", b"nothing", b"-----BEGIN CERTIFICATE-----\nx\n"])
def test_a_file_that_holds_something_else_is_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "some.pem"
    file.write_bytes(content)

    with pytest.raises(UnreadableError, match="damaged"):
        read_certificate_file(file, None)


def test_a_key_without_its_certificate_is_said(pem: Path) -> None:
    content = pem.read_bytes()
    pem.write_bytes(content[: content.index(b"-----BEGIN CERT")])

    with pytest.raises(UnreadableError):
        read_certificate_file(pem, None)
