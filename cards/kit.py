"""The adaptivecards library, completed: what version 1.5 of cards has and the library lacks.

Its own elements drop a misspelt property in silence and mix two ways of writing names. Here every
property of the JSON is an argument in snake_case (`is_subtle` for `isSubtle`, `choices_data` for
`choices.data`), an unknown one is an error, and None leaves a property out.
Source: https://adaptivecards.io/schemas/adaptive-card.json
"""

import json
import re
from functools import cache
from typing import Any

from adaptivecards import adaptivecard, containers, elements
from adaptivecards.baseobject import AdaptiveCardJSONEncoder, BareObject, Element, PropertyType

from bot.messages.language import Sentence, spoken

Json = dict[str, Any]


class Part:
    """Anything on a card, mixed into the library's classes: it says no to unknown properties."""

    def __init__(self, **properties: object) -> None:
        super().__init__()
        known = self._properties()
        for name, value in properties.items():
            if name not in known:
                raise TypeError(f"{type(self).__name__} has no property {name}")
            if value is not None:
                setattr(self, known[name], _said(value))

    @classmethod
    @cache
    def _properties(cls) -> dict[str, str]:
        """The attribute for each property, by the name of its JSON in snake_case."""
        return {
            _snake_case(declared.key_name): attribute
            for part in cls.__mro__
            for attribute, declared in vars(part).items()
            if isinstance(declared, PropertyType)
        }

    def __repr__(self) -> str:
        """No contents, since a card may hold a code."""
        return f"<{type(self).__name__}>"


def _said(value: object) -> object:
    """The value with all sentences in the language that is spoken now."""
    match value:
        case Sentence():
            return str(value)
        case list():
            return [_said(each) for each in value]
        case dict():
            return {key: _said(each) for key, each in value.items()}
        case _:
            return value


def _snake_case(key: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", key).replace(".", "_")


# Elements


class TextBlock(Part, elements.TextBlock):
    style = PropertyType(str)


class TextRun(Part, elements.TextRun):
    pass


class RichTextBlock(Part, elements.RichTextBlock):
    pass


class Container(Part, containers.Container):
    pass


class ColumnSet(Part, containers.ColumnSet):
    pass


class Column(Part, containers.Column):
    pass


# Inputs


class Input(Part, Element):
    label = PropertyType(str)
    is_required = PropertyType(bool, "isRequired")
    error_message = PropertyType(str, "errorMessage")
    placeholder = PropertyType(str)
    value = PropertyType(str)


class TextInput(Input):
    element_type = "Input.Text"
    is_multiline = PropertyType(bool, "isMultiline")
    max_length = PropertyType(int, "maxLength")


class DateInput(Input):
    element_type = "Input.Date"


class TimeInput(Input):
    element_type = "Input.Time"


class ChoiceSetInput(Input):
    element_type = "Input.ChoiceSet"
    choices = PropertyType(list)
    choices_data = PropertyType(dict, "choices.data")
    style = PropertyType(str)
    wrap = PropertyType(bool)


class ToggleInput(Input):
    element_type = "Input.Toggle"
    title = PropertyType(str)


# Actions


class Action(Part, BareObject):
    element_type = "Action"
    title = PropertyType(str)
    style = PropertyType(str)
    fallback = PropertyType(BareObject)

    def __init__(self, **properties: object) -> None:
        super().__init__(**properties)
        self.set_data("type", self.element_type)


class Execute(Action):
    element_type = "Action.Execute"
    verb = PropertyType(str)
    data = PropertyType(dict)


class Submit(Action):
    element_type = "Action.Submit"
    data = PropertyType(dict)


class ShowCard(Action):
    element_type = "Action.ShowCard"
    card = PropertyType(BareObject)


class ToggleVisibility(Action):
    element_type = "Action.ToggleVisibility"
    target_elements = PropertyType(list, "targetElements")


class Card(Part, adaptivecard.AdaptiveCard):
    version = PropertyType(str)
    msteams = PropertyType(dict)

    def __init__(self, **properties: object) -> None:
        super().__init__(version="1.5", lang=spoken(), **properties)

    def as_dict(self) -> Json:
        """The whole card as plain JSON; the library's own `render` stops at the first level."""
        # The library's own text is indented, which Python's fast encoder does not do.
        card: Json = json.loads(json.dumps(self, sort_keys=True, cls=AdaptiveCardJSONEncoder))
        return card
