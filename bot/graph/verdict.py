"""May this person have a pass? The facts in, the verdict out; `guard.py` asks for the facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.letters import shown_name
from bot.domain.people import Account
from bot.graph.accounts import SELECT, is_external, kind_of, read_account
from bot.graph.circle import Circle
from bot.graph.fields import (
    Json,
    UnreadableError,
    flag,
    nullable_moment,
    nullable_text,
    text,
    texts,
)
from bot.ports import Trouble

TARGET = f"{SELECT},isManagementRestricted,mobilePhone,businessPhones,createdDateTime"


class Reason(StrEnum):
    """Why a person may have no pass: for the log, nobody is told."""

    DISABLED = "the account is disabled"
    EXTERNAL = "an external guest"
    RESTRICTED = "in a restricted management unit"
    ROLE = "holds, or is eligible for, a directory role"
    ROLE_GROUP = "member or owner of a role-assignable group, or eligible for it"
    PROTECTED_GROUP = "member or owner of a protected group, or eligible for it"
    DESK_OWNER = "owner of a requester or approver group, or eligible for it"
    BOT_OWNER = "owns the bot's application"


class Kind(StrEnum):
    GROUP = "#microsoft.graph.group"
    UNIT = "#microsoft.graph.administrativeUnit"
    ROLE = "#microsoft.graph.directoryRole"
    APPLICATION = "#microsoft.graph.application"
    SERVICE_PRINCIPAL = "#microsoft.graph.servicePrincipal"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a person is in or owns; `app_id` is None where it is hidden or there is none.

    `kind` is None for what gives no power over passes, such as a device.
    """

    id: str
    kind: Kind | None
    role_assignable: bool = False
    restricted: bool = False
    app_id: str | None = None


@dataclass(frozen=True, slots=True)
class Eligible:
    """A principal that could make itself a member, or an owner, of a group."""

    principal_id: str
    group: Entry
    as_owner: bool


@dataclass(frozen=True, slots=True)
class Target:
    """`phones` are the numbers on record; `created` is None where Graph does not say."""

    account: Account
    external: bool
    restricted: bool
    phones: tuple[str, ...] = ()
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """`may_join` and `may_own` are groups for which the person is eligible.

    `holders` are all ids that hold or may take a role. The groups of `circle` are there with what
    is inside them, where that matters; its ids are in lower case.
    """

    target: Target
    member_of: tuple[Entry, ...]
    owns: tuple[Entry, ...]
    may_join: tuple[Entry, ...]
    may_own: tuple[Entry, ...]
    holders: frozenset[str]
    circle: Circle


def read_target(user: Json) -> Target:
    return Target(
        account=read_account(user),
        external=is_external(user),
        restricted=flag(user, "isManagementRestricted"),
        phones=_read_phones(user),
        created=nullable_moment(user, "createdDateTime"),
    )


def _read_phones(user: Json) -> tuple[str, ...]:
    found = (nullable_text(user, "mobilePhone") or "", *texts(user, "businessPhones"))
    return tuple(dict.fromkeys(filter(None, map(shown_name, found))))


def read_membership(found: Json) -> Entry:
    """Return what the person is in; a kind of which nothing is known is unreadable."""
    entry = read_owned(found)
    if entry.kind is None:
        raise UnreadableError("a membership of an unknown kind")
    return entry


def read_owned(found: Json) -> Entry:
    kind = kind_of(found)
    entry_id = text(found, "id").lower()
    match kind:
        case Kind.GROUP:
            return _read_group(found)
        case Kind.UNIT:
            _refuse_hidden(found)
            return Entry(
                entry_id, Kind.UNIT, restricted=flag(found, "isMemberManagementRestricted")
            )
        case Kind.APPLICATION | Kind.SERVICE_PRINCIPAL:
            return Entry(entry_id, Kind(kind), app_id=nullable_text(found, "appId"))
        case Kind.ROLE:
            return Entry(entry_id, Kind.ROLE)
        case _:
            return Entry(entry_id, None)


def read_eligible(found: Json) -> Eligible:
    group = found.get("group")
    if not isinstance(group, dict):
        raise UnreadableError("an eligibility does not tell its group", Trouble.PERMISSION)
    # What is not known to be membership is taken for the greater power.
    as_owner = text(found, "accessId") != "member"
    return Eligible(text(found, "principalId").lower(), _read_group(group), as_owner)


def _read_group(found: Json) -> Entry:
    _refuse_hidden(found)
    role_assignable = flag(found, "isAssignableToRole")
    return Entry(text(found, "id").lower(), Kind.GROUP, role_assignable=role_assignable)


def _refuse_hidden(found: Json) -> None:
    """Groups and units have names; one without shows that the bot may not see the rest either."""
    if not isinstance(found.get("displayName"), str):
        raise UnreadableError("an object does not tell its name", Trouble.PERMISSION)


def judge(facts: Facts) -> Reason | None:
    """Return why this person may have no pass, None if nothing speaks against it.

    Members of the desk's own groups are another question: see `is_staff`.
    """
    return next(_reasons(facts), None)


def is_staff(facts: Facts) -> bool:
    """Whether the person is, could be, or could make somebody one of the desk's people."""
    entries = (*facts.member_of, *facts.may_join, *facts.owns, *facts.may_own)
    named = facts.target.account.person.id.lower() in facts.circle.named
    return named or not facts.circle.desk.isdisjoint(ids_of(entries))


def ids_of(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset(one.id for one in entries)


def _reasons(facts: Facts) -> Iterator[Reason]:
    target = facts.target
    joined, owned = (*facts.member_of, *facts.may_join), (*facts.owns, *facts.may_own)
    principals = {target.account.person.id.lower()} | ids_of(joined)
    if not target.account.enabled:
        yield Reason.DISABLED
    if target.external:
        yield Reason.EXTERNAL
    if target.restricted or any(one.restricted for one in facts.member_of):
        yield Reason.RESTRICTED
    if principals & facts.holders or any(one.kind is Kind.ROLE for one in facts.member_of):
        yield Reason.ROLE
    if any(one.role_assignable for one in (*joined, *owned)):
        yield Reason.ROLE_GROUP
    if facts.circle.protected & ids_of((*joined, *owned)):
        yield Reason.PROTECTED_GROUP
    if facts.circle.desk & ids_of(owned):
        yield Reason.DESK_OWNER
    if any(_may_be_the_bot(one, facts.circle.bot_apps) for one in facts.owns):
        yield Reason.BOT_OWNER


def _may_be_the_bot(owned: Entry, bot_apps: frozenset[str]) -> bool:
    if owned.kind not in {Kind.APPLICATION, Kind.SERVICE_PRINCIPAL}:
        return False
    return owned.app_id is None or owned.app_id.lower() in bot_apps
