"""What the doctor looks up in Graph beyond what the bot needs to know for its work."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.people import Account
from bot.graph.accounts import SELECT, kind_of, read_account, read_member
from bot.graph.client import GraphClient
from bot.graph.fields import Json, UnreadableError, moment, nullable_text, records, text
from bot.graph.verdict import Kind
from bot.ports import Trouble

_GROUP = "id,displayName,visibility,groupTypes"
_LARGEST_PAGE = "999"
_A_FEW = "50"


@dataclass(frozen=True, slots=True)
class Group:
    """`public`: everybody may join it; `dynamic`: a rule decides who is in it."""

    id: str
    name: str
    public: bool
    dynamic: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """The people and groups in a group, nested ones included."""

    people: tuple[Account, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """`account` is None for what is no person, such as an application."""

    name: str
    account: Account | None


class CredentialKind(StrEnum):
    SECRET = "client secret"  # noqa: S105 - the words for it
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Credential:
    """`mark` tells it from others: how a secret begins, the name that Entra gives a certificate."""

    kind: CredentialKind
    name: str
    ends: datetime
    mark: str


@dataclass(frozen=True, slots=True)
class Application:
    name: str
    credentials: tuple[Credential, ...]
    owners: tuple[Owner, ...]


class Inspector:
    """Every method raises DirectoryFailed."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def group(self, group_id: str) -> Group | None:
        return await self._client.find(f"groups/{group_id}", _read_group, select=_GROUP)

    async def contents(self, group_id: str) -> Contents:
        path = f"groups/{group_id}/transitiveMembers"
        select = f"{SELECT},visibility,groupTypes"
        found = await self._client.pages(path, _read_content, select=select, top=_LARGEST_PAGE)
        return Contents(
            tuple(one for one in found if isinstance(one, Account)),
            tuple(one for one in found if isinstance(one, Group)),
        )

    async def owners(self, of: str) -> tuple[Owner, ...]:
        """`of` is the path of a group or an application."""
        found = await self._client.pages(f"{of}/owners", _read_owner, select=SELECT)
        return tuple(found)

    async def application(self, app_id: str) -> Application | None:
        """None for what has no registration in this tenant, such as a managed identity.

        It takes Application.Read.All, which the bot does not need for its work.
        """
        path = f"applications(appId='{app_id}')"
        select = "id,displayName,passwordCredentials,keyCredentials"
        found = await self._client.find(path, _read_application, select=select)
        if found is None:
            return None
        return Application(*found, await self.owners(path))

    async def people(self) -> tuple[Account, ...]:
        """Return some people of the tenant, whoever comes first."""
        return await self._client.get("users", _read_people, select=SELECT, top=_A_FEW)


def _read_people(page: Json) -> tuple[Account, ...]:
    return tuple(read_account(one) for one in records(page, "value"))


def _read_group(group: Json) -> Group:
    return Group(
        id=text(group, "id").lower(),
        name=text(group, "displayName"),
        public=(nullable_text(group, "visibility") or "").lower() == "public",
        dynamic="DynamicMembership" in _words(group, "groupTypes"),
    )


def _read_content(member: Json) -> Account | Group | None:
    """Return None for a member that is neither a person nor a group, such as a device."""
    return _read_group(member) if kind_of(member) == Kind.GROUP else read_member(member)


def _read_owner(owner: Json) -> Owner:
    account = read_member(owner)
    if account is not None:
        return Owner(account.person.name, account)
    return Owner(nullable_text(owner, "displayName") or text(owner, "id"), None)


def _read_application(application: Json) -> tuple[str, tuple[Credential, ...]]:
    secrets = [_read_secret(one) for one in records(application, "passwordCredentials")]
    certificates = [_read_certificate(one) for one in records(application, "keyCredentials")]
    return text(application, "displayName"), (*secrets, *certificates)


def _read_secret(one: Json) -> Credential:
    mark = nullable_text(one, "hint") or ""
    return Credential(CredentialKind.SECRET, _name_of(one), moment(one, "endDateTime"), mark)


def _read_certificate(one: Json) -> Credential:
    mark = nullable_text(one, "customKeyIdentifier") or ""
    return Credential(CredentialKind.CERTIFICATE, _name_of(one), moment(one, "endDateTime"), mark)


def _name_of(credential: Json) -> str:
    return nullable_text(credential, "displayName") or text(credential, "keyId")


def _words(source: Json, name: str) -> list[str]:
    found = source.get(name)
    if not isinstance(found, list):
        raise UnreadableError(f"{name} is no list", Trouble.PERMISSION)
    return found
