"""A delivered pass is looked at in time, and what Entra says of it decides."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.domain import afterwards, taking_back
from bot.domain.brief import Brief
from bot.domain.request import Approval, Request, State, Why
from bot.domain.rules import Desk
from bot.domain.terms import Pass, Usability
from bot.domain.too_late import NothingToRevoke
from bot.domain.views import Owed, ViewKind
from tests.domain.stages import (
    ADAM,
    ANNA,
    ASKED_ADAM,
    ASKED_ANNA,
    CLAIMED,
    DELIVERED,
    DESK,
    HOUR,
    MIA,
    MINUTE,
    PACE,
    PASS,
    RITA,
    SECOND,
    STAGES,
    UMA,
    changed,
)

DAY = 24 * HOUR
OUTCOME = Owed(ViewKind.OUTCOME, RITA.id)
TO_ADAM = Owed(ViewKind.ALARM, ADAM.id)
TO_ANNA = Owed(ViewKind.ALARM, ANNA.id)
TELLING = replace(DESK, tell_manager=True)
SETTLED = DELIVERED + PACE.settle_for


def hidden(lifetime: timedelta, start: datetime = CLAIMED) -> Request:
    made = replace(PASS, lifetime=lifetime, start=start)
    return STAGES["hidden"].amend(made=made)


def looks(request: Request) -> list[datetime]:
    """Every moment at which it is looked at, from the delivery to its end."""
    moments = [afterwards.due_of(request, DELIVERED, PACE)]
    while request.made and moments[-1] < request.made.end:
        moments.append(afterwards.due_of(request, moments[-1], PACE))
    return moments


def test_the_first_look_is_soon_and_the_last_one_at_the_end() -> None:
    first, *_, last = looks(hidden(8 * HOUR))

    assert first == DELIVERED + PACE.watch_every
    assert last == CLAIMED + 8 * HOUR


@pytest.mark.parametrize(("lifetime", "most"), [(HOUR, 12), (8 * HOUR, 20), (2 * DAY, 65)])
def test_the_looks_grow_apart(lifetime: timedelta, most: int) -> None:
    moments = looks(hidden(lifetime))

    waits = [after - before for before, after in pairwise(moments)]
    assert waits[:-1] == sorted(waits[:-1])
    assert max(waits) <= PACE.watch_at_most
    assert len(moments) <= most


def test_a_pass_that_has_not_begun_is_looked_at_when_it_has() -> None:
    start = DELIVERED + 10 * MINUTE

    (first, *_) = looks(hidden(HOUR, start))

    assert first == start + PACE.watch_every


def test_a_code_is_hidden_in_time_between_two_looks() -> None:
    shown = STAGES["issued"]

    assert afterwards.due_of(shown, DELIVERED + 9 * MINUTE, PACE) == shown.hide_at


def look(stage: str, now: datetime, *passes: Pass, replaced: bool = False) -> Request | None:
    answer = afterwards.look(STAGES[stage], now, passes, PACE, replaced=replaced)
    return getattr(answer, "request", None)


@pytest.mark.parametrize(
    "usability", [Usability.ENABLED, Usability.NOT_YET_VALID, Usability.UNKNOWN]
)
def test_a_pass_that_is_there_is_left_alone(usability: Usability) -> None:
    assert look("issued", SETTLED, replace(PASS, usability=usability)) is None


def test_a_pass_that_is_missing_is_not_gone_as_long_as_lists_may_lag() -> None:
    older = replace(PASS, id="older", created=PASS.created - HOUR)

    assert look("issued", SETTLED - SECOND) is None
    assert look("issued", SETTLED - SECOND, older) is None


@pytest.mark.parametrize(
    ("newer", "replaced", "why"),
    [
        (False, False, Why.DELETED),
        (True, False, Why.REPLACED_ELSEWHERE),
        (True, True, Why.REPLACED),
        (False, True, Why.REPLACED),
    ],
)
def test_a_pass_that_is_gone_was_deleted_or_replaced(newer: bool, replaced: bool, why: Why) -> None:
    others = [replace(PASS, id="newer", created=PASS.created + MINUTE)] if newer else []

    change = changed(afterwards.look(STAGES["issued"], SETTLED, others, PACE, replaced=replaced))

    assert (change.request.state, change.request.why) == (State.ENDED, why)
    assert change.owed == (OUTCOME, TO_ADAM)


def test_a_newer_pass_in_its_place_says_at_once_that_it_is_gone() -> None:
    newer = replace(PASS, id="newer", created=PASS.created + MINUTE)

    gone = look("issued", DELIVERED, newer)

    assert gone is not None
    assert gone.why is Why.REPLACED_ELSEWHERE


def test_a_pass_that_is_gone_after_its_end_has_ended() -> None:
    ended = look("hidden", PASS.end)

    assert ended is not None
    assert ended.why is Why.RAN_OUT


def test_all_concerned_hear_of_a_pass_taken_back_but_who_did_it() -> None:
    by_anna = changed(taking_back.take_back(STAGES["hidden"], SETTLED, Why.TAKEN_BY_APPROVER, ANNA))
    by_rita = changed(
        taking_back.take_back(STAGES["hidden"], SETTLED, Why.TAKEN_BY_REQUESTER, RITA)
    )

    assert by_anna.owed == (OUTCOME, TO_ADAM)
    assert by_rita.owed == (TO_ADAM,)
    assert (by_anna.event.actor, by_rita.event.actor) == (ANNA.id, RITA.id)


def test_nothing_is_taken_back_that_was_never_made() -> None:
    answer = taking_back.take_back(STAGES["pending"], SETTLED, Why.TAKEN_BY_REQUESTER, RITA)

    assert answer == NothingToRevoke(UMA, State.PENDING)


def test_the_managers_word_reaches_all_who_were_asked() -> None:
    asked = (ASKED_ADAM, ASKED_ANNA)

    ended = changed(taking_back.not_right(STAGES["hidden"], SETTLED, MIA, asked))
    alarmed = changed(taking_back.not_right(STAGES["used"], SETTLED, MIA, asked))

    assert (ended.request.state, ended.request.why) == (State.REVOKING, Why.NOT_RIGHT)
    assert (alarmed.request.state, alarmed.request.why) == (State.USED, Why.NOT_RIGHT)
    assert ended.owed == alarmed.owed == (OUTCOME, TO_ADAM, TO_ANNA)


def test_the_manager_is_heard_once() -> None:
    once = changed(taking_back.not_right(STAGES["used"], SETTLED, MIA, ())).request

    again = taking_back.not_right(once, SETTLED, MIA, ())

    assert again == NothingToRevoke(UMA, State.USED)


def taken_back(made: Pass, now: datetime = SETTLED) -> Request:
    step = taking_back.take_back(STAGES["hidden"], now, Why.TAKEN_BY_APPROVER, ADAM, seen=made)
    return changed(step).request


@pytest.mark.parametrize(
    ("made", "care"),
    [
        (PASS, False),
        (replace(PASS, usability=Usability.USED), True),
        (replace(PASS, usability=Usability.UNKNOWN), True),
        (replace(PASS, one_time=False), True),
        (replace(PASS, one_time=False, start=SETTLED + HOUR), False),
    ],
    ids=["not used", "used", "nobody knows", "several times", "not begun"],
)
def test_care_is_needed_where_a_pass_may_have_been_used(made: Pass, care: bool) -> None:
    assert taking_back.needs_care(taken_back(made)) is care


@pytest.mark.parametrize("stage", ["issued", "used", "ended", "pending", "denied", "revoking"])
def test_no_care_is_needed_of_what_went_as_it_should_or_was_seen_by_nobody(stage: str) -> None:
    assert not taking_back.needs_care(STAGES[stage])


def told(desk: Desk, **changes: object) -> tuple[Owed, ...]:
    brief = Brief(manager=MIA)
    return taking_back.notice_owed(STAGES["issued"].amend(brief=brief, **changes), desk)


def test_the_targets_manager_is_told_where_the_desk_says_so() -> None:
    assert told(TELLING) == (Owed(ViewKind.NOTICE, MIA.id),)
    assert told(DESK) == ()


@pytest.mark.parametrize(
    "part", [{"requester": MIA}, {"approvals": (Approval(ADAM), Approval(MIA))}]
)
def test_a_manager_who_had_a_part_in_it_is_not_told(part: dict[str, object]) -> None:
    assert told(TELLING, **part) == ()
