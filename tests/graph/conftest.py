"""The sandbox's Graph, and the parts of bot.graph that speak to it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest

from bot.domain.people import Account, Person
from bot.domain.survey import Candidate
from bot.graph.circle import Circle
from bot.graph.client import GraphClient
from bot.graph.directory import GraphDirectory
from bot.graph.passes import GraphPasses
from bot.ports import Failure, Trouble
from bot.sandbox.cast import gather
from bot.sandbox.server import Sandbox
from tests.graph.sign_in import SignIn
from tests.patience import PATIENCE
from tests.watch import Watch

Judge = Callable[[str], Awaitable[Candidate]]

PASSES = "/temporaryAccessPassMethods"
NOBODY = "00000000-0000-4000-8000-000000000000"
CALL_ID = "0b9d3d2e-5b0a-4a57-9e0c-7c9f3f0e6c11"
CREATED = """{{"id": "some", "createdDateTime": {created}, "startDateTime": "2026-01-01T10:00:00Z",
    "lifetimeInMinutes": 60, "isUsableOnce": true, "methodUsabilityReason": "EnabledByPolicy",
    "temporaryAccessPass": {code}}}"""


class SandboxTokens:
    """Tokens of the sandbox, a new one after each drop; `spoiled` ones are given out first."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._kept: str | None = None
        self.roles: list[str] | None = None
        self.spoiled: list[str] = []
        self.dropped: list[str] = []

    async def token(self) -> str:
        if self._kept is None:
            fresh = self._sandbox.token(roles=self.roles)
            self._kept = self.spoiled.pop(0) if self.spoiled else fresh
        return self._kept

    def drop(self, token: str) -> None:
        self.dropped.append(token)
        self._kept = None


class NoTokens:
    """Entra gives no token."""

    async def token(self) -> str:
        raise Failure(Trouble.SIGN_IN, "abcd1234")

    def drop(self, token: str) -> None:
        raise AssertionError(token)


@dataclass
class Nap:
    """Sleeps no time at all, and remembers how long it should have been."""

    waits: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A client that waits less than the sandbox's slow answers take."""
    async with httpx.AsyncClient(timeout=1, trust_env=False) as client:
        yield client


@pytest.fixture
def tokens(sandbox: Sandbox) -> SandboxTokens:
    return SandboxTokens(sandbox)


@pytest.fixture
def nap() -> Nap:
    return Nap()


@pytest.fixture
def client(
    sandbox: Sandbox, http: httpx.AsyncClient, tokens: SandboxTokens, nap: Nap
) -> GraphClient:
    patience = timedelta(seconds=PATIENCE)
    return GraphClient(http, tokens, sandbox.graph, sleep=nap, patience=patience)


@pytest.fixture
def circle(sandbox: Sandbox) -> Circle:
    """In capitals, since nobody promises that Graph and the settings agree on letters."""
    desk = (sandbox.tenant.groups[key].id.upper() for key in ("requesters", "approvers"))
    protected = gather(sandbox.tenant, "protected", "Protected")
    return Circle(
        desk=frozenset(desk),
        protected=frozenset({protected.id.upper()}),
        bot_apps=frozenset({sandbox.app_id.upper()}),
    )


@pytest.fixture
def directory(client: GraphClient, circle: Circle, watch: Watch) -> GraphDirectory:
    return GraphDirectory(client, circle, watch)


@pytest.fixture
def passes(client: GraphClient) -> GraphPasses:
    return GraphPasses(client)


@pytest.fixture
def judge(directory: GraphDirectory) -> Judge:
    """Survey one target, by object id, and return what was found."""

    async def candidate(target_id: str) -> Candidate:
        (found,) = (await directory.survey((), (target_id,))).targets
        assert isinstance(found, Candidate)
        return found

    return candidate


@pytest.fixture
def sign_in(sandbox: Sandbox) -> SignIn:
    return SignIn(sandbox)


def id_of(sandbox: Sandbox, key: str) -> str:
    return sandbox.tenant.person(key).id


def account_of(sandbox: Sandbox, key: str, *, enabled: bool = True, guest: bool = False) -> Account:
    one = sandbox.tenant.person(key)
    return Account(Person(one.id, one.name, one.user_principal_name), enabled=enabled, guest=guest)


def group_of(sandbox: Sandbox, key: str) -> str:
    return sandbox.tenant.groups[key].id


def paths(sandbox: Sandbox, method: str) -> list[str]:
    return [call.path for call in sandbox.calls if call.method == method]


def policies_asked(sandbox: Sandbox) -> int:
    return sum("/policies/" in call.path for call in sandbox.calls)
