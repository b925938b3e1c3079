"""The form for a pass: the same wishes as `/tap` with options, filled in."""

from collections.abc import Iterator

from bot import messages
from bot.domain.form import Field, Filled, Use, Verb
from bot.domain.refusals import PassesDisabled, Refusal
from bot.domain.terms import Policy
from bot.messages import labels
from cards import kit, parts
from cards.kit import Json

LONGEST_REASON = 500


def request_form(
    filled: Filled | None = None,
    problem: Refusal | None = None,
    policy: Policy | None = None,
    *,
    in_dialog: bool = False,
) -> Json:
    """The form as far as it is filled in, under what was wrong with it the last time.

    `policy` is what the tenant permits, None where that is not known. `in_dialog`: a dialog sends
    with Action.Submit only.
    """
    filled = filled or Filled()
    if problem is None and policy is not None and not policy.enabled:
        problem = PassesDisabled()
    send = parts.submit if in_dialog else parts.button
    return parts.whole(
        labels.FORM,
        *_problem(problem),
        parts.plain(labels.FORM_INTRO),
        *_target(filled),
        *_lifetime(filled, policy),
        _use(filled, policy),
        _start(filled),
        _reason(filled),
        actions=[send(labels.ASK, Verb.REQUEST, style="positive")],
    )


def _problem(problem: Refusal | None) -> Iterator[kit.Part]:
    if problem is not None:
        label = kit.TextRun(text=f"{labels.PROBLEM} ", weight="Bolder")
        words = parts.rich(label, kit.TextRun(text=parts.breakable(messages.refusal(problem))))
        yield kit.Container(style="warning", items=[words])


def _target(filled: Filled) -> tuple[kit.Part, ...]:
    return (
        kit.TextInput(
            id=Field.TARGET.value,
            label=labels.INPUT_TARGET,
            placeholder=labels.HINT_TARGET,
            value=filled.target or None,
        ),
        kit.ChoiceSetInput(
            id=Field.PERSON.value,
            label=labels.INPUT_PERSON,
            placeholder=labels.HINT_PERSON,
            choices=[],
            choices_data={"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
            value=filled.person or None,
        ),
    )


def _lifetime(filled: Filled, policy: Policy | None) -> Iterator[kit.Part]:
    yield kit.TextInput(
        id=Field.LIFETIME.value,
        label=labels.INPUT_LIFETIME,
        placeholder=labels.HINT_LIFETIME,
        value=filled.lifetime or None,
    )
    if policy is not None:
        yield parts.hint(messages.permitted(policy))


def _use(filled: Filled, policy: Policy | None) -> kit.Part:
    once_only = policy is not None and policy.one_time_only
    titles = {Use.DEFAULT: labels.ONCE_BY_POLICY} if once_only else labels.USES
    # What was chosen stays to be seen, so that it is refused in words and never dropped.
    offered = {filled.use: labels.USES[filled.use]} | dict(titles)
    return kit.ChoiceSetInput(
        id=Field.USE.value,
        label=labels.INPUT_USE,
        choices=[{"title": offered[use], "value": use.value} for use in Use if use in offered],
        value=filled.use.value,
    )


def _start(filled: Filled) -> kit.Part:
    date = kit.DateInput(id=Field.DATE.value, label=labels.INPUT_DATE, value=filled.date or None)
    time = kit.TimeInput(id=Field.TIME.value, label=labels.INPUT_TIME, value=filled.time or None)
    columns = [kit.Column(width="stretch", items=[each]) for each in (date, time)]
    return kit.ColumnSet(columns=columns)


def _reason(filled: Filled) -> kit.Part:
    return kit.TextInput(
        id=Field.REASON.value,
        label=labels.INPUT_REASON,
        placeholder=labels.HINT_REASON,
        is_multiline=True,
        max_length=LONGEST_REASON,
        value=filled.reason or None,
    )
