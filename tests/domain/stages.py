"""Rita's request for Uma in every stage of its life, and every step that can be tried on it.

Rita asks at 12:00, Adam approves at 12:05, the bot claims at 12:06 and delivers a pass for an hour.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import afterwards, confirming, life, making, recovery, taking_back, waiting
from bot.domain.audit import Change
from bot.domain.demands import Demands
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.request import Approval, Claim, Message, Request, State, Why
from bot.domain.rules import Desk, Pace
from bot.domain.terms import Pass, Terms, Trace, Usability
from bot.domain.views import Owed, ViewKind

RITA = Person("rita-id", "Rita", "rita@contoso.com")
ADAM = Person("adam-id", "Adam", "adam@contoso.com")
ANNA = Person("anna-id", "Anna", "anna@contoso.com")
UMA = Person("uma-id", "Uma", "uma@contoso.com")
MIA = Person("mia-id", "Mia", "mia@contoso.com")

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ASKED = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
APPROVED = ASKED + 5 * MINUTE
CLAIMED = ASKED + 6 * MINUTE
DELIVERED = CLAIMED + 2 * SECOND
MUCH_LATER = ASKED + 24 * HOUR

DESK = Desk(frozenset({"requesters"}), frozenset({"approvers"}))
PACE = Pace()
ONE = Demands()
PLACEHOLDER = Message("https://teams.test/", "chat-of-adam", "code-1")
CALL_ID = "call-1"
TRACE = Trace("graph-1", CALL_ID)
ASKED_ADAM = Owed(ViewKind.APPROVER, ADAM.id)
ASKED_ANNA = Owed(ViewKind.APPROVER, ANNA.id)
PASS = Pass("pass-1", CLAIMED + SECOND, CLAIMED, HOUR, one_time=True, usability=Usability.ENABLED)


def _stages() -> dict[str, Request]:
    """Named after the state, and after what matters beside it."""
    pending = Request(
        id="r1",
        requester=RITA,
        target=UMA,
        terms=Terms(lifetime=HOUR),
        reason="New phone",
        state=State.PENDING,
        why=Why.ASKED,
        created=ASKED,
        lapses=ASKED + HOUR,
        changed=ASKED,
        due=ASKED + HOUR,
    )
    approved = pending.advance(
        State.APPROVED,
        Why.APPROVED,
        APPROVED,
        approvals=(Approval(ADAM),),
        decided_by=ADAM,
        due=APPROVED,
    )
    held = Claim(PLACEHOLDER, CLAIMED, CLAIMED + PACE.lease, frozenset({"older"}))
    claimed = approved.advance(
        State.ISSUING, Why.CLAIMED, CLAIMED, claim=held, due=CLAIMED + PACE.lease
    )
    made = claimed.amend(made=PASS)
    hide_at = DELIVERED + DESK.hide_after
    issued = made.advance(State.ISSUED, Why.DELIVERED, DELIVERED, hide_at=hide_at, due=hide_at)
    revoking = made.advance(State.REVOKING, Why.NOT_DELIVERED, DELIVERED, due=DELIVERED)
    return {
        "pending": pending,
        "approved": approved,
        "held": approved.amend(why=Why.PAUSED),
        "claimed": claimed,
        "unclear": claimed.amend(why=Why.UNCLEAR, claim=replace(held, lease_until=DELIVERED)),
        "made": made,
        "issued": issued,
        "hidden": issued.amend(hidden=True, due=PASS.end),
        "revoking": revoking,
        "denied": pending.advance(State.DENIED, Why.DENIED, APPROVED, decided_by=ADAM),
        "cancelled": pending.advance(State.CANCELLED, Why.ASKED, APPROVED),
        "lapsed": pending.advance(State.LAPSED, Why.NOT_ANSWERED, ASKED + HOUR),
        "failed": claimed.advance(State.FAILED, Why.GRAPH_REFUSED, DELIVERED),
        "used": issued.advance(State.USED, Why.USED, DELIVERED + MINUTE),
        "ended": issued.advance(State.ENDED, Why.RAN_OUT, PASS.end),
        "revoked": revoking.advance(State.REVOKED, Why.NOT_DELIVERED, DELIVERED + SECOND),
    }


STAGES = _stages()


def _look(request: Request, now: datetime, *passes: Pass) -> Change | Refusal:
    return afterwards.look(request, now, passes, PACE, replaced=False)


# Every step, to be tried at any time; Adam is who clicks.
STEPS: dict[str, Callable[[Request, datetime], Change | Refusal]] = {
    "approve": lambda request, now: life.approve(request, now, Approval(ADAM), ONE, PACE),
    "deny": lambda request, now: life.deny(request, now, ADAM, "Please call me"),
    "confirm": lambda request, now: confirming.confirm(request, now, MIA),
    "contradict": lambda request, now: confirming.contradict(request, now, MIA),
    "unaskable": lambda request, now: confirming.unaskable(request, now, Why.ROOM_CLOSED),
    "lapse": lambda request, now: life.lapse(request, now, PACE),
    "claim": lambda request, now: life.claim(request, now, PLACEHOLDER, (), PACE, CALL_ID),
    "record": lambda request, now: making.record_pass(request, now, PASS, TRACE),
    "deliver": lambda request, now: making.deliver(request, now, DESK, PACE),
    "fail": lambda request, now: making.fail(request, now, Why.GRAPH_REFUSED, "ref-1"),
    "unclear": lambda request, now: making.unclear(request, now, "ref-1"),
    "revoke": lambda request, now: making.revoke(request, now, Why.NOT_DELIVERED),
    "revoke found": lambda request, now: making.revoke(request, now, Why.CODE_LOST, PASS),
    "revoked": making.revoked,
    "hide": lambda request, now: afterwards.hide(request, now, ADAM),
    "hide in time": afterwards.hide,
    "end": afterwards.end,
    "hold": life.hold,
    "withdraw": lambda request, now: recovery.withdraw(request, now, "root"),
    "forget approval": recovery.forget_approval,
    "used": afterwards.used,
    "replaced": afterwards.replaced,
    "vanished": recovery.vanished,
    "remind": lambda request, now: waiting.remind(request, now, (ASKED_ADAM, ASKED_ANNA)),
    "cancel": lambda request, now: waiting.cancel(request, now, RITA),
    "look, used": lambda request, now: _look(request, now, replace(PASS, usability=Usability.USED)),
    "look, blocked": lambda request, now: _look(
        request, now, replace(PASS, usability=Usability.DISABLED)
    ),
    "look, gone": _look,
    "look, there": lambda request, now: _look(request, now, PASS),
    "take back": lambda request, now: taking_back.take_back(
        request, now, Why.TAKEN_BY_APPROVER, ADAM
    ),
    "alarm": lambda request, now: taking_back.alarm(request, now, MIA, ()),
}


def changed(answer: Change | Refusal) -> Change:
    assert isinstance(answer, Change)
    return answer
