"""Every card is in its reader's language, whole."""

import pytest

from bot.domain.request import State
from bot.domain.views import CodeView, View, ViewKind
from cards.draw import draw
from cards.samples import sample_request, samples, samples_in_every_language
from tests.cards.walk import Json, of_type, parts, shown
from tests.messages.catalogues import TRANSLATED
from tests.messages.leftovers import left_in_english

LONGEST_ON_A_BUTTON = 32
READ_OR_HEARD = ("text", "title", "label", "placeholder", "errorMessage", "speak", "fallbackText")


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_is_left_on_a_card(language: str) -> None:
    left = {
        name: found
        for name, card in samples(language).items()
        if (found := left_in_english(read_or_heard(card), language))
    }

    assert not left


def test_a_card_has_the_same_parts_in_every_language() -> None:
    drawn = samples_in_every_language()

    assert len(drawn) == 4 * len(samples("en"))
    for name, card in samples("en").items():
        kinds = [part["type"] for part in of_type(card, "")]
        for language in TRANSLATED:
            other = drawn[f"{name}-{language}"]
            assert [part["type"] for part in of_type(other, "")] == kinds
            assert other["speak"] != card["speak"]


def test_the_words_on_buttons_fit_on_a_phone() -> None:
    titles = {
        each["title"]
        for card in samples_in_every_language().values()
        for each in of_type(card, "Action.")
    }

    assert not {title for title in titles if len(title) > LONGEST_ON_A_BUTTON}


def test_a_view_is_drawn_in_its_own_language_and_leaves_the_next_one_alone() -> None:
    request = sample_request(State.DENIED)

    german = draw(View(ViewKind.REQUESTER, request, "de"))
    english = draw(View(ViewKind.REQUESTER, request))

    assert german.card is not None
    assert english.card is not None
    assert "Adam Abel hat abgelehnt." in shown(german.card)
    assert german.summary == "Die Anforderung für Uma Umber wurde abgelehnt."
    assert "Adam Abel said no." in shown(english.card)


def test_an_outcome_in_words_is_in_the_reader_s_language() -> None:
    drawn = draw(View(ViewKind.OUTCOME, sample_request(State.LAPSED), "fr"))

    assert drawn.text is not None
    assert drawn.text.startswith("La demande pour Uma Umber a expiré.")


def test_a_code_is_spelled_as_in_the_reader_s_language() -> None:
    drawn = draw(CodeView(sample_request(State.ISSUED), "Rm7", "de"))

    assert drawn.card is not None
    assert "groß R \N{EN DASH} Rostock 2.   klein m \N{EN DASH} münchen" in shown(drawn.card)


def test_a_label_has_its_colon_as_the_language_writes_it() -> None:
    drawn = draw(View(ViewKind.APPROVER, sample_request(State.PENDING), "fr"))

    assert drawn.card is not None
    assert "Motif\N{NO-BREAK SPACE}: " in shown(drawn.card)
    assert "\N{NO-BREAK SPACE}:** {{DATE(" in shown(drawn.card)


def read_or_heard(card: Json) -> list[str]:
    """The texts of the card that are for people; the form's choices are among them."""
    choices = [choice for each in of_type(card, "Input.ChoiceSet") for choice in each["choices"]]
    return [
        node[name] for node in [*parts(card), *choices] for name in READ_OR_HEARD if name in node
    ]
