"""Samples of codes in dialogs, and of a pass that another one replaces."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.domain.request import Request, State, Why
from bot.domain.terms import Pass
from bot.domain.views import CodeView, View, ViewKind
from cards.kit import Json
from cards.reveal import reveal, shown_already

# What the card that opens the dialog says differently from other messages about a code.
_OPENING = (
    (State.APPROVED, Why.APPROVED),
    (State.APPROVED, Why.TOO_SLOW),
    (State.ISSUING, Why.CLAIMED),
    (State.ISSUING, Why.SHOWN),
    (State.ISSUED, Why.DELIVERED),
    (State.REVOKED, Why.NOT_CONFIRMED),
    (State.LAPSED, Why.NOT_OPENED),
)


def views_of_dialogs(request: Request) -> Iterator[tuple[str, View]]:
    """`request` is approved and starts later."""
    waits = replace(request.brief, claim_within=timedelta(minutes=30))
    for state, why in _OPENING:
        one = replace(request, state=state, why=why, brief=waits)
        yield f"delivery-dialog-{state.lower()}-{why}", View(ViewKind.DELIVERY, one)


def views_of_replacing(pending: Request, old: Pass) -> Iterator[tuple[str, View]]:
    for name, one_time in (("unused", True), ("several", False)):
        brief = replace(pending.brief, replaces=replace(old, one_time=one_time))
        yield f"approver-replaces-{name}", View(ViewKind.APPROVER, replace(pending, brief=brief))


def dialogs(issuing: Request, code: str, long_code: str) -> Iterator[tuple[str, Json]]:
    yield "dialog", reveal(CodeView(issuing, code))
    yield "dialog-long", reveal(CodeView(issuing, long_code))
    yield "dialog-shown-already", shown_already(issuing)
