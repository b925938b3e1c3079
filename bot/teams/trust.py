"""Which activities we believe: of Teams, from a host that we know, for our tenant. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

CHANNEL = "msteams"

_HTTPS = re.compile(r"https://([a-z0-9.-]+)(?::443)?(?:/[\w.~/-]*)?", re.ASCII)
_HTTP = re.compile(r"https?://([a-z0-9.-]+)(?::[0-9]+)?(?:/[\w.~/-]*)?", re.ASCII)

RawActivity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom we believe. A host of `service_hosts` is exact, or a suffix that begins with a dot."""

    app_id: str
    tenant_id: str
    issuer: str
    service_hosts: tuple[str, ...]
    plain_http: bool = False  # only the sandbox and tests speak it


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """`reason` is in our words; `seen` is the caller's and must be escaped before it is shown."""

    def __init__(self, status: HTTPStatus, reason: str, seen: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.seen = seen


def check(activity: RawActivity, claims: Mapping[str, Any], trust: Trust) -> None:
    """Raise Refused unless `activity` is what a token with these claims may bring us."""
    service_url = _text_at(activity, "serviceUrl")
    if service_url is None or service_url != claims.get("serviceurl"):
        raise distrusted("serviceUrl is not the token's", service_url)
    if not is_known(service_url, trust):
        raise distrusted("serviceUrl is not allowed", service_url)
    channel = _text_at(activity, "channelId")
    if channel != CHANNEL:
        raise distrusted("other channel", channel)
    _check_tenant(activity, trust.tenant_id)


def is_known(service_url: str, trust: Trust) -> bool:
    """Say whether this is an address of Teams, to listen to and to send a token to."""
    found = (_HTTP if trust.plain_http else _HTTPS).fullmatch(service_url)
    return found is not None and any(
        found[1].endswith(host) if host.startswith(".") else found[1] == host
        for host in trust.service_hosts
    )


def distrusted(reason: str, seen: str | None = None) -> Refused:
    return Refused(HTTPStatus.UNAUTHORIZED, reason, seen or "")


def malformed(reason: str, seen: str = "") -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, reason, seen)


def _check_tenant(activity: RawActivity, tenant_id: str) -> None:
    # Teams may leave out either place, not both, and neither may name another tenant.
    places = (("conversation", "tenantId"), ("channelData", "tenant", "id"))
    named = {tenant.lower() for place in places if (tenant := _text_at(activity, *place))}
    if named != {tenant_id.lower()}:
        raise distrusted("not our tenant", " ".join(sorted(named)))


def _text_at(activity: RawActivity, *path: str) -> str | None:
    """Return the text at `path`, None if it is left out; anything else there is malformed."""
    here: Any = activity
    for name in path:
        if here is None:
            return None
        if not isinstance(here, dict):
            raise malformed("an object was expected above", name)
        here = here.get(name)
    if here is not None and not isinstance(here, str):
        raise malformed("a text was expected at", path[-1])
    return here
