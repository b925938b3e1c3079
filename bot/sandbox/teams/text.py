"""Cards and chats as text for a terminal or a file, about as a person sees them in Teams."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.sandbox.teams.activities import TIME_ZONE
from bot.sandbox.teams.messages import Json, Message

CARD_WIDTH = 64
_MOMENT = re.compile(r"\{\{(DATE|TIME)\(([^,)]+)(?:,\s*(\w+))?\)\}\}")
_MARKDOWN = re.compile(r"\*\*(?P<bold>.+?)\*\*|\b_(?P<italic>.+?)_\b|\[(?P<link>.+?)\]\(.+?\)")
_DATES = {"SHORT": "%a, %d %b %Y", "LONG": "%A, %d %B %Y"}
_COLOURS = {"good": "green", "warning": "yellow", "attention": "red", "accent": "blue"}


def chat_as_text(
    title: str, messages: Sequence[Message], names: Mapping[str, str]
) -> RenderableType:
    """Return the messages under a title; `names` has the name of each sender."""
    written = [part for one in messages for part in _message(one, names[one.sender])]
    return Group(Rule(title, align="left"), *(written or [Text("Nothing yet.")]))


def card_as_text(card: Json) -> RenderableType:
    """Return the card in a frame; what it hides is left out."""
    parts = [*_elements(card.get("body")), *_buttons(card.get("actions"))]
    return Panel(Group(*parts), box=box.ROUNDED, width=CARD_WIDTH)


def _message(message: Message, name: str) -> Iterator[RenderableType]:
    marks = [mark for mark, is_so in _marks(message) if is_so]
    local = message.sent_at.astimezone(ZoneInfo(TIME_ZONE))
    yield Text.assemble((name, "bold"), (f"  {' · '.join([f'{local:%H:%M}', *marks])}", "dim"))
    if message.deleted:
        yield Text("  This message has been deleted.", "italic dim")
    if message.text:
        yield Padding(Text(re.sub(r"</?at>", "", message.text)), (0, 0, 0, 2), expand=False)
    if message.card is not None:
        yield Padding(card_as_text(message.card), (0, 0, 0, 2), expand=False)
    yield Text()


def _marks(message: Message) -> tuple[tuple[str, bool], ...]:
    return (
        ("edited", message.edited and not message.deleted),
        ("only you can see this", message.targeted_to is not None),
    )


def _elements(elements: Sequence[Json] | None) -> Iterator[RenderableType]:
    for one in elements or ():
        if one.get("isVisible", True):
            yield from _element(one)


def _element(one: Json) -> Iterator[RenderableType]:
    match one["type"]:
        case "TextBlock":
            yield _markdown(_moments(one["text"]), _style(one))
        case "RichTextBlock":
            yield Text.assemble(*(_run(run) for run in one["inlines"]))
        case "FactSet":
            yield _grid([[f"{fact['title']}", fact["value"]] for fact in one["facts"]])
        case "Container" | "Column" | "TableCell":
            yield from _elements(one.get("items"))
        case "ColumnSet":
            yield _side_by_side(one.get("columns", []))
        case "Table":
            yield from (_side_by_side(row["cells"]) for row in one.get("rows", []))
        case "ActionSet":
            yield from _buttons(one.get("actions"))
        case "Image":
            yield Text(f"({one.get('altText') or 'picture'})", "dim")
        case kind if kind.startswith("Input."):
            yield _input(one)
        case kind:
            yield Text(f"({kind})", "dim")


def _buttons(actions: Sequence[Json] | None) -> Iterator[RenderableType]:
    """Yield the buttons on one line; Teams shows what a ShowCard holds once it is clicked."""
    if actions:
        yield Text("  ".join(f"[ {one.get('title', '')} ]" for one in actions), "bold")


def _side_by_side(columns: Sequence[Json]) -> RenderableType:
    shown = [one for one in columns if one.get("isVisible", True)]
    grid = Table.grid(padding=(0, 2))
    grid.add_row(*(Group(*_elements(one.get("items"))) for one in shown))
    return grid


def _grid(rows: Sequence[Sequence[str]]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for title, content in rows:
        grid.add_row(Text(title, "bold"), _markdown(_moments(content), ""))
    return grid


def _input(one: Json) -> RenderableType:
    star = " *" if one.get("isRequired") else ""
    if one["type"] == "Input.Toggle":
        is_on = one.get("value") == one.get("valueOn", "true")
        return Text(f"[{'x' if is_on else ' '}] {one.get('title', '')}{star}")
    label = f"{one.get('label') or one['id']}{star}: "
    if choices := one.get("choices"):
        chosen = str(one.get("value", "")).split(",")
        offered = (f"({'•' if c['value'] in chosen else ' '}) {c['title']}" for c in choices)
        return Text(label + "  ".join(offered))
    if (content := one.get("value")) is not None:
        return Text(f"{label}[{content}]")
    return Text.assemble(label, (f"[{one.get('placeholder', '')}]", "dim"))


def _run(run: Json | str) -> tuple[str, str]:
    if isinstance(run, str):
        return run, ""
    return _moments(run["text"]), _style(run)


def _style(one: Json) -> str:
    is_bold = str(one.get("weight")).lower() == "bolder" or one.get("style") == "heading"
    parts = (
        "bold" if is_bold else "",
        "dim" if one.get("isSubtle") else "",
        "italic" if one.get("italic") else "",
        "strike" if one.get("strikethrough") else "",
        _COLOURS.get(str(one.get("color")).lower(), ""),
    )
    return " ".join(part for part in parts if part)


def _markdown(words: str, style: str) -> Text:
    """Return the text with the Markdown that Teams understands in a TextBlock or a fact."""
    text = Text(style=style)
    plain = _MARKDOWN.split(words)[:: _MARKDOWN.groups + 1]
    for before, found in zip_longest(plain, _MARKDOWN.finditer(words)):
        text.append(before)
        if found is not None:
            kind = str(found.lastgroup)
            text.append(found[kind], "underline" if kind == "link" else kind)
    return text


def _moments(words: str) -> str:
    """Write {{DATE(…)}} and {{TIME(…)}} out in the reader's time zone, as Teams does."""
    return _MOMENT.sub(_moment, words)


def _moment(found: re.Match[str]) -> str:
    what, moment, form = found.groups()
    local = datetime.fromisoformat(moment.strip()).astimezone(ZoneInfo(TIME_ZONE))
    return local.strftime("%H:%M" if what == "TIME" else _DATES.get(form or "", "%d/%m/%Y"))
