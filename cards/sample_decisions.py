"""What is asked of approvers and managers, alone and several at once, at its hardest."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.brief import Brief
from bot.domain.demands import Approvers, Demands, How, Verify
from bot.domain.people import Person
from bot.domain.refusals import AlreadyDecided, TargetBusy
from bot.domain.request import Approval, Request, State, Why
from bot.domain.terms import Pass, Usability
from bot.domain.views import View, ViewKind

MOST = 20
_ULF = Person("11111111-0000-4000-8000-000000000004", "Ulf Ude", "ulf@contoso.com")
_ADA = Person("11111111-0000-4000-8000-000000000005", "Ada Adler", "ada@contoso.com")
_NAMES = ("Nadja Sørensen", "Uma Umber", "José Ángel Núñez de la Torre", "Bo Li", "Zoë Zhang")
_CREATED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_EARLIER = datetime(2026, 11, 21, 16, 45, tzinfo=UTC)
_LIVE = Pass(
    id="22222222-0000-4000-8000-000000000002",
    created=_EARLIER,
    start=_EARLIER,
    lifetime=timedelta(days=3),
    one_time=False,
    usability=Usability.ENABLED,
)
_PHONES = ("+44 7700 900123", "+44 20 7946 0123")
_BY_RULE = Demands(Approvers(frozenset({"group"})), rule="Branch offices at night")
_NAMED = Demands(Approvers(people=frozenset({_ADA.id})), rule="Branch offices at night")
_ATTESTED = Demands(approvals=2, verify=Verify.ATTESTED)
_MANAGER = Demands(Approvers(manager=True), verify=Verify.MANAGER)


def views_of_decisions(pending: Request) -> Iterator[tuple[str, View]]:
    """Name and view; `pending` is a request that may be approved."""
    yield from _alone(pending)
    yield from _confirmations(pending)
    yield from _batches(pending)


def _alone(pending: Request) -> Iterator[tuple[str, View]]:
    facts = Brief(_ATTESTED, phones=_PHONES, account_created=_CREATED, earlier_pass=_EARLIER)
    attested = replace(pending, brief=facts)
    yield "approver-attested", replace(_to_ada(attested), approved_before=9)
    yield (
        "approver-no-number",
        _to_ada(replace(pending, brief=Brief(replace(_ATTESTED, rule="Night")))),
    )
    voted = replace(attested, approvals=(Approval(_ADA, How.CALLED_BACK),))
    yield "approver-voted", _to_ada(voted)
    yield "approver-second", replace(_to_ada(voted), reader=_ULF.id)
    yield "approver-by-rule", _to_ada(replace(pending, brief=Brief(_BY_RULE)))
    yield "approver-by-name", _to_ada(replace(pending, brief=Brief(_NAMED)))
    waits = replace(pending, brief=Brief(_MANAGER, manager=_ULF))
    yield "approver-waits", replace(_to_ada(waits), reader=_ULF.id)
    yield "requester-waits", View(ViewKind.REQUESTER, waits)
    confirmed = replace(waits, confirmed_by=_ULF)
    yield "approver-confirmed", _to_ada(confirmed)


def _confirmations(pending: Request) -> Iterator[tuple[str, View]]:
    waits = replace(pending, brief=Brief(_MANAGER, manager=_ULF))
    said_no = replace(waits, state=State.DENIED, why=Why.NOT_RIGHT, decided_by=_ULF)
    both = (Approval(_ADA, How.CALLED_BACK), Approval(_ULF, How.MANAGER_SAID))
    approved = replace(waits, state=State.APPROVED, why=Why.APPROVED, approvals=both)
    yield "confirmation", View(ViewKind.CONFIRMATION, waits)
    yield "confirmation-yes", View(ViewKind.CONFIRMATION, replace(waits, confirmed_by=_ULF))
    yield "confirmation-no", View(ViewKind.CONFIRMATION, said_no)
    yield "confirmation-approved", View(ViewKind.CONFIRMATION, replace(approved, decided_by=_ADA))


def _batches(pending: Request) -> Iterator[tuple[str, View]]:
    few = tuple(_several(pending, _NAMES))
    mixed = _mixed(few)
    many = tuple(_several(pending, [f"{name} {'of the Branch Office' * 9}" for name in _NAMES * 4]))
    for kind in (ViewKind.REQUESTER, ViewKind.APPROVER, ViewKind.ROOM):
        yield f"{kind}-batch", _of(kind, few)
        yield f"{kind}-batch-mixed", _of(kind, mixed)
        yield f"{kind}-batch-decided", _of(kind, tuple(_denied(each) for each in few))
    over = tuple(replace(each, state=State.LAPSED, why=Why.NOT_ANSWERED) for each in few)
    yield "requester-batch-over", _of(ViewKind.REQUESTER, (_denied(few[0]), *over[1:]))
    refused = ((few[0], TargetBusy(few[0].target)), (few[1], AlreadyDecided(State.DENIED, _ULF)))
    yield "approver-batch-refused", replace(_of(ViewKind.APPROVER, mixed), refused=refused)
    own = replace(_of(ViewKind.APPROVER, few), reader=few[2].target.id, approved_before=1)
    yield "approver-batch-own", own
    attested = tuple(_with_facts(each) for each in few)
    yield "approver-batch-attested", replace(_of(ViewKind.APPROVER, attested), approved_before=3)
    waits = tuple(replace(each, brief=Brief(_MANAGER, manager=_ULF)) for each in few)
    some = (replace(waits[0], confirmed_by=_ULF), *waits[1:])
    yield "approver-batch-waits", _of(ViewKind.APPROVER, some)
    yield "approver-batch-many", _of(ViewKind.APPROVER, tuple(_with_facts(each) for each in many))
    yield "requester-batch-many", _of(ViewKind.REQUESTER, tuple(_denied(each) for each in many))


def _to_ada(request: Request) -> View:
    return View(ViewKind.APPROVER, request, reader=_ADA.id)


def _of(kind: ViewKind, batch: tuple[Request, ...]) -> View:
    lead, *others = batch
    reader = None if kind is ViewKind.ROOM else _ADA.id
    return View(kind, lead, others=tuple(others), reader=reader)


def _several(pending: Request, names: Sequence[str]) -> Iterator[Request]:
    for number, name in enumerate(names):
        upn = f"{name.split()[0].lower()}.{number}@{'branch-office.' * 6}contoso.com"
        target = Person(f"33333333-0000-4000-8000-0000000000{number:02}", name, upn)
        lead = "QW34RT70" if number else None
        yield replace(pending, id=f"QW34RT{70 + number}", target=target, batch_id=lead)


def _mixed(few: tuple[Request, ...]) -> tuple[Request, ...]:
    states = (State.ISSUED, State.PENDING, State.FAILED, State.PENDING, State.DENIED)
    whys = (Why.DELIVERED, Why.ASKED, Why.GRAPH_BUSY, Why.ASKED, Why.DENIED)
    mixed = [
        replace(each, state=state, why=why, decided_by=_ADA)
        for each, state, why in zip(few, states, whys, strict=True)
    ]
    mixed[1] = replace(mixed[1], approvals=(Approval(_ADA),), decided_by=None)
    return tuple(mixed)


def _denied(request: Request) -> Request:
    return replace(request, state=State.DENIED, why=Why.DENIED, decided_by=_ADA)


def _with_facts(request: Request) -> Request:
    facts = Brief(
        _ATTESTED,
        phones=_PHONES,
        replaces=_LIVE,
        account_created=_CREATED,
        earlier_pass=_EARLIER,
    )
    return replace(request, brief=facts)
