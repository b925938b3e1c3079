"""What may knock at the bot's door: each row is a good message but for what its name says."""

import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import jwt

from tests.teams.stand_ins import (
    APP_ID,
    BARE_KEY,
    FOREIGN_KEY,
    KEY,
    TENANT,
    Door,
    Sent,
    activity,
    claims,
)

OTHER_TENANT = "99999999-1a59-4bd4-9f9b-3d0f2d2a0099"
LONG = b" " * (256 * 1024 + 1)
Write = Callable[[Door], Awaitable[Sent]]


def good_body() -> bytes:
    return json.dumps(activity()).encode()


def nested(levels: int) -> bytes:
    return b'{"type":"message","value":' + b"[" * levels + b"]" * levels + b"}"


def deep_header(levels: int) -> str:
    """Return a token whose header is lists in lists."""
    return f"{jwt.utils.base64url_encode(b'[' * levels).decode()}.e30.e30"


async def in_chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 64 * 1024):
        yield body[start : start + 64 * 1024]


def token(**changes: object) -> str:
    return KEY.sign(claims(**changes))


def with_token(value: str) -> Write:
    return lambda door: door.write(token=value)


def with_claims(**changes: object) -> Write:
    return lambda door: door.write(token=token(**changes))


def with_parts(**changes: object) -> Write:
    return lambda door: door.write(activity(**changes))


def with_body(body: bytes, **headers: str) -> Write:
    return lambda door: door.write(body, **headers)


def from_service(url: str) -> Write:
    """Write with a token and an activity that agree on `url`."""
    return lambda door: door.write(activity(serviceUrl=url), token=token(serviceurl=url))


def of_type(content_type: str | None) -> Write:
    return lambda door: door.write(content_type=content_type)


def shared_secret_token() -> str:
    secret = "only-a-shared-secret-of-32-bytes"
    return jwt.encode(claims(), secret, algorithm="HS256", headers={"kid": KEY.kid})


def nameless_token() -> str:
    return jwt.encode(claims(), KEY._private, algorithm="RS256")


def unsigned_token() -> str:
    return jwt.encode(claims(), "", algorithm="none", headers={"kid": KEY.kid})


LONG_AGO = datetime.now(UTC) - timedelta(minutes=6)
TOMORROW = datetime.now(UTC) + timedelta(days=1)

NOT_TRUSTED: dict[str, Write] = {
    "no authorization": lambda door: door.write(Authorization=""),
    "another scheme": lambda door: door.write(Authorization=f"Basic {token()}"),
    "no token": lambda door: door.write(Authorization="Bearer "),
    "garbage": with_token("garbage"),
    "garbage in three parts": with_token("a.b.c"),
    "a token that is no ASCII": with_token("é.é.é"),
    "a header nested deep": with_token(deep_header(5_000)),
    "signature of another token": with_token(f"{token()[:-20]}{'A' * 20}"),
    "claims of another token": with_token(
        ".".join([token().split(".")[0], token(aud="x").split(".")[1], token().split(".")[2]])
    ),
    "signed by another key": with_token(FOREIGN_KEY.sign(claims(), kid=KEY.kid)),
    "unknown key": with_token(FOREIGN_KEY.sign(claims())),
    "no key id": with_token(nameless_token()),
    "key endorsed for another channel": with_token(BARE_KEY.sign(claims())),
    "HS256": with_token(shared_secret_token()),
    "alg none": with_token(unsigned_token()),
    "expired": with_claims(exp=LONG_AGO),
    "not valid yet": with_claims(nbf=TOMORROW),
    "no exp": with_claims(exp=None),
    "no aud": with_claims(aud=None),
    "no iss": with_claims(iss=None),
    "other audience": with_claims(aud=OTHER_TENANT),
    "our audience among others": with_claims(aud=[APP_ID, OTHER_TENANT]),
    "other issuer": with_claims(iss="https://issuer.example"),
    "our own tenant's Entra, v1": with_claims(iss=f"https://sts.windows.net/{TENANT}/"),
    "our own tenant's Entra, v2": with_claims(
        iss=f"https://login.microsoftonline.com/{TENANT}/v2.0"
    ),
    "no serviceurl in the token": with_claims(serviceurl=None),
    "no serviceUrl in the activity": with_parts(serviceUrl=None),
    "no serviceUrl at all": lambda door: door.write(
        activity(serviceUrl=None), token=token(serviceurl=None)
    ),
    "other serviceUrl": with_parts(serviceUrl="https://smba.example/apac/"),
    "a host that we do not know": from_service("https://evil.example/emea/"),
    "a host that ends like ours": from_service("https://notsmba.example/emea/"),
    "a host that begins like ours": from_service("https://smba.example.evil.example/"),
    "our host as a name to sign in": from_service("https://smba.example@evil.example/"),
    "our host before a backslash": from_service("https://smba.example\\@evil.example/"),
    "our host in the path": from_service("https://evil.example/https://smba.example/"),
    "another port": from_service("https://smba.example:8443/emea/"),
    "plain HTTP": from_service("http://smba.example/emea/"),
    "no web address": from_service("smba.example"),
    "an address that does not parse": from_service("https://[smba.example/"),
    "other channel": with_parts(channelId="webchat"),
    "no channel": with_parts(channelId=None),
    "other tenant": with_parts(
        conversation={"id": "a:rita", "tenantId": OTHER_TENANT},
        channelData={"tenant": {"id": OTHER_TENANT}},
    ),
    "other tenant in the conversation": with_parts(
        conversation={"id": "a:rita", "tenantId": OTHER_TENANT}
    ),
    "other tenant in the channel data": with_parts(channelData={"tenant": {"id": OTHER_TENANT}}),
    "no tenant": with_parts(conversation={"id": "a:rita"}, channelData=None),
    "an empty tenant": with_parts(conversation={"id": "a:rita", "tenantId": ""}, channelData={}),
}

MALFORMED: dict[str, Write] = {
    "empty": with_body(b""),
    "not JSON": with_body(b"activity"),
    "JSON that stops": with_body(good_body()[:-1]),
    "not UTF-8": with_body(b'{"type":"message","text":"\xff\xfe"}'),
    "a number too long": with_body(b'{"type":"message","value":' + b"9" * 5_000 + b"}"),
    "a list": with_body(b"[]"),
    "null": with_body(b"null"),
    "a text": with_body(b'"message"'),
    "nested deep": with_body(nested(20_000)),
    "no type": with_parts(type=None),
    "a type that is no text": with_parts(type=["message"]),
    "a serviceUrl that is no text": with_parts(serviceUrl={"a": 1}),
    "a channel that is no text": with_parts(channelId=5),
    "a conversation that is no object": with_parts(conversation="a:rita"),
    "channel data that is no object": with_parts(channelData=["tenant"]),
    "a tenant that is no object": with_parts(channelData={"tenant": TENANT}),
    "a tenant id that is no text": with_parts(channelData={"tenant": {"id": 5}}),
}

TOO_LONG: dict[str, Write] = {
    "over 256 KB": with_body(LONG),
    "over 256 KB in chunks": lambda door: door.write(in_chunks(LONG)),
}

NOT_JSON: dict[str, Write] = {
    "no content type": of_type(None),
    "a form": of_type("application/x-www-form-urlencoded"),
    "text": of_type("text/plain"),
    "another JSON": of_type("application/activity+json"),
    "packed": with_body(gzip.compress(good_body()), **{"Content-Encoding": "gzip"}),
    "packed, it says": with_body(good_body(), **{"Content-Encoding": "gzip"}),
}
