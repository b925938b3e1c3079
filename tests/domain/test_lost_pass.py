"""Which of the target's passes is the one that this request's lost POST made."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.domain.lost_pass import lost_pass
from bot.domain.request import Request
from bot.domain.terms import Terms
from tests.domain.stages import CLAIMED, HOUR, MINUTE, PASS, SECOND, STAGES

SKEW = 2 * MINUTE
LATER = CLAIMED + 3 * HOUR


def lost(**terms: Any) -> Request:
    """A request of these terms whose POST's answer was lost."""
    return replace(STAGES["unclear"], terms=Terms(**terms))


@pytest.mark.parametrize(
    "request_",
    [
        lost(),
        lost(lifetime=HOUR),
        lost(one_time=True),
        lost(lifetime=HOUR, one_time=True, start=PASS.start),
    ],
)
def test_a_new_pass_of_these_terms_is_ours(request_: Request) -> None:
    assert lost_pass(request_, [PASS], SKEW) == PASS


@pytest.mark.parametrize(
    "request_",
    [lost(lifetime=2 * HOUR), lost(one_time=False), lost(start=LATER)],
    ids=["lifetime", "use", "start"],
)
def test_a_pass_of_other_terms_is_somebody_elses(request_: Request) -> None:
    assert lost_pass(request_, [PASS], SKEW) is None


def test_a_pass_that_was_there_before_is_never_ours() -> None:
    assert lost_pass(lost(), [replace(PASS, id="older")], SKEW) is None


@pytest.mark.parametrize(
    ("created", "ours"),
    [
        (CLAIMED - SKEW - SECOND, False),
        (CLAIMED - SKEW, True),
        (CLAIMED, True),
        (CLAIMED + HOUR, True),
    ],
)
def test_our_pass_was_created_after_the_claim_as_far_as_clocks_agree(
    created: datetime, *, ours: bool
) -> None:
    found = lost_pass(lost(), [replace(PASS, created=created)], SKEW)

    assert (found is not None) == ours


def test_a_later_start_is_a_term_too() -> None:
    starting = replace(PASS, start=LATER)

    assert lost_pass(lost(start=LATER), [starting], SKEW) == starting
    assert lost_pass(lost(start=LATER), [replace(PASS, start=LATER + MINUTE)], SKEW) is None


def test_a_start_that_had_passed_was_not_sent_so_any_start_may_be_ours() -> None:
    assert lost_pass(lost(start=CLAIMED - HOUR), [PASS], SKEW) == PASS


def test_ours_is_found_among_others() -> None:
    others = [replace(PASS, id="older"), replace(PASS, id="longer", lifetime=8 * HOUR)]

    assert lost_pass(lost(lifetime=HOUR), [*others, PASS], SKEW) == PASS
    assert lost_pass(lost(lifetime=HOUR), others, SKEW) is None


def test_a_request_that_was_never_claimed_has_lost_nothing() -> None:
    assert lost_pass(STAGES["approved"], [PASS], SKEW) is None
