"""The card with the code: readable for the approver, absent from everything else."""

from dataclasses import replace

import pytest

from bot.domain.request import State
from bot.domain.views import CodeView, View, ViewKind
from cards.draw import Drawn, draw
from cards.samples import sample_request
from tests.cards.walk import Json, of_type, shown, texts

CODE = "Rm!2_a*bQ7+k"
REQUEST = replace(sample_request(State.ISSUED), hidden=False)


def card_of(drawn: Drawn) -> Json:
    assert drawn.card is not None
    return drawn.card


def code_run(code: str) -> Json:
    runs = of_type(card_of(draw(CodeView(REQUEST, code))), "TextRun")
    (run,) = [run for run in runs if run["text"] == code]
    return run


def test_the_code_stands_in_the_body_and_nowhere_else() -> None:
    drawn = draw(CodeView(REQUEST, CODE))

    card = card_of(drawn)
    around = {key: part for key, part in card.items() if key != "body"}
    assert CODE in set(texts(card["body"]))
    assert not any(CODE in text for text in texts(around))
    assert CODE not in drawn.summary
    assert CODE not in repr(drawn)


def test_the_code_is_never_markdown() -> None:
    blocks = of_type(card_of(draw(CodeView(REQUEST, CODE))), "TextBlock")

    assert not any(CODE in block["text"] for block in blocks)


@pytest.mark.parametrize(("length", "size"), [(8, "ExtraLarge"), (14, "ExtraLarge"), (15, "Large")])
def test_a_long_code_is_smaller(length: int, size: str) -> None:
    run = code_run("Q" * length)

    assert (run["fontType"], run["size"]) == ("Monospace", size)


def test_a_code_is_whole_even_when_it_is_as_long_as_it_can_be() -> None:
    assert code_run("N7+q" * 12)["text"] == "N7+q" * 12


def test_the_length_is_said_since_a_code_may_wrap() -> None:
    assert "12 characters, no spaces" in shown(card_of(draw(CodeView(REQUEST, CODE))))


def test_the_code_is_spelled_out_on_demand() -> None:
    card = card_of(draw(CodeView(REQUEST, CODE)))

    (toggle,) = of_type(card, "Action.ToggleVisibility")
    (hidden,) = [part for part in of_type(card, "Container") if part.get("isVisible") is False]
    assert toggle["targetElements"] == [hidden["id"]]
    assert "1.   capital R \N{EN DASH} Romeo 2.   small m \N{EN DASH} mike" in shown(hidden)


def test_a_pass_for_one_sign_in_tells_of_the_ten_minutes() -> None:
    assert "10 minutes" in shown(card_of(draw(CodeView(REQUEST, CODE))))


def test_a_pass_for_several_sign_ins_does_not() -> None:
    assert REQUEST.made is not None
    several = replace(REQUEST, made=replace(REQUEST.made, one_time=False))

    assert "10 minutes" not in shown(card_of(draw(CodeView(several, CODE))))


def test_the_approver_reads_for_whom_and_how_long() -> None:
    words = shown(card_of(draw(CodeView(REQUEST, CODE))))

    assert "Uma Umber" in words
    assert "uma@contoso.com" in words
    assert "{{TIME(2026-11-24T08:00:00Z)}}" in words
    assert "{{TIME(2026-11-24T16:00:00Z)}}" in words
    assert "https://aka.ms/mysecurityinfo" in words


def test_without_a_record_of_the_pass_the_card_shows_what_was_asked_for() -> None:
    """The code is shown before the request moves on, so it must not depend on that."""
    words = shown(card_of(draw(CodeView(sample_request(State.ISSUING), CODE))))

    assert "8 hours" in words
    assert CODE in words


@pytest.mark.parametrize("state", State)
def test_of_the_message_without_the_code_the_pass_can_at_most_be_revoked(state: State) -> None:
    card = card_of(draw(View(ViewKind.DELIVERY, sample_request(state))))

    verbs = {each["verb"] for each in of_type(card, "Action.Execute")}
    assert verbs == ({"revoke"} if state is State.ISSUED else set())
