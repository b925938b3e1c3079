import string
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import messages
from bot.domain.request import State
from bot.ports import Trouble
from cards.samples import sample_request

PRINTABLE = "".join(sorted(set(string.printable) - set(string.whitespace)))


@pytest.mark.parametrize("trouble", Trouble)
def test_a_failure_tells_its_reference_and_what_to_do(trouble: Trouble) -> None:
    words = messages.failure(trouble, "K3F9")

    assert "K3F9" in words
    assert "Please" in words
    assert words.endswith(".")
    assert len(words) < 200


def test_each_trouble_sounds_different() -> None:
    assert len({messages.failure(trouble, "K3F9") for trouble in Trouble}) == len(Trouble)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (10, "10 minutes"),
        (60, "1 hour"),
        (90, "90 minutes"),
        (480, "8 hours"),
        (1440, "1 day"),
        (2160, "36 hours"),
        (43_200, "30 days"),
    ],
)
def test_a_lifetime_is_said_in_its_largest_whole_unit(minutes: int, words: str) -> None:
    assert messages.lifetime(timedelta(minutes=minutes)) == words


@given(st.integers(min_value=1, max_value=43_200))
def test_a_lifetime_loses_no_minute(minutes: int) -> None:
    count, unit = messages.lifetime(timedelta(minutes=minutes)).split()

    size = {"minute": 1, "hour": 60, "day": 1440}[unit.removesuffix("s")]
    assert int(count.replace(",", "")) * size == minutes


@given(st.text(PRINTABLE, max_size=48))
def test_a_spelled_code_says_every_character_in_its_order(code: str) -> None:
    phrases = messages.spelled(code)

    assert len(phrases) == len(code)
    for character, phrase in zip(code, phrases, strict=True):
        sign, _, word = phrase.removeprefix("capital ").removeprefix("small ").partition(" ")
        assert sign == character
        assert len(word) > len("- ")


def test_no_two_characters_are_spelled_alike() -> None:
    words = [phrase.split(" \N{EN DASH} ")[1] for phrase in messages.spelled(PRINTABLE)]

    assert len(set(words)) == len(PRINTABLE) == 94


@pytest.mark.parametrize(
    ("character", "phrase"),
    [
        ("N", "capital N \N{EN DASH} November"),
        ("n", "small n \N{EN DASH} november"),
        ("7", "7 \N{EN DASH} seven"),
        ("+", "+ \N{EN DASH} plus sign"),
        ("é", "é"),
    ],
)
def test_a_character_is_spelled_for_the_phone(character: str, phrase: str) -> None:
    assert messages.spelled(character) == (phrase,)


def test_status_is_a_line_for_each_request_in_the_asker_s_time() -> None:
    requests = [sample_request(State.PENDING), replace(sample_request(State.DENIED), id="ACD34679")]

    lines = messages.request_lines(requests, ZoneInfo("Europe/Oslo")).splitlines()

    asked = "asked on 23 November 2026, 14:05 Europe/Oslo"
    assert lines == [
        f"QW34RT7Y: Uma Umber, waiting for an approver, {asked}",
        f"ACD34679: Uma Umber, denied, {asked}",
    ]


def test_status_without_requests_says_how_to_ask() -> None:
    assert "/tap user@contoso.com" in messages.request_lines([])


@pytest.mark.parametrize(
    "words",
    [
        messages.answered_privately(),
        messages.asked_again(),
        messages.cannot_answer_privately(),
        messages.room_is_set(),
        messages.working_on_it(),
        *(text for name, text in vars(messages.labels).items() if name.isupper()),
    ],
    ids=str,
)
def test_nothing_is_shouted(words: object) -> None:
    assert "!" not in str(words)
