"""What the directory says, at one moment, of everybody and everything that a decision rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.people import Account
from bot.domain.refusals import AmbiguousName, NoSuchPerson, TargetRefused
from bot.domain.terms import Pass, Policy


class Scope(StrEnum):
    """Whether the tenant's policy for temporary access passes covers a person."""

    COVERED = "covered"
    NOT_INCLUDED = "not-included"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who asks or decides; `account` is None where there is nobody with this object id.

    `groups` are those of the desk's groups that they are in, nested ones included.
    """

    account: Account | None
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody for whom a pass is asked.

    `refused` is the guard's no, for all reasons but this one: `staff` are members and owners of
    the desk's own groups. `groups` are all object ids of groups that they are in, nested ones
    included. `phones` are the numbers on record, `created` is when the account was made, None
    where Graph does not say. `passes` are all that the target has.
    """

    account: Account
    refused: TargetRefused | None = None
    staff: bool = False
    scope: Scope = Scope.COVERED
    groups: frozenset[str] = frozenset()
    manager: Account | None = None
    phones: tuple[str, ...] = ()
    created: datetime | None = None
    passes: tuple[Pass, ...] = ()


Found = Candidate | NoSuchPerson | AmbiguousName


@dataclass(frozen=True, slots=True)
class Survey:
    """`people` by object id; `targets` in the order of the question; `members` by group.

    Members are the people in a group, nested ones included, in order of object id.
    """

    people: Mapping[str, Known]
    targets: tuple[Found, ...]
    policy: Policy
    members: Mapping[str, tuple[Account, ...]]
