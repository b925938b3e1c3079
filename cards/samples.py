"""Every card in every state, filled with the hardest contents it may get."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.form import Filled, Use
from bot.domain.misreadings import NotALifetime
from bot.domain.people import Person
from bot.domain.request import Approval, Request, State, Why
from bot.domain.rules import Standing
from bot.domain.terms import Pass, Policy, Terms, Usability
from bot.domain.views import CodeView, View, ViewKind
from bot.messages.language import LANGUAGES, speaking, spoken
from cards.draw import draw
from cards.help import help_card
from cards.kit import Json
from cards.request_form import request_form
from cards.sample_decisions import views_of_decisions
from cards.sample_dialogs import dialogs, views_of_dialogs, views_of_replacing
from cards.welcome import welcome_card

_ASKED = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
_START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_RITA = Person("11111111-0000-4000-8000-000000000001", "Rita Reyes", "rita@contoso.com")
_ADAM = Person("11111111-0000-4000-8000-000000000002", "Adam Abel", "adam@contoso.com")
_UMA = Person("11111111-0000-4000-8000-000000000003", "Uma Umber", "uma@contoso.com")
_LONG_UPN = f"{'uma.umber-'.ljust(61, 'x')}@a-long-name-for-one-branch-office.of.contoso.com"
_LONG_NAMED = Person(_UMA.id, "Uma Wolfeschlegelsteinhausenbergerdorff-Umber", _LONG_UPN)
_LONG_REASON = ("Lost her phone on the way to work, is on the line now. " * 6)[:270] + "x" * 30
_CODE = "Rm!2_a*bQ7+k"
_LONG_CODE = "N7+q-Rm!2_a*b" * 4
_WHYS = {
    State.PENDING: Why.ASKED,
    State.APPROVED: Why.APPROVED,
    State.ISSUING: Why.CLAIMED,
    State.ISSUED: Why.DELIVERED,
    State.REVOKING: Why.NOT_DELIVERED,
    State.DENIED: Why.DENIED,
    State.CANCELLED: Why.ASKED,
    State.LAPSED: Why.NOT_ANSWERED,
    State.FAILED: Why.GRAPH_UNREACHABLE,
    State.USED: Why.USED,
    State.ENDED: Why.RAN_OUT,
    State.REVOKED: Why.NOT_DELIVERED,
}
_MADE_IN = frozenset({State.ISSUED, State.REVOKING, State.USED, State.ENDED, State.REVOKED})


def samples(language: str) -> dict[str, Json]:
    """Name and JSON of each card."""
    with speaking(language):
        return dict(
            (
                *_of_requests(),
                *_of_passes(),
                *_of_decisions(),
                *_of_dialogs(),
                *_codes(),
                *_others(),
            )
        )


def samples_in_every_language() -> dict[str, Json]:
    """The same with the language at the end of each name, as in "form-de"."""
    return {
        f"{name}-{language}": card
        for language in LANGUAGES
        for name, card in samples(language).items()
    }


def sample_request(state: State) -> Request:
    """A request as it may well stand in this state."""
    return Request(
        id="QW34RT7Y",
        requester=_RITA,
        target=_UMA,
        terms=Terms(lifetime=timedelta(hours=8), one_time=True, start=_START),
        reason="Lost her phone, INC-1234",
        state=state,
        why=_WHYS[state],
        created=_ASKED,
        lapses=_ASKED + timedelta(hours=1),
        changed=_ASKED + timedelta(minutes=4),
        due=None,
        decided_by=None if state in {State.PENDING, State.LAPSED} else _ADAM,
        note="Please ring me first" if state is State.DENIED else None,
        made=_PASS if state in _MADE_IN else None,
        hide_at=_ASKED + timedelta(minutes=14) if state is State.ISSUED else None,
        hidden=state is State.ISSUED,
        reference="K3F9" if state is State.FAILED else None,
    )


_PASS = Pass(
    id="22222222-0000-4000-8000-000000000001",
    created=_ASKED + timedelta(minutes=4),
    start=_START,
    lifetime=timedelta(hours=8),
    one_time=True,
    usability=Usability.NOT_YET_VALID,
)


def _of_requests() -> Iterator[tuple[str, Json]]:
    for kind in (ViewKind.REQUESTER, ViewKind.APPROVER, ViewKind.ROOM, ViewKind.DELIVERY):
        for state in State:
            yield f"{kind}-{state.lower()}", _card(View(kind, sample_request(state)))
        yield f"{kind}-long", _card(View(kind, _long(sample_request(State.PENDING))))
    plain = replace(
        sample_request(State.PENDING), terms=Terms(), reason=None, approvals=(Approval(_ADAM),)
    )
    unclear = replace(sample_request(State.ISSUING), why=Why.UNCLEAR)
    late = replace(sample_request(State.APPROVED), changed=_START)
    yield "approver-plain", _card(View(ViewKind.APPROVER, plain))
    yield "requester-plain", _card(View(ViewKind.REQUESTER, plain))
    yield "requester-late", _card(View(ViewKind.REQUESTER, late))
    yield "delivery-unclear", _card(View(ViewKind.DELIVERY, unclear))


def _of_passes() -> Iterator[tuple[str, Json]]:
    """What comes after a pass was made: its manager's card, and a revocation after possible use."""
    for state in (State.ISSUED, State.USED, State.ENDED, State.REVOKED):
        approved = replace(sample_request(state), approvals=(Approval(_ADAM),))
        yield f"notice-{state.lower()}", _card(View(ViewKind.NOTICE, approved))
    yield "notice-long", _card(View(ViewKind.NOTICE, _long(sample_request(State.ISSUED))))
    objected = replace(_long(sample_request(State.REVOKED)), why=Why.NOT_RIGHT)
    for kind in (ViewKind.REQUESTER, ViewKind.APPROVER, ViewKind.DELIVERY, ViewKind.NOTICE):
        yield f"{kind}-not-right", _card(View(kind, objected))


def _of_decisions() -> Iterator[tuple[str, Json]]:
    for name, view in views_of_decisions(sample_request(State.PENDING)):
        yield name, _card(view)


def _of_dialogs() -> Iterator[tuple[str, Json]]:
    for name, view in views_of_dialogs(sample_request(State.APPROVED)):
        yield name, _card(view)
    for name, view in views_of_replacing(sample_request(State.PENDING), _PASS):
        yield name, _card(view)
    made = replace(_long(sample_request(State.ISSUING)), made=_PASS)
    yield from dialogs(made, _CODE, _LONG_CODE[:48])


def _codes() -> Iterator[tuple[str, Json]]:
    issued = replace(sample_request(State.ISSUED), hidden=False)
    several = replace(_long(issued), made=replace(_PASS, one_time=False), hide_at=None)
    yield "code", _card(CodeView(issued, _CODE))
    yield "code-before-it-counts", _card(CodeView(sample_request(State.ISSUING), _CODE))
    yield "code-long", _card(CodeView(several, _LONG_CODE[:48]))


def _others() -> Iterator[tuple[str, Json]]:
    filled = Filled(
        target=_LONG_UPN,
        person=_UMA.id,
        lifetime="soon",
        use=Use.ONCE,
        date="2026-11-24",
        time="09:00",
        reason=_LONG_REASON,
    )
    problem = NotALifetime("soon")
    day, minute = timedelta(days=1), timedelta(minutes=1)
    policy = Policy(
        enabled=False, shortest=61 * minute, longest=30 * day, default=day, one_time_only=True
    )
    yield "form", request_form()
    yield "form-passes-off", request_form(policy=policy)
    yield "form-filled", request_form(filled, problem, replace(policy, one_time_only=False))
    yield "form-in-dialog", request_form(filled, problem, in_dialog=True)
    yield "help", help_card()
    yield "help-requester", help_card(Standing(requests=True, approves=False))
    yield "help-approver", help_card(Standing(requests=False, approves=True))
    yield "help-nobody", help_card(Standing(requests=False, approves=False, contact=_LONG_UPN))
    yield "welcome", welcome_card()


def _long(request: Request) -> Request:
    return replace(request, target=_LONG_NAMED, reason=_LONG_REASON)


def _card(view: View | CodeView) -> Json:
    card = draw(replace(view, language=spoken())).card
    if card is None:
        raise TypeError("an outcome has no card")
    return card
