"""Each step in each stage of a request's life."""

from datetime import datetime
from itertools import product

import pytest

from bot.domain.audit import Happened
from bot.domain.refusals import AlreadyDecided
from bot.domain.request import State
from bot.domain.too_late import NothingToRevoke, TooLateToCancel
from tests.domain.stages import (
    ASKED,
    CLAIMED,
    DELIVERED,
    MINUTE,
    MUCH_LATER,
    STAGES,
    STEPS,
    UMA,
    changed,
)

# When each step is tried, what is written down of it, and where it leads from where.
TRIED: dict[str, tuple[datetime, Happened, dict[str, State]]] = {
    "approve": (ASKED, Happened.APPROVED, {"pending": State.APPROVED}),
    "deny": (ASKED, Happened.DENIED, {"pending": State.DENIED}),
    "confirm": (ASKED, Happened.CONFIRMED, {"pending": State.PENDING}),
    "contradict": (ASKED, Happened.DENIED, {"pending": State.DENIED}),
    "unaskable": (MUCH_LATER, Happened.FAILED, {"pending": State.FAILED}),
    "lapse": (
        MUCH_LATER,
        Happened.LAPSED,
        {"pending": State.LAPSED, "approved": State.LAPSED, "held": State.LAPSED},
    ),
    "claim": (
        CLAIMED,
        Happened.CLAIMED,
        {"approved": State.ISSUING, "held": State.ISSUING},
    ),
    "hold": (CLAIMED, Happened.PAUSED, {"approved": State.APPROVED}),
    "record": (
        DELIVERED,
        Happened.MADE,
        {"claimed": State.ISSUING},
    ),
    "deliver": (DELIVERED, Happened.DELIVERED, {"made": State.ISSUED}),
    "fail": (
        DELIVERED,
        Happened.FAILED,
        {
            "pending": State.FAILED,
            "approved": State.FAILED,
            "held": State.FAILED,
            "claimed": State.FAILED,
            "unclear": State.FAILED,
        },
    ),
    "unclear": (
        DELIVERED,
        Happened.FAILED,
        {"claimed": State.ISSUING, "unclear": State.ISSUING, "made": State.ISSUING},
    ),
    "revoke": (
        DELIVERED,
        Happened.REVOKING,
        {"made": State.REVOKING},
    ),
    "revoke found": (
        DELIVERED,
        Happened.REVOKING,
        {
            "claimed": State.REVOKING,
            "unclear": State.REVOKING,
            "made": State.REVOKING,
        },
    ),
    "revoked": (DELIVERED, Happened.REVOKED, {"revoking": State.REVOKED}),
    "hide": (DELIVERED, Happened.HIDDEN, {"made": State.ISSUING, "issued": State.ISSUED}),
    "hide in time": (MUCH_LATER, Happened.HIDDEN, {"issued": State.ISSUED}),
    "withdraw": (
        MUCH_LATER,
        Happened.REVOKING,
        {"made": State.REVOKING, "issued": State.REVOKING, "hidden": State.REVOKING},
    ),
    "forget approval": (
        ASKED,
        Happened.LAPSED,
        {"pending": State.LAPSED, "approved": State.LAPSED, "held": State.LAPSED},
    ),
    "used": (MUCH_LATER, Happened.USED, {"issued": State.USED, "hidden": State.USED}),
    "replaced": (DELIVERED, Happened.ENDED, {"issued": State.ENDED, "hidden": State.ENDED}),
    "vanished": (
        DELIVERED,
        Happened.REVOKING,
        {"issued": State.REVOKING, "hidden": State.REVOKING},
    ),
    "remind": (ASKED + 20 * MINUTE, Happened.REMINDED, {"pending": State.PENDING}),
    "cancel": (
        ASKED,
        Happened.CANCELLED,
        {"pending": State.CANCELLED, "approved": State.CANCELLED, "held": State.CANCELLED},
    ),
    "look, used": (DELIVERED, Happened.USED, {"issued": State.USED, "hidden": State.USED}),
    "look, blocked": (
        DELIVERED,
        Happened.REVOKING,
        {"issued": State.REVOKING, "hidden": State.REVOKING},
    ),
    "look, gone": (
        DELIVERED + 10 * MINUTE,
        Happened.ENDED,
        {"issued": State.ENDED, "hidden": State.ENDED},
    ),
    "look, there": (MUCH_LATER, Happened.ENDED, {"issued": State.ENDED, "hidden": State.ENDED}),
    "take back": (
        MUCH_LATER,
        Happened.REVOKING,
        {"made": State.REVOKING, "issued": State.REVOKING, "hidden": State.REVOKING},
    ),
    "alarm": (MUCH_LATER, Happened.ALARMED, {"used": State.USED, "ended": State.ENDED}),
    "end": (
        MUCH_LATER,
        Happened.ENDED,
        {"issued": State.ENDED, "hidden": State.ENDED, "revoking": State.ENDED},
    ),
}
POSSIBLE = [(step, stage, to) for step in TRIED for stage, to in TRIED[step][2].items()]
REFUSED = [(step, stage) for step, stage in product(TRIED, STAGES) if stage not in TRIED[step][2]]


def test_every_step_is_tried() -> None:
    assert set(TRIED) == set(STEPS)


@pytest.mark.parametrize(("step", "stage", "to"), POSSIBLE)
def test_a_step_leads_where_it_should_and_is_written_down(step: str, stage: str, to: State) -> None:
    was, (when, happened, _) = STAGES[stage], TRIED[step]

    change = changed(STEPS[step](was, when))

    assert (change.request.state, change.request.version) == (to, was.version + 1)
    assert (change.event.what, change.event.request_id) == (happened, was.id)
    assert change.event.target == UMA.id


@pytest.mark.parametrize(("step", "stage"), REFUSED)
def test_a_step_that_comes_too_late_changes_nothing(step: str, stage: str) -> None:
    was, (when, _, _) = STAGES[stage], TRIED[step]

    answer = STEPS[step](was, when)

    assert isinstance(answer, AlreadyDecided | NothingToRevoke | TooLateToCancel)
