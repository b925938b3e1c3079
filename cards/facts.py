"""The lines about a request that several cards share."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot import messages
from bot.domain.life import make_from
from bot.domain.request import Request, State
from bot.messages import deciding, dialogs, existing, labels
from cards import kit, parts

_TO_BE_MADE = frozenset({State.PENDING, State.APPROVED, State.ISSUING})


def terms_lines(request: Request) -> Iterator[kit.Part]:
    """What the pass is like if it was made, or else what was asked for."""
    made = request.made
    if made is None:
        yield from wished_lines(request)
        return
    yield from _kind(made.lifetime, one_time=made.one_time)
    yield parts.time_line(labels.START, made.start)
    yield parts.time_line(labels.END, made.end)


def wished_lines(request: Request) -> Iterator[kit.Part]:
    """What was asked for."""
    yield from _kind(request.terms.lifetime, one_time=request.terms.one_time)
    yield from _wished_start(request, request.terms.start)


def _kind(span: timedelta | None, *, one_time: bool | None) -> Iterator[kit.Part]:
    yield parts.line(labels.LIFETIME, messages.lifetime(span) if span else labels.BY_POLICY)
    yield parts.line(labels.USE, _use(one_time))


def _use(one_time: bool | None) -> str:
    if one_time is None:
        return labels.BY_POLICY
    return labels.ONCE if one_time else labels.SEVERAL_TIMES


def _wished_start(request: Request, start: datetime | None) -> Iterator[kit.Part]:
    if start is None:
        yield parts.line(labels.START, labels.AT_ONCE)
        return
    yield parts.time_line(labels.START, start)
    if request.terms.lifetime is not None:
        yield parts.time_line(labels.END, start + request.terms.lifetime)
    yield from _made_from(request)
    if request.state is State.PENDING:
        yield parts.hint(labels.LATE_START)
    elif request.state in _TO_BE_MADE and start <= request.changed:
        yield parts.hint(labels.START_IS_OVER)


def _made_from(request: Request) -> Iterator[kit.Part]:
    """When the pass is made, where that is not at once."""
    later = make_from(request)
    if request.state is State.APPROVED and later is not None and later > request.changed:
        yield parts.time_line(dialogs.MADE_FROM, later)


def show_until_lines(request: Request) -> Iterator[kit.Part]:
    """How long the approver may take to have the code shown in a dialog."""
    if request.state is State.APPROVED:
        yield parts.time_line(dialogs.SHOW_UNTIL, request.lapses)


def replaces_lines(request: Request) -> Iterator[kit.Part]:
    """The pass that the target has, and what becomes of it."""
    old = request.brief.replaces
    if old is not None:
        since, until = parts.reader_time(old.start), parts.reader_time(old.end)
        words = parts.plain(existing.replaces(old, since, until))
        yield kit.Container(style="warning", items=[words])


def reason_line(request: Request) -> kit.Part:
    return parts.line(labels.REASON, request.reason or labels.NO_REASON)


def note_lines(request: Request) -> Iterator[kit.Part]:
    if request.note:
        yield parts.line(labels.NOTE, request.note)


def votes_lines(request: Request) -> Iterator[kit.Part]:
    """Who has approved while more approvers are needed."""
    if request.state is State.PENDING and request.approvals:
        names = ", ".join(given.by.name for given in request.approvals)
        yield parts.line(labels.APPROVED_BY, names)


def verified_lines(request: Request) -> Iterator[kit.Part]:
    """How it was made sure that the caller is the target."""
    if request.confirmed_by is not None:
        yield parts.line(deciding.CONFIRMED_BY, request.confirmed_by.name)
    how = [deciding.verified(given.how, given.by) for given in request.approvals if given.how]
    if how:
        yield parts.line(deciding.VERIFIED, "; ".join(how))


def known_lines(request: Request) -> Iterator[kit.Part]:
    """What happened a short while ago: facts, from which the approver draws the conclusions."""
    for label, moment in known(request):
        yield parts.time_line(label, moment)


def known(request: Request) -> Iterator[tuple[str, datetime]]:
    """The same, each as a label and a time."""
    if request.brief.account_created is not None:
        yield deciding.ACCOUNT_CREATED, request.brief.account_created
    if request.brief.earlier_pass is not None:
        yield deciding.EARLIER_PASS, request.brief.earlier_pass


def until_lines(request: Request) -> Iterator[kit.Part]:
    if request.state is State.PENDING:
        yield parts.time_line(labels.ANSWER_UNTIL, request.lapses)
