"""What cards are put together from: headings, sentences, lines, buttons, and the card itself.

What somebody typed, and what the directory says, goes into text runs, where it cannot act as
Markdown. Text blocks hold our own words and times, which Teams writes in the reader's zone.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.form import Field, Verb
from bot.domain.people import Person
from bot.messages import labels
from cards import kit
from cards.kit import Json

_LONG_WORD = re.compile(r"\S{31,}")
_BREAK_EVERY = 20
_FITS_ON_A_LINE = 60
_ZERO_WIDTH_SPACE = "\u200b"


def whole(
    title: str, *body: kit.Part, actions: Sequence[kit.Action] = (), wide: bool = False
) -> Json:
    """A card under its heading. What is read aloud, or shown by old clients, is the heading."""
    return kit.Card(
        body=[heading(title), *body],
        actions=list(actions) or None,
        fallback_text=f"{title}. {labels.TOO_OLD}",
        speak=title,
        msteams={"width": "Full"} if wide else None,
    ).as_dict()


def heading(text: str) -> kit.Part:
    return kit.TextBlock(text=text, style="heading", size="Large", weight="Bolder", wrap=True)


def subheading(text: str) -> kit.Part:
    return kit.TextBlock(text=text, weight="Bolder", wrap=True, spacing="Medium")


def plain(text: str, spacing: str = "Small") -> kit.Part:
    """Our own words."""
    return kit.TextBlock(text=text, wrap=True, spacing=spacing)


def hint(text: str) -> kit.Part:
    """Our own words, in the background."""
    return kit.TextBlock(text=text, is_subtle=True, wrap=True, spacing="Small")


def sentence(text: str) -> kit.Part:
    """Words that may hold a name, or something typed."""
    return rich(kit.TextRun(text=breakable(text)))


def subtle(text: str) -> kit.Part:
    """Words in the background that may hold a name, or something typed."""
    return rich(kit.TextRun(text=breakable(text), is_subtle=True))


def rich(*runs: kit.TextRun, spacing: str = "Small") -> kit.Part:
    return kit.RichTextBlock(inlines=list(runs), spacing=spacing)


def line(label: str, text: str) -> kit.Part:
    """A fact that may hold something typed."""
    return _labelled(label, kit.TextRun(text=breakable(text)))


def person_line(label: str, person: Person) -> kit.Part:
    """Name and UPN. People copy the UPN, so it is broken only where part of it would be cut off."""
    upn = person.upn if len(person.upn) <= _FITS_ON_A_LINE else breakable(person.upn)
    return _labelled(
        label,
        kit.TextRun(text=f"{breakable(person.name)}, "),
        kit.TextRun(text=upn, is_subtle=True),
    )


def warning(*texts: str) -> kit.Part:
    """What was wrong with what somebody did; a sentence may hold a name, or something typed."""
    first, *others = texts
    label = kit.TextRun(text=f"{labels.PROBLEM} ", weight="Bolder")
    words = [rich(label, kit.TextRun(text=breakable(first))), *map(sentence, others)]
    return kit.Container(style="warning", items=words)


def typed_line(typed: str, meaning: str) -> kit.Part:
    """Something to type, exactly as it stands there, and what it does."""
    return rich(
        kit.TextRun(text=typed, font_type="Monospace"),
        kit.TextRun(text=f"\N{EM SPACE}{meaning}", is_subtle=True),
    )


def _labelled(label: str, *runs: kit.TextRun) -> kit.Part:
    return rich(kit.TextRun(text=f"{_labelling(label)} ", weight="Bolder"), *runs)


def _labelling(label: str) -> str:
    return labels.LABELLED.format(label=label)


def time_line(label: str, moment: datetime) -> kit.Part:
    """A fact that is a time, in the reader's zone."""
    return kit.TextBlock(text=time_text(label, moment), wrap=True, spacing="Small")


def time_text(label: str, moment: datetime) -> str:
    """The same as text; for text blocks only."""
    return f"**{_labelling(label)}** {reader_time(moment)}"


def reader_time(moment: datetime) -> str:
    """A time that Teams writes in the reader's zone; for text blocks only."""
    stamp = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"{{{{DATE({stamp}, SHORT)}}}}, {{{{TIME({stamp})}}}}"


def button(
    title: str, verb: Verb, request_id: str | None = None, style: str | None = None
) -> kit.Action:
    """A button that carries its verb and a request id, and nothing else."""
    fallback = submit(title, verb, request_id, style)
    return kit.Execute(
        title=title, verb=verb.value, data=_data(verb, request_id), style=style, fallback=fallback
    )


def submit(
    title: str, verb: Verb, request_id: str | None = None, style: str | None = None
) -> kit.Action:
    """The same for dialogs, and for clients that do not know Action.Execute."""
    return kit.Submit(title=title, data=_data(verb, request_id), style=style)


def twice(title: str, really: str, verb: Verb, request_id: str, *between: kit.Part) -> kit.Action:
    """A button that takes a second click, with what is `between` the two."""
    now = button(really, verb, request_id, style="destructive")
    return kit.ShowCard(title=title, card=kit.Card(body=[*between], actions=[now]))


def opens_dialog(title: str, verb: Verb, request_id: str) -> kit.Action:
    """A button whose answer is a dialog. Source: Teams, "Dialogs in bots", task/fetch."""
    data = {"msteams": {"type": "task/fetch"}} | _data(verb, request_id)
    return kit.Submit(title=title, data=data, style="positive")


def _data(verb: Verb, request_id: str | None) -> Json:
    named = {} if request_id is None else {Field.REQUEST_ID.value: request_id}
    return {Field.VERB.value: verb.value, **named}


def breakable(text: str) -> str:
    """The text with places where a very long word may break, so that it stays inside its card."""
    return _LONG_WORD.sub(lambda word: _broken(word[0]), str(text))


def _broken(word: str) -> str:
    return _ZERO_WIDTH_SPACE.join(
        word[start : start + _BREAK_EVERY] for start in range(0, len(word), _BREAK_EVERY)
    )
