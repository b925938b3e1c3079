"""The judgement itself, without any Graph: each fact alone is enough to refuse."""

from dataclasses import replace

import pytest

from bot.domain.people import Account, Person
from bot.graph.accounts import is_external, read_account
from bot.graph.circle import Circle
from bot.graph.fields import UnreadableError
from bot.graph.verdict import Entry, Facts, Kind, Reason, Target, is_staff, judge, read_owned

UMA = Person("uma", "Uma Underwood", "uma@contoso.com")
PLAIN = Facts(
    target=Target(Account(UMA, enabled=True, guest=False), external=False, restricted=False),
    member_of=(Entry("sales", Kind.GROUP), Entry("branch", Kind.UNIT)),
    owns=(Entry("sales", Kind.GROUP), Entry("laptop", None)),
    holders=frozenset({"grace"}),
    may_join=(Entry("sales", Kind.GROUP),),
    may_own=(Entry("sales", Kind.GROUP),),
    circle=Circle(
        desk=frozenset({"requesters", "approvers"}),
        protected=frozenset({"board"}),
        bot_apps=frozenset({"bot"}),
        named=frozenset({"nils"}),
    ),
)
USER = {
    "id": "uma",
    "displayName": "Uma Underwood",
    "userPrincipalName": "uma@contoso.com",
    "accountEnabled": True,
    "userType": "Member",
    "identities": [{"signInType": "userPrincipalName", "issuer": "contoso.com"}],
    "creationType": None,
    "externalUserState": None,
}


def being(**more: object) -> Facts:
    return replace(PLAIN, target=replace(PLAIN.target, **more))  # type: ignore[arg-type]  # by name


def member_of(entry: Entry) -> Facts:
    return replace(PLAIN, member_of=(*PLAIN.member_of, entry))


def owner_of(entry: Entry) -> Facts:
    return replace(PLAIN, owns=(*PLAIN.owns, entry))


def could_join(entry: Entry) -> Facts:
    return replace(PLAIN, may_join=(*PLAIN.may_join, entry))


def could_own(entry: Entry) -> Facts:
    return replace(PLAIN, may_own=(*PLAIN.may_own, entry))


def test_nothing_speaks_against_plain_people() -> None:
    assert judge(PLAIN) is None


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (being(account=Account(UMA, enabled=False, guest=False)), Reason.DISABLED),
        (being(external=True), Reason.EXTERNAL),
        (being(restricted=True), Reason.RESTRICTED),
        (member_of(Entry("board", Kind.UNIT, restricted=True)), Reason.RESTRICTED),
        (member_of(Entry("some-role", Kind.ROLE)), Reason.ROLE),
        (replace(PLAIN, holders=frozenset({"uma"})), Reason.ROLE),
        (replace(PLAIN, holders=frozenset({"sales"})), Reason.ROLE),
        (member_of(Entry("vault", Kind.GROUP, role_assignable=True)), Reason.ROLE_GROUP),
        (owner_of(Entry("vault", Kind.GROUP, role_assignable=True)), Reason.ROLE_GROUP),
        (member_of(Entry("board", Kind.GROUP)), Reason.PROTECTED_GROUP),
        (owner_of(Entry("board", Kind.GROUP)), Reason.PROTECTED_GROUP),
        (owner_of(Entry("requesters", Kind.GROUP)), Reason.DESK_OWNER),
        (could_own(Entry("requesters", Kind.GROUP)), Reason.DESK_OWNER),
        (could_own(Entry("board", Kind.GROUP)), Reason.PROTECTED_GROUP),
        (could_join(Entry("board", Kind.GROUP)), Reason.PROTECTED_GROUP),
        (could_own(Entry("vault", Kind.GROUP, role_assignable=True)), Reason.ROLE_GROUP),
        (could_join(Entry("vault", Kind.GROUP, role_assignable=True)), Reason.ROLE_GROUP),
        (could_join(Entry("grace", Kind.GROUP)), Reason.ROLE),
        (owner_of(Entry("app", Kind.APPLICATION, app_id="BOT")), Reason.BOT_OWNER),
        (owner_of(Entry("app", Kind.SERVICE_PRINCIPAL, app_id="bot")), Reason.BOT_OWNER),
        (owner_of(Entry("app", Kind.APPLICATION, app_id=None)), Reason.BOT_OWNER),
    ],
)
def test_one_fact_is_enough_to_refuse(facts: Facts, reason: Reason) -> None:
    assert judge(facts) is reason


@pytest.mark.parametrize(
    "facts",
    [
        owner_of(Entry("app", Kind.APPLICATION, app_id="another")),
        being(account=Account(UMA, enabled=True, guest=True)),
    ],
    ids=["the owner of another application", "an internal guest"],
)
def test_some_things_do_not_matter(facts: Facts) -> None:
    assert judge(facts) is None


@pytest.mark.parametrize(
    ("facts", "staff"),
    [
        (PLAIN, False),
        (member_of(Entry("approvers", Kind.GROUP)), True),
        (could_join(Entry("approvers", Kind.GROUP)), True),
        (owner_of(Entry("approvers", Kind.GROUP)), True),
        (could_own(Entry("requesters", Kind.GROUP)), True),
        (member_of(Entry("board", Kind.GROUP)), False),
        (
            being(
                account=Account(
                    Person("NILS", "Nils", "nils@contoso.com"), enabled=True, guest=False
                )
            ),
            True,
        ),
    ],
)
def test_staff_are_those_who_are_or_could_be_people_of_the_desk(facts: Facts, staff: bool) -> None:
    assert is_staff(facts) is staff


@pytest.mark.parametrize(
    ("change", "external"),
    [
        ({}, False),
        ({"userType": "Guest"}, False),
        ({"identities": [{"signInType": "federated", "issuer": "ExternalAzureAD"}]}, True),
        ({"identities": [{"signInType": "federated", "issuer": "mail"}]}, True),
        ({"creationType": "Invitation"}, True),
        ({"externalUserState": "PendingAcceptance"}, True),
        ({"userPrincipalName": "uma_fabrikam.com#ext#@contoso.onmicrosoft.com"}, True),
    ],
    ids=str,
)
def test_who_signs_in_elsewhere_is_external_whatever_the_user_type(
    change: dict[str, object], external: bool
) -> None:
    assert is_external(USER | change) is external


@pytest.mark.parametrize(
    ("change", "guest"),
    [
        ({}, False),
        ({"userType": None}, False),
        ({"userType": "Guest"}, True),
        ({"creationType": "Invitation"}, True),
    ],
    ids=str,
)
def test_guests_are_those_by_type_and_those_from_outside(
    change: dict[str, object], guest: bool
) -> None:
    assert read_account(USER | change).guest is guest


@pytest.mark.parametrize("name", USER)
def test_a_person_with_a_field_missing_is_unreadable(name: str) -> None:
    incomplete = {key: value for key, value in USER.items() if key != name}

    with pytest.raises(UnreadableError):
        read_account(incomplete)


def test_an_account_that_says_nothing_of_being_enabled_is_not() -> None:
    assert read_account(USER | {"accountEnabled": None}).enabled is False


@pytest.mark.parametrize(
    "hidden",
    [
        {"id": "some"},
        {"@odata.type": "#microsoft.graph.group", "id": "some"},
        {"@odata.type": "#microsoft.graph.group", "displayName": "Some", "id": "some"},
        {"@odata.type": "#microsoft.graph.administrativeUnit", "displayName": None, "id": "some"},
        {"@odata.type": "#microsoft.graph.application", "id": "some"},
        {"@odata.type": "#microsoft.graph.directoryRole"},
    ],
    ids=str,
)
def test_what_hides_what_matters_is_unreadable(hidden: dict[str, object]) -> None:
    with pytest.raises(UnreadableError):
        read_owned(hidden)
