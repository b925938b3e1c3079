"""Ways through a card's JSON for the tests of cards."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def parts(node: Any) -> Iterator[Json]:
    """Every object of the card that has a type, the card itself included."""
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for child in node.values():
            yield from parts(child)
    elif isinstance(node, list):
        for child in node:
            yield from parts(child)


def of_type(cards: Json | list[Json], start: str) -> list[Json]:
    """The parts of one card, or of several, whose type begins with `start`."""
    return [part for part in parts(cards) if part["type"].startswith(start)]


def texts(node: Any) -> Iterator[str]:
    """Every string of the card, wherever it stands."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for child in node.values():
            yield from texts(child)
    elif isinstance(node, list):
        for child in node:
            yield from texts(child)


def shown(card: Json) -> str:
    """What a person reads on the card, in one piece."""
    runs = [part["text"] for part in parts(card) if part["type"] in {"TextRun", "TextBlock"}]
    return " ".join(runs).replace("\u200b", "")
