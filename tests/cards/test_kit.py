from typing import Any

import pytest

from cards import kit


@pytest.mark.parametrize(
    "name", ["isVisible", "is_visibel", "wrpa", "visible", "_data", "version_", ""]
)
def test_a_property_that_is_not_there_is_an_error(name: str) -> None:
    with pytest.raises(TypeError, match="TextBlock has no property"):
        kit.TextBlock(text="Hello", **{name: True})


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        (kit.TextBlock, {"wrap": "yes"}),
        (kit.TextInput, {"max_length": "300"}),
        (kit.Execute, {"fallback": "drop"}),
        (kit.Card, {"body": "Hello"}),
    ],
)
def test_a_value_of_the_wrong_type_is_an_error(
    part: type[kit.Part], wrong: dict[str, object]
) -> None:
    with pytest.raises(TypeError):
        part(**wrong)


def test_none_leaves_a_property_out() -> None:
    card = kit.Card(body=[kit.TextBlock(text="Hello", style=None)], speak=None)

    assert card.as_dict()["body"] == [{"type": "TextBlock", "text": "Hello"}]
    assert "speak" not in card.as_dict()


def test_names_become_those_of_the_json() -> None:
    picker: Any = kit.ChoiceSetInput(is_required=True, choices_data={"type": "Data.Query"})

    assert picker.render() == {
        "type": "Input.ChoiceSet",
        "isRequired": True,
        "choices.data": {"type": "Data.Query"},
    }


def test_a_card_is_plain_json_down_to_its_last_level() -> None:
    inner = kit.Card(body=[kit.TextInput(id="note")])

    card = kit.Card(actions=[kit.ShowCard(title="Deny", card=inner)]).as_dict()

    assert card["actions"][0]["card"]["body"] == [{"type": "Input.Text", "id": "note"}]


def test_two_cards_share_nothing() -> None:
    kit.Card(speak="One")

    assert "speak" not in kit.Card().as_dict()


def test_a_part_does_not_show_its_contents_in_a_log() -> None:
    assert repr(kit.TextRun(text="Rm!2_a*b")) == "<TextRun>"
