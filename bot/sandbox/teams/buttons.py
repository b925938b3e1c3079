"""What a Teams client does with a card when a button is clicked: find it, check and fill inputs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.teams.messages import Json


class ClientRefusalError(Exception):
    """The client does not let the person do this; nothing is sent to the bot."""


@dataclass(frozen=True, slots=True)
class Button:
    """An action, and the inputs whose content it sends: those of its card and the cards around."""

    action: Json
    inputs: tuple[Json, ...]

    @property
    def kind(self) -> str:
        return str(self.action["type"])

    @property
    def title(self) -> str:
        return str(self.action.get("title", ""))

    def filled(self, typed: Json) -> Json:
        """Return the action's data with the inputs' content merged in.

        Raise ClientRefusalError if the client would mark an input as wrong.
        """
        if unknown := typed.keys() - {one["id"] for one in self.inputs}:
            raise LookupError(f"the button sends no input {', '.join(sorted(unknown))}")
        content = {one["id"]: _content(one, typed) for one in self.inputs}
        sent = {name: entry for name, entry in content.items() if entry is not None}
        return {**(self.action.get("data") or {}), **sent}


def buttons(card: Json) -> Iterator[Button]:
    """Yield every button of the card, in ShowCards too, as a person reads them."""
    return _buttons(card, ())


def find_button(card: Json | None, title: str, *kinds: str) -> Button:
    """Return the button of one of these kinds ("Action.Execute") with this title.

    An action's fallback counts as its button for clients that know only the fallback's kind.
    """
    present = list(buttons(card or {}))
    known = (one for button in present for one in _versions(button) if one.kind in kinds)
    found = next((one for one in known if one.title == title), None)
    if found is None:
        titles = ", ".join(repr(one.title) for one in present) or "none"
        wanted = f"{title!r} of {' or '.join(kinds)}"
        raise LookupError(f"no button {wanted}; the card's buttons: {titles}")
    if found.action.get("isEnabled") is False:
        raise ClientRefusalError(f"the button {title!r} is disabled")
    return found


def elements(node: Any) -> Iterator[Json]:
    """Yield all elements and actions of a card, but not what lies in its ShowCards."""
    if isinstance(node, list):
        for one in node:
            yield from elements(one)
    elif isinstance(node, dict):
        yield node
        for name, inner in node.items():
            if name not in {"card", "data", "fallback", "refresh"}:
                yield from elements(inner)


def _buttons(card: Json, around: tuple[Json, ...]) -> Iterator[Button]:
    inside = [one for one in elements(card) if one is not card]
    inputs = (*around, *(one for one in inside if str(one.get("type", "")).startswith("Input.")))
    for one in inside:
        kind = str(one.get("type", ""))
        if kind == "Action.ShowCard":
            yield from _buttons(one["card"], inputs)
        elif kind.startswith("Action."):
            yield Button(one, () if one.get("associatedInputs") == "none" else inputs)


def _versions(button: Button) -> Iterator[Button]:
    yield button
    if isinstance(fallback := button.action.get("fallback"), dict):
        yield Button({"title": button.title, **fallback}, button.inputs)


def _content(one: Json, typed: Json) -> Any:
    """Return what the input sends; None if it sends nothing."""
    entry = typed.get(one["id"], _default(one))
    if entry is None or not str(entry):
        if one.get("isRequired"):
            raise ClientRefusalError(one.get("errorMessage") or f"{one['id']} is required")
        return "" if one["type"] == "Input.Text" else None
    if not _fits(one, entry):
        raise ClientRefusalError(one.get("errorMessage") or f"{one['id']} does not take {entry!r}")
    return entry


def _default(one: Json) -> Any:
    if one["type"] == "Input.Toggle":
        return one.get("value", one.get("valueOff", "false"))
    return one.get("value")


def _fits(one: Json, entry: Any) -> bool:
    match one["type"]:
        case "Input.Text":
            return re.search(one.get("regex") or "", str(entry)) is not None and (
                len(str(entry)) <= one.get("maxLength", len(str(entry)))
            )
        case "Input.Number":
            number = float(entry)
            return bool(one.get("min", number) <= number <= one.get("max", number))
        case "Input.Date" | "Input.Time":
            return bool(one.get("min", entry) <= entry <= one.get("max", entry))
        case "Input.Toggle":
            return entry in {one.get("valueOn", "true"), one.get("valueOff", "false")}
        case "Input.ChoiceSet":
            return _is_offered(one, str(entry))
        case kind:
            raise LookupError(f"Teams knows no {kind}")


def _is_offered(one: Json, entry: str) -> bool:
    # A people picker looks its choices up in the directory, so any object id may come.
    if "choices.data" in one:
        return True
    offered = {choice["value"] for choice in one.get("choices", ())}
    chosen = entry.split(",") if one.get("isMultiSelect") else [entry]
    return set(chosen) <= offered
