"""When the certificate in a file ends, and by which name Entra knows it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import pkcs12

from bot.graph.fields import UnreadableError


@dataclass(frozen=True, slots=True)
class CertificateFile:
    ends: datetime
    thumbprint: bytes


def read_certificate_file(path: Path, passphrase: str | None) -> CertificateFile:
    """Read the first certificate of a PEM file, or that of a PFX file. Raises UnreadableError."""
    try:
        found = _load(path.read_bytes(), passphrase)
    except OSError as error:
        raise UnreadableError(f"it cannot be opened ({error.strerror})") from None
    except ValueError:
        raise UnreadableError("it is damaged, or its passphrase is another one") from None
    if found is None:
        raise UnreadableError("there is no certificate in it")
    # Entra knows certificates by their SHA-1; nothing is proved by it.
    return CertificateFile(found.not_valid_after_utc, found.fingerprint(hashes.SHA1()))  # noqa: S303 - see above


def _load(content: bytes, passphrase: str | None) -> x509.Certificate | None:
    if b"-----BEGIN" in content:
        return x509.load_pem_x509_certificates(content)[0]
    return pkcs12.load_key_and_certificates(content, passphrase.encode() if passphrase else None)[1]
