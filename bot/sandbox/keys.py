"""A signing key, as Entra and the Bot Framework publish theirs: RS256, known by its key id."""

import uuid
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


class SigningKey:
    def __init__(self) -> None:
        self.kid = uuid.uuid4().hex
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def public(self) -> rsa.RSAPublicKey:
        return self._private.public_key()

    def sign(self, claims: dict[str, Any], **headers: Any) -> str:
        """Return a JWT of `claims`; `headers` are added to, or replace, those of the key."""
        return jwt.encode(
            claims, self._private, algorithm="RS256", headers={"kid": self.kid, **headers}
        )

    def jwk(self, **extra: Any) -> dict[str, Any]:
        """Return the public half as a JSON web key, with `extra` members such as endorsements."""
        key = RSAAlgorithm.to_jwk(self.public, as_dict=True)
        return {"kty": "RSA", "use": "sig", "kid": self.kid, "n": key["n"], "e": key["e"], **extra}
