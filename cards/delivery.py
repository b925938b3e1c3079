"""The approver's own message about a pass: it is being made, its code, and what became of it."""

from collections.abc import Iterator

from bot import messages
from bot.domain.form import Verb
from bot.domain.request import Request, State
from bot.domain.views import CodeView
from bot.messages import dialogs, labels
from cards import afterwards, facts, kit, parts
from cards.kit import Json

_LONGEST_IN_EXTRA_LARGE = 14
_SPELLED = "spelled"
_CAN_BE_OPENED = frozenset({State.APPROVED, State.ISSUING})


def delivery(request: Request) -> Json:
    """The message without the code; in its place may be the button that shows it in a dialog."""
    opens = request.in_dialog and request.state in _CAN_BE_OPENED
    show = parts.opens_dialog(dialogs.SHOW_PASS, Verb.SHOW_PASS, request.id)
    return parts.whole(
        _title(request),
        parts.sentence(messages.delivery(request)),
        *afterwards.care_lines(request),
        parts.person_line(labels.TARGET, request.target),
        *(facts.terms_lines(request) if request.made or opens else ()),
        *(facts.show_until_lines(request) if opens else ()),
        parts.line(labels.REQUEST, request.id),
        actions=[show] if opens else list(afterwards.revoking(request)),
    )


def _title(request: Request) -> str:
    if request.state in {State.PENDING, State.APPROVED, State.ISSUING}:
        return labels.MAKING
    if request.state is State.ISSUED:
        return dialogs.RECEIVED_TITLE if request.in_dialog else labels.CODE_HIDDEN
    return messages.title(request)


def code(view: CodeView) -> Json:
    """The one message with a code in it."""
    request = view.request
    return parts.whole(
        labels.CODE,
        parts.sentence(messages.hand_over(request)),
        code_box(view.code),
        *next_steps(request),
        parts.person_line(labels.TARGET, request.target),
        *facts.terms_lines(request),
        parts.line(labels.REQUEST, request.id),
        *_hiding(request),
        actions=[
            parts.button(labels.DONE, Verb.DONE, request.id, style="positive"),
            spell_out(),
        ],
        wide=True,
    )


def spell_out() -> kit.Action:
    return kit.ToggleVisibility(title=labels.SPELL, target_elements=[_SPELLED])


def code_box(secret: str) -> kit.Part:
    size = "ExtraLarge" if len(secret) <= _LONGEST_IN_EXTRA_LARGE else "Large"
    shown = kit.TextRun(text=secret, font_type="Monospace", size=size, weight="Bolder")
    return kit.Container(
        style="emphasis",
        spacing="Medium",
        items=[parts.rich(shown), parts.hint(messages.length(secret)), _spelled(secret)],
    )


def _spelled(secret: str) -> kit.Part:
    """Hidden until asked for: one character a line, so that nobody loses their place."""
    lines = [
        parts.rich(
            kit.TextRun(text=f"{place}.  ", is_subtle=True), kit.TextRun(text=words), spacing="None"
        )
        for place, words in enumerate(messages.spelled(secret), start=1)
    ]
    return kit.Container(id=_SPELLED, is_visible=False, items=lines)


def next_steps(request: Request) -> tuple[kit.Part, ...]:
    one_time = request.made.one_time if request.made else request.terms.one_time
    return (
        parts.plain(messages.how_to_use(one_time=one_time is not False), spacing="Medium"),
        parts.hint(labels.MAY_TAKE_SECONDS),
    )


def _hiding(request: Request) -> Iterator[kit.Part]:
    if request.hide_at is not None:
        yield parts.hint(messages.hidden_at(parts.reader_time(request.hide_at)))
