"""Rita's request for Uma where codes are shown in a dialog, in every stage, and its own steps.

The times are those of tests/domain/stages.py; Adam confirms a minute after the code was shown.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain import life, making, revealing
from bot.domain.audit import Change
from bot.domain.brief import Brief
from bot.domain.refusals import Refusal
from bot.domain.request import Approval, Request, State, Why
from bot.domain.terms import Usability
from tests.domain.stages import (
    ADAM,
    APPROVED,
    ASKED_ADAM,
    ASKED_ANNA,
    CALL_ID,
    CLAIMED,
    DELIVERED,
    DESK,
    MINUTE,
    ONE,
    PACE,
    PASS,
    SECOND,
    STAGES,
    TRACE,
    changed,
)

WITHIN = 30 * MINUTE
CONFIRMED = DELIVERED + MINUTE
USED = replace(PASS, usability=Usability.USED)

IN_DIALOG: dict[str, Request] = {}


def _stage(name: str, answer: Change | Refusal) -> Request:
    IN_DIALOG[name] = changed(answer).request
    return IN_DIALOG[name]


def _add_all() -> None:
    asked = replace(STAGES["pending"], brief=Brief(claim_within=WITHIN))
    IN_DIALOG["asked"] = asked
    offered = _stage("offered", life.approve(asked, APPROVED, Approval(ADAM), ONE, PACE))
    claimed = _stage("opened", life.claim(offered, CLAIMED, None, (), PACE, CALL_ID))
    made = _stage("made in dialog", making.record_pass(claimed, DELIVERED, PASS, TRACE))
    shown = _stage("shown", revealing.shown(made, DELIVERED, PACE))
    _stage("received", revealing.received(shown, CONFIRMED, ADAM, DESK, PACE))
    alarmed = _stage("alarmed", revealing.alarm(shown, CONFIRMED, USED, ()))
    _stage("spent", revealing.spent(alarmed, CONFIRMED + SECOND))
    slow = _stage("too slow", making.revoke(made, DELIVERED, Why.TOO_SLOW))
    _stage("offered again", revealing.reopen(slow, DELIVERED + SECOND))
    _stage("unconfirmed", making.revoke(shown, CONFIRMED, Why.NOT_CONFIRMED))
    lapsed = offered.advance(State.LAPSED, Why.NOT_OPENED, APPROVED + WITHIN)
    IN_DIALOG["never opened"] = lapsed


_add_all()

DIALOG_STEPS: dict[str, Callable[[Request, datetime], Change | Refusal]] = {
    "open": lambda request, now: life.claim(request, now, None, (), PACE, CALL_ID),
    "show": lambda request, now: revealing.shown(request, now, PACE),
    "receive": lambda request, now: revealing.received(request, now, ADAM, DESK, PACE),
    "alarm of use": lambda request, now: revealing.alarm(
        request, now, USED, (ASKED_ADAM, ASKED_ANNA)
    ),
    "spend": revealing.spent,
    "revoke, too slow": lambda request, now: making.revoke(request, now, Why.TOO_SLOW),
    "reopen": revealing.reopen,
}
