"""What approvers, and the approvals conversation, see of one request: the question, its outcome."""

from collections.abc import Iterator

from bot import messages
from bot.domain.confirming import waits_for_manager
from bot.domain.demands import How, Verify
from bot.domain.form import Field, Verb
from bot.domain.request import Request, State
from bot.domain.views import View
from bot.messages import deciding, labels
from cards import afterwards, facts, kit, parts
from cards.kit import Json

LONGEST_NOTE = 300


def approval(view: View) -> Json:
    request = view.request
    if request.state is State.PENDING:
        return _question(view)
    return decided(request, *afterwards.revoking(request))


def _question(view: View) -> Json:
    request = view.request
    return parts.whole(
        labels.TO_APPROVE,
        parts.sentence(messages.asks(request)),
        *refused_lines(view),
        *_manager(request),
        *_people(request),
        *facts.terms_lines(request),
        *facts.known_lines(request),
        *before_lines(view),
        *facts.votes_lines(request),
        *facts.verified_lines(request),
        *facts.until_lines(request),
        parts.line(labels.REQUEST, request.id),
        *reader_lines(view),
        *_verifying(view),
        actions=list(_actions(view)),
    )


def decided(request: Request, *actions: kit.Action) -> Json:
    """What became of it, as everybody sees it who was asked."""
    return parts.whole(
        messages.title(request),
        parts.sentence(messages.account(request)),
        *afterwards.care_lines(request),
        *facts.note_lines(request),
        *_people(request),
        *facts.terms_lines(request),
        *facts.verified_lines(request),
        parts.line(labels.REQUEST, request.id),
        actions=actions,
    )


def can_approve(view: View, request: Request) -> bool:
    """Whether approving is of any use to this reader now."""
    undecided = request.state is State.PENDING and not waits_for_manager(request)
    return undecided and not has_voted(view, request) and request.target.id != view.reader


def has_voted(view: View, request: Request) -> bool:
    return any(given.by.id == view.reader for given in request.approvals)


def refused_lines(view: View) -> Iterator[kit.Part]:
    """What a click on this card has just been refused."""
    if view.refused:
        yield parts.warning(*(deciding.of_one(request, why) for request, why in view.refused))


def before_lines(view: View) -> Iterator[kit.Part]:
    if view.approved_before:
        requester = view.request.requester
        yield parts.sentence(deciding.approved_before(view.approved_before, requester))


def reader_lines(view: View) -> Iterator[kit.Part]:
    """How many have to approve, and why the reader is one of them."""
    needed = view.request.brief.demands.approvals
    if needed > 1:
        yield parts.hint(deciding.approvals_needed(needed))
    if view.reader is not None:
        yield parts.subtle(deciding.why_asked(view.request, view.reader))


def how_input(*, can_call_back: bool) -> kit.Part:
    """Not required by the card, which would keep a denial back too; the bot asks for it."""
    left_out = set() if can_call_back else {How.CALLED_BACK}
    return kit.ChoiceSetInput(
        id=Field.HOW.value,
        label=deciding.INPUT_HOW,
        style="expanded",
        wrap=True,
        choices=[
            {"title": words, "value": how.value}
            for how, words in deciding.HOWS.items()
            if how not in left_out
        ],
    )


def approve_button(request_id: str) -> kit.Action:
    return parts.button(labels.APPROVE, Verb.APPROVE, request_id, style="positive")


def deny_button(request_id: str) -> kit.Action:
    """Between its two clicks is a note for the requester."""
    note = kit.TextInput(
        id=Field.NOTE.value,
        label=labels.INPUT_NOTE,
        placeholder=labels.HINT_NOTE,
        is_multiline=True,
        max_length=LONGEST_NOTE,
    )
    return parts.twice(labels.DENY, labels.DENY_NOW, Verb.DENY, request_id, note)


def _manager(request: Request) -> Iterator[kit.Part]:
    if waits_for_manager(request):
        words = parts.sentence(deciding.waits_for_manager(request))
        yield kit.Container(style="warning", items=[words])


def _verifying(view: View) -> Iterator[kit.Part]:
    request = view.request
    if has_voted(view, request):
        yield parts.plain(deciding.VOTED)
        return
    if request.brief.demands.verify is Verify.ATTESTED and can_approve(view, request):
        phones = request.brief.phones
        yield parts.line(deciding.PHONES, ", ".join(phones) or deciding.NO_PHONES)
        yield how_input(can_call_back=bool(phones))
    else:
        yield parts.hint(labels.MAKE_SURE)
    yield from facts.replaces_lines(request)


def _actions(view: View) -> Iterator[kit.Action]:
    if can_approve(view, view.request):
        yield approve_button(view.request.id)
    yield deny_button(view.request.id)


def _people(request: Request) -> tuple[kit.Part, ...]:
    return (
        parts.person_line(labels.TARGET, request.target),
        parts.person_line(labels.REQUESTER, request.requester),
        facts.reason_line(request),
    )
