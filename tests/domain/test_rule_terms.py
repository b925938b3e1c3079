"""What a rule makes of the terms and the reason that somebody gives."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.refusals import ReasonNeeded, Refusal
from bot.domain.rule_refusals import OneTimeByRule, ReasonUnlike, TooLongForRule
from bot.domain.ruling import Rule, fits, terms_under
from bot.domain.terms import Policy, Terms

HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
POLICY = Policy(
    enabled=True, shortest=HOUR, longest=8 * HOUR, default=2 * HOUR, one_time_only=False
)
FOR_ALL = Rule("all", frozenset({"desk"}))
STRICT = replace(FOR_ALL, longest=4 * HOUR, one_time=True, reason_needed=True)
TICKET = replace(FOR_ALL, reason_pattern=r"INC\d{6}")


@pytest.mark.parametrize(
    ("terms", "reason", "refusal"),
    [
        (Terms(), "Lost phone", None),
        (Terms(4 * HOUR, one_time=True), "Lost phone", None),
        (Terms(5 * HOUR), "Lost phone", TooLongForRule(5 * HOUR, 4 * HOUR)),
        (Terms(one_time=False), "Lost phone", OneTimeByRule()),
        (Terms(), None, ReasonNeeded()),
        (Terms(), "", ReasonNeeded()),
    ],
)
def test_terms_and_reason_fit_the_rule(
    terms: Terms, reason: str | None, refusal: Refusal | None
) -> None:
    assert fits(STRICT, terms, reason) == refusal


def test_a_rule_that_asks_nothing_permits_everything() -> None:
    assert fits(FOR_ALL, Terms(8 * HOUR, one_time=False), None) is None


def test_a_part_of_the_reason_fits_the_pattern() -> None:
    assert fits(TICKET, Terms(), "see INC123456, lost phone") is None


@pytest.mark.parametrize("reason", [None, "", "INC12345", "Lost phone"])
def test_a_reason_unlike_the_pattern_is_refused(reason: str | None) -> None:
    assert fits(TICKET, Terms(), reason) == ReasonUnlike(r"INC\d{6}")


def test_a_pattern_that_would_try_everything_comes_to_an_end() -> None:
    """With a matcher that goes back and tries again this test would not end."""
    evil = r"^(a+)+$|^(a|a)*$|^([a-z]+)*[A-Z]$"

    refusal = fits(replace(FOR_ALL, reason_pattern=evil), Terms(), "a" * 499 + "!")

    assert refusal == ReasonUnlike(evil)


@pytest.mark.parametrize(
    ("terms", "sent"),
    [
        (Terms(), Terms(one_time=True)),
        (Terms(HOUR), Terms(HOUR, one_time=True)),
        (Terms(one_time=True, start=NOW), Terms(one_time=True, start=NOW)),
    ],
)
def test_what_is_left_open_is_decided_by_the_rule(terms: Terms, sent: Terms) -> None:
    assert terms_under(STRICT, terms, POLICY) == sent


def test_the_tenants_default_is_cut_to_what_the_rule_allows() -> None:
    generous = replace(POLICY, default=8 * HOUR)

    assert terms_under(STRICT, Terms(), generous).lifetime == 4 * HOUR
    assert terms_under(FOR_ALL, Terms(), generous) == Terms()
