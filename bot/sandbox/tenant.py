"""The sandbox's tenant: people, groups, units, roles, the policy and the passes."""

import functools
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.clock import Clock
from bot.sandbox.keys import SigningKey
from bot.sandbox.passes import Pass, Passes, PassPolicy, Usability


@dataclass(frozen=True, slots=True)
class Identity:
    sign_in_type: str
    issuer: str
    issuer_assigned_id: str | None


@dataclass
class Person:
    key: str
    id: str
    name: str
    user_principal_name: str
    enabled: bool = True
    user_type: str = "Member"
    identities: tuple[Identity, ...] = ()
    creation_type: str | None = None
    external_user_state: str | None = None
    management_restricted: bool = False
    mail: str | None = None
    manager: str | None = None
    job_title: str | None = None
    synced: bool | None = None
    mobile_phone: str | None = None
    business_phones: tuple[str, ...] = ()
    created: datetime | None = None


@dataclass
class Group:
    """Members may be people and groups, owners are people; all by object id."""

    key: str
    id: str
    name: str
    members: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    role_assignable: bool | None = None
    management_restricted: bool = False
    hidden: bool = False
    visibility: str | None = None
    types: tuple[str, ...] = ()
    membership_rule: str | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """What an application proves itself with; `hint` is how a secret begins."""

    id: str
    name: str | None
    starts: datetime
    ends: datetime
    hint: str | None = None
    thumbprint: bytes = b""


@dataclass
class Application:
    """The bot's registration. Its owners are the tenant's `app_owners`."""

    secrets: list[Credential] = field(default_factory=list)
    certificates: list[Credential] = field(default_factory=list)


@dataclass
class Unit:
    id: str
    name: str
    members: set[str] = field(default_factory=set)
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A role definition; a built-in one's id is its template id, the same in every tenant."""

    id: str
    name: str
    built_in: bool = True


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person or group holds, or is eligible for, a role in a scope ("/" is the tenant)."""

    id: str
    principal_id: str
    role: Role
    scope: str = "/"


@dataclass(frozen=True, slots=True)
class GroupEligibility:
    """A person or group could make itself a member, or an owner, of a group: PIM for Groups."""

    principal_id: str
    group_id: str
    as_owner: bool = False


@dataclass
class Switches:
    """What real tenants answer one way or the other.

    Without `premium` the tenant has no Privileged Identity Management, and without
    `pim_for_groups` none for groups.
    """

    premium: bool = True
    pim_for_groups: bool = True
    replace_passes: bool = True
    refuse_outside_policy: bool = True
    refuse_forbidden_multi_use: bool = False
    role_assignable_as_null: bool = False
    hide_objects: bool = False
    refuse_restricted: bool = False
    list_lag: timedelta = timedelta()


# Entra signs for all tenants with the same keys, and making one takes longer than most tests.
_entra_key = functools.cache(SigningKey)


@dataclass
class Tenant:
    """All of it may be changed by a test at any time; the next call sees the change."""

    id: str
    name: str
    domain: str
    clock: Clock = field(default_factory=Clock)
    key: SigningKey = field(default_factory=_entra_key)
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    active: list[Assignment] = field(default_factory=list)
    eligible: list[Assignment] = field(default_factory=list)
    eligible_for_groups: list[GroupEligibility] = field(default_factory=list)
    policy: PassPolicy = field(default_factory=PassPolicy)
    passes: Passes = field(default_factory=Passes)
    app_owners: set[str] = field(default_factory=set)
    application: Application = field(default_factory=Application)
    switches: Switches = field(default_factory=Switches)

    def person(self, key: str) -> Person:
        return self.people[key]

    def by_id(self, person_id: str) -> Person | None:
        return next((one for one in self.people.values() if one.id == person_id.lower()), None)

    def find(self, name: str) -> Person | None:
        """Return the person with this object id or user principal name."""
        wanted = name.lower()
        found = (one for one in self.people.values() if one.user_principal_name.lower() == wanted)
        return self.by_id(name) or next(found, None)

    def group_by_id(self, group_id: str) -> Group | None:
        return next((one for one in self.groups.values() if one.id == group_id.lower()), None)

    def groups_of(self, member_id: str) -> list[Group]:
        """Return all groups that hold this member, directly or through groups."""
        found: list[Group] = []
        reached = {member_id}
        while new := [g for g in self.groups.values() if g not in found and g.members & reached]:
            found += new
            reached |= {group.id for group in new}
        return found

    def members_of(self, group: Group) -> set[str]:
        """Return the ids of all people and groups in this group, directly or through groups."""
        found: set[str] = set()
        inner: Iterable[Group] = [group]
        while new := {member for one in inner for member in one.members} - found:
            found |= new
            inner = [one for one in self.groups.values() if one.id in new]
        return found

    def principals(self, person_id: str) -> set[str]:
        """Return the person's id and those of all groups that hold the person."""
        return {person_id} | {group.id for group in self.groups_of(person_id)}

    def usability(self, person: Person, one: Pass) -> Usability:
        covered = self.policy.covers(self.principals(person.id))
        return one.usability(self.clock.now(), covered=covered)

    def use_pass(self, person: Person, code: str) -> bool:
        """Sign the person in with the code; say whether Entra lets the person in."""
        now = self.clock.now()
        held = self.passes.at(person.id, now)
        if held is None or not hmac.compare_digest(held.code.encode(), code.encode()):
            return False
        if not person.enabled or self.usability(person, held) is not Usability.ENABLED:
            return False
        self.passes.use(person.id, now)
        return True
