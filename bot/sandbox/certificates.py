"""A certificate authority that lives as long as the sandbox, for msal, which wants https."""

import ipaddress
import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_VALID = timedelta(days=30)
_OWN_NAME = "TAP Bot sandbox CA"


@dataclass(frozen=True, slots=True)
class ApplicationCertificate:
    """`file` holds certificate and private key, as msal takes them; Entra knows the rest."""

    file: Path
    public: rsa.RSAPublicKey
    thumbprint: bytes
    ends: datetime


class Authority:
    """Signs one certificate, for this machine; `ca_file` holds what clients are to trust."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tap-bot-sandbox-")
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._certificate = self._sign_itself()
        self.ca_file = Path(self._folder.name) / "ca.pem"
        self.ca_file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def server_context(self) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign_server(key.public_key())
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        chain = Path(self._folder.name) / "server.pem"
        chain.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(chain)
        chain.unlink()
        return context

    def for_application(self, lasts: timedelta) -> ApplicationCertificate:
        """Make a certificate that signs itself, as administrators make them for an application."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        builder = self._builder("tap-bot", key.public_key(), issuer="tap-bot", lasts=lasts)
        certificate = builder.sign(key, hashes.SHA256())
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file = Path(self._folder.name) / "application.pem"
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        thumbprint = certificate.fingerprint(hashes.SHA1())  # noqa: S303 - Entra's name for a certificate, nothing is proved by it
        ends = certificate.not_valid_after_utc
        return ApplicationCertificate(file, key.public_key(), thumbprint, ends)

    def close(self) -> None:
        self._folder.cleanup()

    def _sign_itself(self) -> x509.Certificate:
        public = self._key.public_key()
        usage = x509.KeyUsage(
            digital_signature=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        identifier = x509.SubjectKeyIdentifier.from_public_key(public)
        return (
            self._builder(_OWN_NAME, public)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(identifier, critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def _sign_server(self, public: ec.EllipticCurvePublicKey) -> x509.Certificate:
        local = ipaddress.ip_address("127.0.0.1")
        names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(local)])
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        return (
            self._builder("localhost", public)
            .add_extension(names, critical=False)
            .add_extension(issuer, critical=False)
            .add_extension(purpose, critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def _builder(
        self,
        subject: str,
        public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
        issuer: str = _OWN_NAME,
        lasts: timedelta = _VALID,
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(_name(subject))
            .issuer_name(_name(issuer))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + lasts)
        )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
