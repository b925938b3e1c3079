"""How the bot proves who it is, and msal asked for a token with that proof. It blocks."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, assert_never

import requests

EXCHANGE_AUDIENCE = "api://AzureADTokenExchange"
EXCHANGE_AUDIENCE_US_GOVERNMENT = "api://AzureADTokenExchangeUSGov"

_PRIVATE_KEY = re.compile(r"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.+?-----END \1-----", re.DOTALL)
_PATIENCE = 10  # seconds, for a connection and for each part of an answer


@dataclass(frozen=True, slots=True)
class Secret:
    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A file with certificate and private key: PEM or, if it is binary, PFX."""

    client_id: str
    path: Path
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ManagedIdentity:
    """The system's own identity, or the one with this client id."""

    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class Federated:
    """An app registration that trusts a managed identity in place of a secret."""

    client_id: str
    identity: ManagedIdentity
    audience: str = EXCHANGE_AUDIENCE


Credential = Secret | Certificate | ManagedIdentity | Federated
OpenSession = Callable[[], requests.Session]
Acquire = Callable[[], Mapping[str, Any]]


class NoAssertion(Exception):  # noqa: N818 - the word says what is missing
    """The managed identity gave no token to be exchanged; `answer` is msal's."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        super().__init__("no assertion")
        self.answer = answer


class Session(requests.Session):
    """A session that never waits for ever and trusts `ca_file`, if there is one, above all."""

    def __init__(self, ca_file: str | None = None, *, through_proxies: bool = True) -> None:
        super().__init__()
        self.trust_env = through_proxies
        self._ca_file = ca_file
        # The next token is an hour away; no connection lasts that long.
        self.headers["Connection"] = "close"

    def merge_environment_settings(
        self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> Any:
        # REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE would win over a session's own `verify`.
        chosen = self._ca_file or verify
        return super().merge_environment_settings(url, proxies, stream, chosen, cert)

    def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
        return super().send(request, **{**settings, "timeout": _PATIENCE})


def acquirer(
    credential: Credential, authority: str, scope: str, open_session: OpenSession
) -> Acquire:
    """Return what asks for a new token each time; it answers as msal does, or raises anything."""
    match credential:
        case ManagedIdentity():
            # Managed identities know resources, not scopes.
            resource = scope.removesuffix("/.default")
            return lambda: _ask_identity(credential, resource, open_session)
        case Secret() | Certificate() | Federated():
            return _App(credential, authority, scope, open_session).acquire
        case _:
            assert_never(credential)


class _App:
    """msal's application, made at the first use since that reads files and asks the authority."""

    def __init__(
        self,
        credential: Secret | Certificate | Federated,
        authority: str,
        scope: str,
        open_session: OpenSession,
    ) -> None:
        self._credential = credential
        self._authority = authority
        self._scope = scope
        self._open_session = open_session
        self._made: Any = None

    def acquire(self) -> Mapping[str, Any]:
        app = self._made = self._made or self._make()
        try:
            app.remove_tokens_for_client()
            answer: Mapping[str, Any] = app.acquire_token_for_client(scopes=[self._scope])
        except Exception:
            # It keeps strange answers for its telemetry, and then breaks on them for ever.
            self._made = None
            raise
        return answer

    def _make(self) -> Any:
        import msal

        # The authority is one of ours, so there is no need to ask Microsoft whether it is known.
        return msal.ConfidentialClientApplication(
            self._credential.client_id,
            client_credential=_proof(self._credential, self._open_session),
            authority=self._authority,
            instance_discovery=False,
            http_client=self._open_session(),
        )


def _proof(credential: Secret | Certificate | Federated, open_session: OpenSession) -> Any:
    """Return the credential as msal takes it."""
    match credential:
        case Secret():
            return credential.secret
        case Certificate():
            return _certificate(credential)
        case Federated():
            return {"client_assertion": lambda: _assertion(credential, open_session)}
        case _:
            assert_never(credential)


def _certificate(credential: Certificate) -> dict[str, object]:
    pem = credential.path.read_bytes().decode("ascii", errors="replace")
    key = _PRIVATE_KEY.search(pem)
    if key is None:
        proof: dict[str, object] = {
            "private_key_pfx_path": str(credential.path),
            "public_certificate": True,
        }
    else:
        proof = {"private_key": key[0], "public_certificate": pem}
    return proof | {"passphrase": credential.passphrase}


def _assertion(credential: Federated, open_session: OpenSession) -> str:
    answer = _ask_identity(credential.identity, credential.audience, open_session)
    assertion = answer.get("access_token")
    if not isinstance(assertion, str):
        raise NoAssertion(answer)
    return assertion


def _ask_identity(
    identity: ManagedIdentity, resource: str, open_session: OpenSession
) -> Mapping[str, Any]:
    import msal

    # A new client each time, since msal's own would give the token it has kept.
    with open_session() as session:
        # The machine's identity service is close by, never behind a proxy.
        session.trust_env = False
        client = msal.ManagedIdentityClient(_identity(identity), http_client=session)
        answer: Mapping[str, Any] = client.acquire_token_for_client(resource=resource)
        return answer


def _identity(identity: ManagedIdentity) -> Any:
    import msal

    if identity.client_id is None:
        return msal.SystemAssignedManagedIdentity()
    return msal.UserAssignedManagedIdentity(client_id=identity.client_id)
