"""What all parts of the sandbox's Graph share: the tenant, the address and the calls so far."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.tenant import Group, Person, Tenant

ROLES = web.RequestKey("roles", frozenset[str])
# Says of a part of a batch in which call it came.
PART = "x-sandbox-part-of"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of Graph; `status` is 0 while it lasts, and if the connection was cut off.

    `part_of` is the request id of the batch in which it came. `began` and `ended` are seconds of
    this machine's clock, `ended` is None while it lasts.
    """

    method: str
    path: str
    person_id: str | None
    body: Any
    request_id: str
    client_request_id: str | None
    part_of: str | None = None
    began: float = 0.0
    ended: float | None = None
    status: int = 0


CALL = web.RequestKey("call", Call)


def round_trips(calls: Iterable[Call]) -> int:
    """Return how many calls, at the most, were made one after the other: each after an answer.

    Calls that were under way at the same time are one round trip; parts of a batch are none.
    """
    trips, free = 0, float("-inf")
    whole = [call for call in calls if call.part_of is None and call.ended is not None]
    for call in sorted(whole, key=lambda one: one.ended or 0.0):
        if call.began >= free:
            trips, free = trips + 1, call.ended or 0.0
    return trips


@dataclass
class World:
    tenant: Tenant
    app_id: str
    address: str = ""
    page_size: int | None = None
    calls: list[Call] = field(default_factory=list)

    def context(self, request: web.Request, what: str) -> str:
        return f"{self.address}/{version(request)}/$metadata#{what}"

    def person(self, request: web.Request) -> Person | None:
        """Return the person whom the path names by object id or user principal name."""
        return self.tenant.find(key(request, "person"))

    def group(self, request: web.Request) -> Group | None:
        return self.tenant.group_by_id(key(request, "group"))


Answer = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Route:
    """A call that any one of the permissions `needs` opens; `methods` names the service."""

    method: str
    path: str
    answer: Answer
    needs: frozenset[str]
    methods: bool = False


def listed(path: str, answer: Answer, needs: frozenset[str]) -> list[Route]:
    """Return the routes of a collection, whole or cast to one type."""
    return [Route("GET", path, answer, needs), Route("GET", f"{path}/{{kind}}", answer, needs)]


def segment(name: str) -> str:
    """Return the pattern of a key in a path, `/key` or `('key')`."""
    return "{" + name + r":/[^/(][^/]*|\([^/]+\)}"


def key(request: web.Request, name: str) -> str:
    """Return the key that `segment` matched, as the caller meant it."""
    matched = request.match_info[name]
    if matched.startswith("("):
        return matched[1:-1].strip("'").replace("''", "'")
    return matched[1:]


def version(request: web.Request) -> str:
    return request.path.split("/")[1]
