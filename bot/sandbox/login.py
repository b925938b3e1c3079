"""Entra's token endpoint, and the endpoint that hands a managed identity its tokens."""

import hmac
import time
import uuid
from collections.abc import Mapping
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.sandbox.tenant import Tenant
from bot.sandbox.tokens import LIFETIME, TOKEN_EXCHANGE, Tokens

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SECONDS = int(LIFETIME.total_seconds())


class RefusedError(Exception):
    """Entra answers no token; `code` is the number behind AADSTS."""

    def __init__(self, status: int, error: str, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = error
        self.code = code
        self.message = message

    def answer(self) -> web.Response:
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        description = (
            f"AADSTS{self.code}: {self.message} Trace ID: {trace} Correlation ID: {correlation}"
        )
        body = {
            "error": self.error,
            "error_description": description,
            "error_codes": [self.code],
            "trace_id": trace,
            "correlation_id": correlation,
        }
        return web.json_response(body, status=self.status)


class Login:
    """Knows one application, by its secret, its certificates or a managed identity's token."""

    def __init__(self, tenant: Tenant, tokens: Tokens, secret: str) -> None:
        self._tenant = tenant
        self._tokens = tokens
        self._secret = secret
        self._certificates: list[rsa.RSAPublicKey] = []
        self.address = ""

    def trust(self, certificate: rsa.RSAPublicKey) -> None:
        """Register the public key of a certificate that the bot may sign assertions with."""
        self._certificates.append(certificate)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/{tenant}/v2.0/.well-known/openid-configuration", self._configuration),
            web.get("/{tenant}/discovery/v2.0/keys", self._keys),
            web.post("/{tenant}/oauth2/v2.0/token", self._token),
        ]

    @property
    def _authority(self) -> str:
        return f"{self.address}/{self._tenant.id}"

    @property
    def _token_endpoint(self) -> str:
        return f"{self._authority}/oauth2/v2.0/token"

    async def _configuration(self, request: web.Request) -> web.Response:
        try:
            self._check_tenant(request)
        except RefusedError as refused:
            return refused.answer()
        return web.json_response(
            {
                "issuer": f"{self._authority}/v2.0",
                "authorization_endpoint": f"{self._authority}/oauth2/v2.0/authorize",
                "token_endpoint": self._token_endpoint,
                "jwks_uri": f"{self._authority}/discovery/v2.0/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            }
        )

    async def _keys(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [self._tenant.key.jwk()]})

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        try:
            self._check_tenant(request)
            self._check_client(form)
            audience = self._audience(form.get("scope", ""))
        except RefusedError as refused:
            return refused.answer()
        token = self._tokens.issue(audience)
        spans = {"expires_in": _SECONDS, "ext_expires_in": _SECONDS}
        return web.json_response({"token_type": "Bearer", **spans, "access_token": token})

    def _check_tenant(self, request: web.Request) -> None:
        name = request.match_info["tenant"].lower()
        if name not in {self._tenant.id, self._tenant.domain}:
            raise RefusedError(400, "invalid_tenant", 90002, f"Tenant '{name}' not found.")

    def _check_client(self, form: Mapping[str, str]) -> None:
        if form.get("grant_type") != "client_credentials":
            message = "The app requested an unsupported grant type."
            raise RefusedError(400, "unsupported_grant_type", 70003, message)
        app_id = form.get("client_id", "")
        if app_id.lower() != self._tokens.app_id:
            message = f"Application with identifier '{app_id}' was not found in the directory."
            raise RefusedError(400, "unauthorized_client", 700016, message)
        if form.get("client_assertion_type") == _ASSERTION_TYPE:
            self._check_assertion(form.get("client_assertion", ""))
        else:
            self._check_secret(form.get("client_secret", ""))

    def _check_secret(self, secret: str) -> None:
        if not hmac.compare_digest(secret.encode(), self._secret.encode()):
            message = (
                "Invalid client secret provided. Ensure the secret being sent in the request is "
                "the client secret value, not the client secret ID, for a secret added to app "
                f"'{self._tokens.app_id}'."
            )
            raise RefusedError(401, "invalid_client", 7000215, message)
        now = self._tenant.clock.now()
        if not any(now < one.ends for one in self._tenant.application.secrets):
            message = (
                f"The provided client secret keys for app '{self._tokens.app_id}' are expired."
            )
            raise RefusedError(401, "invalid_client", 7000222, message)

    def _check_assertion(self, assertion: str) -> None:
        """Accept what a trusted certificate signed, or a federated managed identity's token."""
        ways = [(key, self._token_endpoint) for key in self._certificates]
        ways.append((self._tenant.key.public, TOKEN_EXCHANGE))
        if not any(_is_signed(assertion, key, audience) for key, audience in ways):
            message = "Client assertion failed signature validation."
            raise RefusedError(401, "invalid_client", 700027, message)

    def _audience(self, scope: str) -> str:
        resource, _, name = scope.rpartition("/")
        if name != ".default":
            message = f"The provided value for scope {scope} is not valid."
            raise RefusedError(400, "invalid_scope", 1002012, message)
        if resource not in self._tokens.resources:
            message = f"The resource principal named {resource} was not found in the tenant."
            raise RefusedError(400, "invalid_resource", 500011, message)
        return resource


class ManagedIdentity:
    """What stands at 169.254.169.254 on a machine in Azure."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/metadata/identity/oauth2/token", self._token)]

    async def _token(self, request: web.Request) -> web.Response:
        identity = self._tokens.managed_identity_id
        resource = request.query.get("resource", "").rstrip("/")
        if request.headers.get("Metadata") != "true":
            return _identity_error("Required metadata header not specified")
        if request.query.get("client_id", identity) != identity:
            return _identity_error("Identity not found")
        if resource not in self._tokens.resources:
            return _identity_error(f"The resource principal named {resource} was not found.")
        body: dict[str, Any] = {
            "access_token": self._tokens.issue(resource, app_id=identity),
            "client_id": identity,
            "expires_in": str(_SECONDS),
            "expires_on": str(int(time.time()) + _SECONDS),
            "resource": resource,
            "token_type": "Bearer",
        }
        return web.json_response(body)


def _is_signed(assertion: str, key: rsa.RSAPublicKey, audience: str) -> bool:
    try:
        jwt.decode(assertion, key, algorithms=["RS256", "PS256"], audience=audience)
    except jwt.InvalidTokenError:
        return False
    return True


def _identity_error(description: str) -> web.Response:
    body = {"error": "invalid_request", "error_description": description}
    return web.json_response(body, status=400)
