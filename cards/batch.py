"""Several requests on one card, a line for each: to be ticked and decided, or to be followed."""

from collections.abc import Iterator, Sequence

from bot import messages
from bot.domain.confirming import waits_for_manager
from bot.domain.demands import Verify
from bot.domain.form import ROW_OF, TICKED, Verb
from bot.domain.people import Person
from bot.domain.request import CAN_TRY_AGAIN, LIVE, Request, State
from bot.domain.views import View
from bot.messages import deciding, labels
from bot.messages.quoting import short
from cards import approval, facts, kit, parts
from cards.kit import Json

_UNTICKED = "false"
# A name, or an address, is cut where twenty of them would make the card too large.
_LONGEST = 48
_CAME_TO_NOTHING = frozenset(
    {State.DENIED, State.CANCELLED, State.LAPSED, State.FAILED, State.REVOKED}
)


def to_decide(view: View) -> Json:
    """For approvers, and the approvals conversation."""
    rows = _by_name(view)
    still_open = [each for each in rows if each.state is State.PENDING]
    if not still_open:
        return _followed(view, [parts.person_line(labels.REQUESTER, view.request.requester)])
    first = still_open[0]
    return parts.whole(
        deciding.TO_APPROVE_SEVERAL,
        parts.sentence(deciding.asks_for_several(first.requester, len(rows))),
        *approval.refused_lines(view),
        *(_row(view, each, place) for place, each in enumerate(still_open, start=1)),
        *(part for each in rows if each not in still_open for part in _state_row(each)),
        parts.person_line(labels.REQUESTER, first.requester),
        facts.reason_line(first),
        *facts.wished_lines(first),
        *approval.before_lines(view),
        *facts.until_lines(first),
        parts.line(labels.REQUEST, view.request.id),
        *approval.reader_lines(view),
        *_verifying(view, still_open),
        actions=list(_actions(view, still_open)),
    )


def asked_for(view: View) -> Json:
    """For the requester."""
    is_over = all(each.state not in LIVE for each in view.batch)
    in_vain = any(each.state in CAN_TRY_AGAIN for each in view.batch)
    again = parts.button(deciding.TRY_ALL_AGAIN, Verb.TRY_ALL_AGAIN, view.request.id)
    return _followed(view, [], [again] if is_over and in_vain else [])


def _followed(view: View, about: Sequence[kit.Part], actions: Sequence[kit.Action] = ()) -> Json:
    rows = _by_name(view)
    states = {each.state for each in rows}
    pending = next((each for each in rows if each.state is State.PENDING), None)
    return parts.whole(
        messages.title(view.request) if len(states) == 1 else deciding.SEVERAL,
        *approval.refused_lines(view),
        *(part for each in rows for part in _state_row(each)),
        *about,
        facts.reason_line(view.request),
        *facts.wished_lines(pending or view.request),
        *(facts.until_lines(pending) if pending else ()),
        parts.line(labels.REQUEST, view.request.id),
        actions=actions,
    )


def _by_name(view: View) -> list[Request]:
    return sorted(view.batch, key=lambda one: (one.target.name.casefold(), one.id))


def _row(view: View, request: Request, place: int) -> kit.Part:
    name = parts.rich(*_named(request.target))
    if request.target.id == view.reader:
        return _beside(None, [name, parts.hint(deciding.OWN_ROW)])
    return _beside(_tick(view, request, place), [name, *_about(view, request)])


def _tick(view: View, request: Request, place: int) -> kit.Part:
    """Whom the reader can only deny is not ticked from the start.

    The names stand beside it, since the words of a tick may be read as Markdown.
    """
    ticked = approval.can_approve(view, request)
    return kit.ToggleInput(
        id=f"{ROW_OF}{request.id}",
        title=str(place),
        value=TICKED if ticked else _UNTICKED,
    )


def _about(view: View, request: Request) -> Iterator[kit.Part]:
    if request.brief.demands.verify is Verify.ATTESTED:
        phones = ", ".join(request.brief.phones) or deciding.NO_PHONES
        yield parts.line(deciding.PHONES, phones)
    if waits_for_manager(request):
        yield parts.subtle(deciding.waits_in_row(request))
    if approval.has_voted(view, request):
        yield parts.hint(deciding.VOTED_ROW)
    else:
        yield from facts.votes_lines(request)
    yield from facts.verified_lines(request)
    yield from _known(request)


def _known(request: Request) -> Iterator[kit.Part]:
    """One block for all that is known, or twenty people would make the card too large."""
    known = [parts.time_text(label, moment) for label, moment in facts.known(request)]
    if request.brief.replaces is not None:
        known.append(parts.time_text(deciding.LIVE_PASS, request.brief.replaces.end))
    if known:
        yield parts.plain("\n\n".join(known))


def _beside(tick: kit.Part | None, items: list[kit.Part]) -> kit.Part:
    columns = [kit.Column(width="stretch", items=items)]
    if tick is not None:
        columns.insert(0, kit.Column(width="auto", items=[tick]))
    return kit.ColumnSet(columns=columns, spacing="Medium")


def _named(person: Person) -> tuple[kit.TextRun, kit.TextRun]:
    name, upn = short(person.name, _LONGEST), short(person.upn, _LONGEST)
    return (
        kit.TextRun(text=parts.breakable(name), weight="Bolder"),
        kit.TextRun(text=f" {parts.breakable(upn)}", is_subtle=True),
    )


def _state_row(request: Request) -> Iterator[kit.Part]:
    """What became of it, and the id by which it is asked for."""
    yield parts.rich(*_named(request.target), spacing="Medium")
    yield parts.rich(
        kit.TextRun(text=messages.state(request)),
        kit.TextRun(text=f" \N{MIDDLE DOT} {request.id}", is_subtle=True),
        spacing="None",
    )
    if request.state in _CAME_TO_NOTHING:
        yield parts.subtle(messages.why(request))


def _verifying(view: View, still_open: list[Request]) -> Iterator[kit.Part]:
    approvable = [each for each in still_open if approval.can_approve(view, each)]
    asks = [each for each in approvable if each.brief.demands.verify is Verify.ATTESTED]
    if asks:
        yield approval.how_input(can_call_back=any(each.brief.phones for each in asks))
        yield parts.hint(f"{deciding.UNTICKED_STAYS} {labels.REPLACES}")
    else:
        yield parts.hint(f"{deciding.UNTICKED_STAYS} {labels.MAKE_SURE} {labels.REPLACES}")


def _actions(view: View, still_open: list[Request]) -> Iterator[kit.Action]:
    if any(approval.can_approve(view, each) for each in still_open):
        yield approval.approve_button(view.request.id)
    if any(each.target.id != view.reader for each in still_open):
        yield approval.deny_button(view.request.id)
