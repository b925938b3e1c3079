"""The desk's rules: who may, what fits, who is asked."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Account
from bot.domain.refusals import LifetimeOutside, OneTimeOnly, PassesDisabled, Refusal, StartInPast
from bot.domain.rules import (
    JUST_NOW,
    in_turn,
    possible_approvers,
    terms_fit,
    two_people,
    without_past_start,
)
from bot.domain.ruling import may_act
from bot.domain.terms import LONGEST, SHORTEST, Policy, Terms
from tests.domain.stages import ADAM, ANNA, RITA, UMA

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
TOO_EARLY = NOW - JUST_NOW - SECOND
POLICY = Policy(enabled=True, shortest=HOUR, longest=8 * HOUR, default=HOUR, one_time_only=False)
ONE_TIME_POLICY = replace(POLICY, one_time_only=True)
WIDE_POLICY = replace(POLICY, shortest=SHORTEST, longest=LONGEST)
ACCOUNTS = [Account(person, enabled=True, guest=False) for person in (RITA, ADAM, ANNA, UMA)]
RITAS, ADAMS, ANNAS, UMAS = ACCOUNTS


def outside(lifetime: timedelta) -> LifetimeOutside:
    return LifetimeOutside(lifetime, POLICY.shortest, POLICY.longest, by_policy=True)


def beyond_microsoft(lifetime: timedelta) -> LifetimeOutside:
    return LifetimeOutside(lifetime, SHORTEST, LONGEST, by_policy=False)


@pytest.mark.parametrize(
    ("terms", "policy", "refusal"),
    [
        (Terms(), POLICY, None),
        (Terms(), ONE_TIME_POLICY, None),
        (Terms(), replace(POLICY, enabled=False), PassesDisabled()),
        (Terms(one_time=True), POLICY, None),
        (Terms(one_time=False), POLICY, None),
        (Terms(one_time=True), ONE_TIME_POLICY, None),
        (Terms(one_time=False), ONE_TIME_POLICY, OneTimeOnly()),
        (Terms(start=NOW), POLICY, None),
        (Terms(start=NOW + HOUR), POLICY, None),
        (Terms(start=NOW - JUST_NOW), POLICY, None),
        (Terms(start=TOO_EARLY), POLICY, StartInPast(TOO_EARLY)),
        (Terms(lifetime=HOUR), POLICY, None),
        (Terms(lifetime=8 * HOUR), POLICY, None),
        (Terms(lifetime=HOUR - MINUTE), POLICY, outside(HOUR - MINUTE)),
        (Terms(lifetime=8 * HOUR + MINUTE), POLICY, outside(8 * HOUR + MINUTE)),
        (Terms(lifetime=SHORTEST), WIDE_POLICY, None),
        (Terms(lifetime=LONGEST), WIDE_POLICY, None),
        (Terms(lifetime=SHORTEST - MINUTE), WIDE_POLICY, beyond_microsoft(SHORTEST - MINUTE)),
        (Terms(lifetime=LONGEST + MINUTE), POLICY, beyond_microsoft(LONGEST + MINUTE)),
    ],
)
def test_terms_fit_what_the_tenant_would_make(
    terms: Terms, policy: Policy, refusal: Refusal | None
) -> None:
    assert terms_fit(terms, policy, NOW) == refusal


@pytest.mark.parametrize(
    ("start", "remains"),
    [(None, None), (NOW - SECOND, None), (NOW, None), (NOW + SECOND, NOW + SECOND)],
)
def test_a_start_that_has_passed_means_now(
    start: datetime | None, remains: datetime | None
) -> None:
    terms = without_past_start(Terms(lifetime=HOUR, one_time=True, start=start), NOW)

    assert terms == Terms(lifetime=HOUR, one_time=True, start=remains)


def test_somebody_in_good_standing_and_in_a_group_may_act() -> None:
    assert may_act(RITAS, frozenset({"requesters"}))


@pytest.mark.parametrize(
    ("account", "groups"),
    [
        (None, {"requesters"}),
        (RITAS, set()),
        (replace(RITAS, enabled=False), {"requesters"}),
        (replace(RITAS, guest=True), {"requesters"}),
    ],
    ids=["nobody", "in no group", "disabled", "guest"],
)
def test_nobody_else_may_act(account: Account | None, groups: set[str]) -> None:
    assert not may_act(account, frozenset(groups))


def test_requester_and_target_are_no_possible_approvers() -> None:
    assert possible_approvers(ACCOUNTS, RITA.id, UMA.id) == (ADAMS, ANNAS)


def test_disabled_accounts_and_guests_are_no_possible_approvers() -> None:
    members = [replace(ADAMS, enabled=False), replace(ANNAS, guest=True)]

    assert possible_approvers(members, RITA.id, UMA.id) == ()


def test_two_people_are_needed_and_each_in_good_standing() -> None:
    assert two_people([RITAS], [ADAMS])
    assert two_people([RITAS, ADAMS], [RITAS])
    assert not two_people([RITAS], [RITAS])
    assert not two_people([RITAS], [])
    assert not two_people([], [ADAMS])
    assert not two_people([RITAS], [RITAS, replace(ADAMS, enabled=False)])
    assert not two_people([replace(RITAS, guest=True)], [ADAMS])


@given(st.integers(0, 12), st.text(max_size=40))
def test_approvers_are_asked_in_turn(count: int, request_id: str) -> None:
    """The order is a rotation: nobody is left out, and neighbours stay neighbours."""
    people = [replace(ADAMS, person=replace(ADAM, id=f"id-{number}")) for number in range(count)]

    asked = in_turn(people, request_id)

    rotations = [(*people[first:], *people[:first]) for first in range(count)] or [()]
    assert asked in rotations
    assert asked == in_turn(people, request_id)


def test_every_approver_comes_first_some_time() -> None:
    firsts = Counter(in_turn(ACCOUNTS, f"{number:032x}")[0] for number in range(400))

    assert set(firsts) == set(ACCOUNTS)
    assert min(firsts.values()) > 50
