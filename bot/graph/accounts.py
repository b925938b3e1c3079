"""A person of the directory as Graph's JSON, and who of them comes from outside."""

from bot.domain.letters import shown_name
from bot.domain.people import Account, Person
from bot.graph.fields import Json, UnreadableError, flag, nullable_text, records, text
from bot.ports import Trouble

SELECT = (
    "id,displayName,userPrincipalName,accountEnabled,userType,identities,creationType,"
    "externalUserState"
)

_USER = "#microsoft.graph.user"
_INVITED = {"Invitation", "SelfServiceSignUp"}


def read_account(user: Json) -> Account:
    upn = shown_name(text(user, "userPrincipalName"))
    # Object ids are compared as text, and Teams and Graph need not agree on their case.
    return Account(
        person=Person(text(user, "id").lower(), shown_name(text(user, "displayName")) or upn, upn),
        enabled=flag(user, "accountEnabled"),
        guest=is_external(user) or _is_guest(user),
    )


def read_member(member: Json) -> Account | None:
    """Return None for a member that is no person, such as a group or a device."""
    return read_account(member) if kind_of(member) == _USER else None


def kind_of(found: Json) -> str:
    """Return the type of an object; one that hides it is unreadable."""
    kind = found.get("@odata.type")
    if not isinstance(kind, str):
        raise UnreadableError("an object does not tell its type", Trouble.PERMISSION)
    return kind


def is_external(user: Json) -> bool:
    """Say whether the person signs in elsewhere; the user type alone does not tell.

    Source: "Properties of a Microsoft Entra B2B collaboration user".
    """
    federated = any(one.get("signInType") == "federated" for one in records(user, "identities"))
    invited = nullable_text(user, "creationType") in _INVITED
    state = nullable_text(user, "externalUserState")
    named_so = "#ext#" in text(user, "userPrincipalName").lower()
    return federated or invited or state is not None or named_so


def _is_guest(user: Json) -> bool:
    """Accounts from before there were user types have null there; they are members."""
    return (nullable_text(user, "userType") or "").lower() == "guest"
