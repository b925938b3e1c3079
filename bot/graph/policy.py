"""The tenant's policy for temporary access passes, and whom it covers: kept for five minutes."""

import asyncio
import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.survey import Scope
from bot.domain.terms import Policy
from bot.graph.client import GraphClient
from bot.graph.fields import Json, flag, minutes, records, text

_PATH = (
    "policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
)
_EVERYBODY = "all_users"
_KEPT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class TenantPolicy:
    """`included` and `excluded` are object ids of groups and people, or everybody."""

    policy: Policy
    included: frozenset[str]
    excluded: frozenset[str]

    def scope_of(self, ids: AbstractSet[str]) -> Scope:
        """Say whether the person who is, or is in, `ids` is covered; an exclusion wins."""
        everything = ids | {_EVERYBODY}
        if everything & self.excluded:
            return Scope.EXCLUDED
        return Scope.COVERED if everything & self.included else Scope.NOT_INCLUDED


def read_policy(found: Json) -> TenantPolicy:
    return TenantPolicy(
        policy=Policy(
            enabled=text(found, "state") == "enabled",
            shortest=minutes(found, "minimumLifetimeInMinutes"),
            longest=minutes(found, "maximumLifetimeInMinutes"),
            default=minutes(found, "defaultLifetimeInMinutes"),
            one_time_only=flag(found, "isUsableOnce"),
        ),
        included=_targets(found, "includeTargets"),
        excluded=_targets(found, "excludeTargets"),
    )


def _targets(found: Json, name: str) -> frozenset[str]:
    return frozenset(text(one, "id").lower() for one in records(found, name))


class KeptPolicy:
    """Asks for the policy once at a time, and keeps it until it is old or forgotten."""

    def __init__(self, client: GraphClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._asked: asyncio.Task[TenantPolicy] | None = None
        self._asked_at = 0.0

    async def get(self) -> TenantPolicy:
        """Raises GraphError; what failed is not kept."""
        if self._asked is None or self._is_old:
            self._asked = asyncio.create_task(self._client.get(_PATH, read_policy))
            self._asked.add_done_callback(self._done)
            self._asked_at = self._clock()
        # Others may wait for the same answer, so nobody who gives up may take it from them.
        return await asyncio.shield(self._asked)

    def forget(self) -> None:
        """Ask anew the next time: Graph has just said something else."""
        self._asked = None

    @property
    def _is_old(self) -> bool:
        return self._clock() - self._asked_at >= _KEPT.total_seconds()

    def _done(self, task: asyncio.Task[TenantPolicy]) -> None:
        failed = task.cancelled() or task.exception() is not None
        if failed and self._asked is task:
            self._asked = None
