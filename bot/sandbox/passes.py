"""Temporary access passes of the sandbox's tenant, and the policy that they obey."""

import secrets
import string
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

ALL_USERS = "all_users"
_CHARACTERS = string.ascii_letters + string.digits + "+&=*-_"


class Usability(StrEnum):
    ENABLED = "EnabledByPolicy"
    DISABLED = "DisabledByPolicy"
    EXPIRED = "Expired"
    NOT_YET = "NotYetValid"
    USED = "OneTimeUsed"


@dataclass
class PassPolicy:
    """The tenant's policy; targets are group or person ids, or ALL_USERS."""

    enabled: bool = True
    minimum: timedelta = timedelta(minutes=10)
    maximum: timedelta = timedelta(minutes=480)
    default: timedelta = timedelta(minutes=60)
    length: int = 12
    one_time: bool = False
    included: set[str] = field(default_factory=lambda: {ALL_USERS})
    excluded: set[str] = field(default_factory=set)

    def covers(self, ids: set[str]) -> bool:
        """Say whether the person who is, or is in, `ids` may sign in with a pass."""
        return (
            self.enabled and not ids & self.excluded and bool((ids | {ALL_USERS}) & self.included)
        )


@dataclass(frozen=True, slots=True)
class Pass:
    id: str
    code: str = field(repr=False)
    created: datetime
    starts: datetime
    lifetime: timedelta
    one_time: bool
    used: datetime | None = None
    removed: datetime | None = None

    @property
    def ends(self) -> datetime:
        return self.starts + self.lifetime

    def exists(self, at: datetime) -> bool:
        return self.created <= at and (self.removed is None or at < self.removed)

    def usability(self, at: datetime, *, covered: bool) -> Usability:
        if not covered:
            return Usability.DISABLED
        if self.one_time and self.used is not None:
            return Usability.USED
        if at >= self.ends:
            return Usability.EXPIRED
        return Usability.NOT_YET if at < self.starts else Usability.ENABLED


class Passes:
    """All passes that ever were, by person id: what a lagging replica shows needs the past."""

    def __init__(self) -> None:
        self._passes: dict[str, list[Pass]] = {}

    def ever(self, person_id: str) -> list[Pass]:
        return list(self._passes.get(person_id, []))

    def at(self, person_id: str, at: datetime) -> Pass | None:
        """Return the pass that the person has at this time; there is one at most."""
        return next((one for one in self.ever(person_id) if one.exists(at)), None)

    def create(
        self,
        person_id: str,
        *,
        now: datetime,
        starts: datetime | None,
        lifetime: timedelta,
        one_time: bool,
        length: int,
    ) -> Pass:
        """Create a pass in place of the one that the person may have."""
        self.remove(person_id, now)
        code = "".join(secrets.choice(_CHARACTERS) for _ in range(length))
        made = Pass(str(uuid.uuid4()), code, now, starts or now, lifetime, one_time)
        self._passes.setdefault(person_id, []).append(made)
        return made

    def remove(self, person_id: str, now: datetime) -> None:
        self._change(person_id, now, lambda one: replace(one, removed=now))

    def use(self, person_id: str, now: datetime) -> None:
        self._change(person_id, now, lambda one: replace(one, used=now))

    def _change(self, person_id: str, now: datetime, change: Callable[[Pass], Pass]) -> None:
        self._passes[person_id] = [
            change(one) if one.exists(now) else one for one in self.ever(person_id)
        ]
