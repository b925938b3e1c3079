"""What holds for every card in every state."""

import json
from importlib.resources import files

import pytest
from jsonschema_rs import Draft6Validator

from bot.domain.form import Field, Verb
from bot.messages.language import LANGUAGES
from cards.samples import samples, samples_in_every_language
from tests.cards.walk import Json, of_type, parts

_SCHEMA = files("adaptive_cards").joinpath("schemas/schema-1.6.json").read_text()
OFFICIAL = Draft6Validator(json.loads(_SCHEMA))
ALL = samples_in_every_language()
every_card = pytest.mark.parametrize("card", ALL.values(), ids=ALL.keys())


@every_card
def test_follows_the_official_schema(card: Json) -> None:
    """Teams also takes two things that this copy of the schema does not know."""
    plain = json.loads(json.dumps(card))
    plain.pop("msteams", None)
    for choice_set in of_type(plain, "Input.ChoiceSet"):
        choice_set.pop("choices.data", None)

    assert [problem.message for problem in OFFICIAL.iter_errors(plain)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_says_its_language(language: str) -> None:
    assert {card["lang"] for card in samples(language).values()} == {language}


@every_card
def test_says_its_version_and_heading(card: Json) -> None:
    assert card["version"] == "1.5"
    assert [part["text"] for part in parts(card) if part.get("style") == "heading"] == [
        card["speak"]
    ]


@every_card
def test_has_no_id_twice(card: Json) -> None:
    ids = [part["id"] for part in parts(card) if "id" in part]

    assert len(ids) == len(set(ids))


@every_card
def test_labels_every_input_and_explains_every_required_one(card: Json) -> None:
    for each in of_type(card, "Input."):
        # A tick's own words stand beside it.
        assert each["title" if each["type"] == "Input.Toggle" else "label"]
        assert each.get("errorMessage") or not each.get("isRequired")


@every_card
def test_titles_every_action(card: Json) -> None:
    assert all(each["title"] for each in of_type(card, "Action."))


@every_card
def test_has_few_actions(card: Json) -> None:
    """Teams hides what comes after the sixth; we want no more than two."""
    assert len(card.get("actions", ())) <= 2


@every_card
def test_wraps_every_text(card: Json) -> None:
    assert all(each["wrap"] for each in of_type(card, "TextBlock"))


@every_card
def test_buttons_carry_a_verb_and_a_request_id_and_nothing_else(card: Json) -> None:
    for each in [*of_type(card, "Action.Execute"), *of_type(card, "Action.Submit")]:
        # What opens a dialog says so to Teams.
        assert each["data"].get("msteams") in (None, {"type": "task/fetch"})
        assert each["data"].keys() <= {Field.VERB, Field.REQUEST_ID, "msteams"}
        assert each["data"][Field.VERB] in set(Verb)


@every_card
def test_old_clients_send_the_same(card: Json) -> None:
    for each in of_type(card, "Action.Execute"):
        assert each["fallback"]["type"] == "Action.Submit"
        assert each["fallback"]["data"] == each["data"]
        assert each["verb"] == each["data"][Field.VERB]


@every_card
def test_toggles_something_that_is_there(card: Json) -> None:
    for each in of_type(card, "Action.ToggleVisibility"):
        assert set(each["targetElements"]) <= {part.get("id") for part in parts(card)}


@every_card
def test_is_far_smaller_than_teams_permits(card: Json) -> None:
    """It takes 28 KB in the strictest place; twenty people on one card come closest to that."""
    assert len(json.dumps(card)) < 28_000


def test_every_verb_has_its_button_and_every_button_its_verb() -> None:
    kinds = ("Action.Execute", "Action.Submit")
    buttons = [each for card in ALL.values() for kind in kinds for each in of_type(card, kind)]

    assert {each["data"][Field.VERB] for each in buttons} == set(Verb)


def test_every_field_of_the_form_has_its_input() -> None:
    inputs = {
        each["id"].partition("-")[0] for card in ALL.values() for each in of_type(card, "Input.")
    }

    assert inputs == set(Field) - {Field.VERB, Field.REQUEST_ID}


def test_every_button_about_a_request_names_it() -> None:
    about_none = {Verb.REQUEST, Verb.OPEN_FORM}
    for card in ALL.values():
        for each in of_type(card, "Action.Execute"):
            assert (Field.REQUEST_ID in each["data"]) is (each["verb"] not in about_none)
