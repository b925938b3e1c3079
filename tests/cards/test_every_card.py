"""What holds for every card in every state, whatever its language."""

import json
from importlib.resources import files

import pytest
from jsonschema_rs import Draft6Validator

from bot.domain.form import Field, Verb
from bot.messages.language import LANGUAGES
from cards.samples import samples
from tests.cards.walk import Json, of_type, parts

_SCHEMA = files("adaptive_cards").joinpath("schemas/schema-1.6.json").read_text()
OFFICIAL = Draft6Validator(json.loads(_SCHEMA))
SPOKEN = [samples(language) for language in LANGUAGES]
NAMES = SPOKEN[0].keys()
ALL = [card for spoken in SPOKEN for card in spoken.values()]
# One card in each language.
every_card = pytest.mark.parametrize(
    "cards", [[spoken[name] for spoken in SPOKEN] for name in NAMES], ids=NAMES
)


@every_card
def test_follows_the_official_schema(cards: list[Json]) -> None:
    """Teams also takes two things that this copy of the schema does not know."""
    for plain in json.loads(json.dumps(cards)):
        plain.pop("msteams", None)
        for choice_set in of_type(plain, "Input.ChoiceSet"):
            choice_set.pop("choices.data", None)

        assert [problem.message for problem in OFFICIAL.iter_errors(plain)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_says_its_language(language: str) -> None:
    assert {card["lang"] for card in samples(language).values()} == {language}


@every_card
def test_says_its_version_and_heading(cards: list[Json]) -> None:
    for card in cards:
        headings = [part["text"] for part in parts(card) if part.get("style") == "heading"]
        assert card["version"] == "1.5"
        assert headings == [card["speak"]]


@every_card
def test_has_no_id_twice(cards: list[Json]) -> None:
    for card in cards:
        ids = [part["id"] for part in parts(card) if "id" in part]
        assert len(ids) == len(set(ids))


@every_card
def test_labels_every_input_and_explains_every_required_one(cards: list[Json]) -> None:
    for each in of_type(cards, "Input."):
        # A tick's own words stand beside it.
        assert each["title" if each["type"] == "Input.Toggle" else "label"]
        assert each.get("errorMessage") or not each.get("isRequired")


@every_card
def test_titles_every_action(cards: list[Json]) -> None:
    assert all(each["title"] for each in of_type(cards, "Action."))


@every_card
def test_has_few_actions(cards: list[Json]) -> None:
    """Teams hides what comes after the sixth; we want no more than two."""
    assert all(len(card.get("actions", ())) <= 2 for card in cards)


@every_card
def test_wraps_every_text(cards: list[Json]) -> None:
    assert all(each["wrap"] for each in of_type(cards, "TextBlock"))


@every_card
def test_buttons_carry_a_verb_and_a_request_id_and_nothing_else(cards: list[Json]) -> None:
    for each in [*of_type(cards, "Action.Execute"), *of_type(cards, "Action.Submit")]:
        # What opens a dialog says so to Teams.
        assert each["data"].get("msteams") in (None, {"type": "task/fetch"})
        assert each["data"].keys() <= {Field.VERB, Field.REQUEST_ID, "msteams"}
        assert each["data"][Field.VERB] in set(Verb)


@every_card
def test_old_clients_send_the_same(cards: list[Json]) -> None:
    for each in of_type(cards, "Action.Execute"):
        assert each["fallback"]["type"] == "Action.Submit"
        assert each["fallback"]["data"] == each["data"]
        assert each["verb"] == each["data"][Field.VERB]


@every_card
def test_toggles_something_that_is_there(cards: list[Json]) -> None:
    for card in cards:
        ids = {part.get("id") for part in parts(card)}
        for each in of_type(card, "Action.ToggleVisibility"):
            assert set(each["targetElements"]) <= ids


@every_card
def test_is_far_smaller_than_teams_permits(cards: list[Json]) -> None:
    """It takes 28 KB in the strictest place; twenty people on one card come closest to that."""
    assert all(len(json.dumps(card)) < 28_000 for card in cards)


def test_every_verb_has_its_button_and_every_button_its_verb() -> None:
    kinds = ("Action.Execute", "Action.Submit")
    buttons = [each for kind in kinds for each in of_type(ALL, kind)]

    assert {each["data"][Field.VERB] for each in buttons} == set(Verb)


def test_every_field_of_the_form_has_its_input() -> None:
    inputs = {each["id"].partition("-")[0] for each in of_type(ALL, "Input.")}

    assert inputs == set(Field) - {Field.VERB, Field.REQUEST_ID}


def test_every_button_about_a_request_names_it() -> None:
    about_none = {Verb.REQUEST, Verb.OPEN_FORM}
    for each in of_type(ALL, "Action.Execute"):
        assert (Field.REQUEST_ID in each["data"]) is (each["verb"] not in about_none)
