"""A sentence is said in the language that is spoken at that moment."""

import asyncio
import json
import string
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from inspect import isfunction
from zoneinfo import ZoneInfo

import pytest

from bot import messages
from bot.domain.audit import Head
from bot.domain.refusals import Paused
from bot.domain.request import State, Why
from bot.domain.rules import Standing
from bot.domain.terms import Policy
from bot.messages import labels
from bot.messages.language import (
    LANGUAGES,
    Sentence,
    catalogue_of,
    counted,
    language_of,
    speaking,
    spoken,
)
from bot.ports import Trouble
from cards.samples import sample_request
from tests.messages import test_misreadings, test_refusals
from tests.messages.catalogues import TRANSLATED
from tests.messages.leftovers import left_in_english

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PAUSED = Paused("Ada Adler", NOON)
STATES = [sample_request(state) for state in State]
WHYS = [replace(each, why=why) for each in STATES for why in Why]
PRINTABLE = sorted(set(string.printable) - set(string.whitespace))
STANDINGS = [Standing(asks, decides) for asks in (True, False) for decides in (True, False)]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POLICIES = [
    Policy(enabled=True, shortest=HOUR, longest=most, default=HOUR, one_time_only=False)
    for most in (HOUR, DAY)
]
REFUSALS = [*test_refusals.EXAMPLES, *test_misreadings.EXAMPLES]

# What each function of the room says of all that it can be asked.
SAID: dict[str, Callable[[], Iterable[str]]] = {
    "account": lambda: map(messages.account, WHYS),
    "answered_privately": lambda: [messages.answered_privately()],
    "asked_again": lambda: [messages.asked_again()],
    "asks": lambda: [messages.asks(STATES[0])],
    "audit_head": lambda: [messages.audit_head(Head(count, "aa")) for count in (1, 2)],
    "broke": lambda: [messages.broke("K3F9")],
    "cannot_answer_privately": lambda: [messages.cannot_answer_privately()],
    "delivery": lambda: map(messages.delivery, WHYS),
    "failure": lambda: [messages.failure(trouble, "K3F9") for trouble in Trouble],
    "hand_over": lambda: [messages.hand_over(STATES[0])],
    "headline": lambda: map(messages.headline, STATES),
    "hidden_at": lambda: [messages.hidden_at("{{TIME}}")],
    "how_to_use": lambda: [messages.how_to_use(one_time=once) for once in (True, False)],
    "instant": lambda: [messages.instant(NOON)],
    "left_out": lambda: [messages.left_out("uma", each) for each in REFUSALS],
    "length": lambda: [messages.length("R"), messages.length("Rm!2_a*b")],
    "lifetime": lambda: [messages.lifetime(timedelta(minutes=each)) for each in (1, 90, 60, 2880)],
    "may_do": lambda: map(messages.may_do, STANDINGS),
    "outcome": lambda: map(messages.outcome, WHYS),
    "paused_now": lambda: [messages.paused_now()],
    "permitted": lambda: map(messages.permitted, POLICIES),
    "refusal": lambda: map(messages.refusal, REFUSALS),
    "request_lines": lambda: (
        [messages.request_lines([each]) for each in STATES] + [messages.request_lines([])]
    ),
    "resumed": lambda: [messages.resumed()],
    "room_is_set": lambda: [messages.room_is_set()],
    "spelled": lambda: [part for sign in PRINTABLE for part in messages.spelled(sign)],
    "state": lambda: map(messages.state, STATES),
    "title": lambda: map(messages.title, STATES),
    "waits_for_resume": lambda: [messages.waits_for_resume(PAUSED)],
    "why": lambda: map(messages.why, WHYS),
    "working_on_it": lambda: [messages.working_on_it()],
}


def test_every_function_of_the_messages_is_listened_to() -> None:
    functions = {name for name in messages.__all__ if isfunction(getattr(messages, name))}

    assert set(SAID) == (functions - {"learn"}) | {"refusal"}


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("say", SAID.values(), ids=SAID)
def test_no_english_is_left_in_what_is_said(
    language: str, say: Callable[[], Iterable[str]]
) -> None:
    with speaking(language):
        said = list(say())

    assert not left_in_english(said, language)


@pytest.mark.parametrize("say", SAID.values(), ids=SAID)
def test_what_is_said_does_not_change_when_it_is_shown_later(
    say: Callable[[], Iterable[str]],
) -> None:
    """JSON and joined lists take a string as it is, so a function gives out no Sentence."""
    assert {type(each) for each in say()} == {str}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_characters_are_spelled_alike_in_any_language(language: str) -> None:
    with speaking(language):
        words = [messages.spelled(sign)[0].partition(" \N{EN DASH} ")[2] for sign in PRINTABLE]

    assert len(set(words)) == len(PRINTABLE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_spelled_with_a_word_that_begins_with_it(language: str) -> None:
    with speaking(language):
        words = {letter: messages.spelled(letter)[0] for letter in string.ascii_lowercase}

    assert {letter: said.split()[-1][0] for letter, said in words.items()} == {
        letter: letter for letter in words
    }


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de-DE", "de"),
        ("de", "de"),
        ("fr-CA", "fr"),
        ("es_419", "es"),
        ("EN-us", "en"),
        ("nb-NO", None),
        ("den", None),
        ("", None),
        (None, None),
    ],
)
def test_a_locale_has_a_language_that_the_bot_speaks_or_none(
    locale: str | None, language: str | None
) -> None:
    assert language_of(locale) == language


@pytest.mark.parametrize("language", [None, "nb", "../de", "xx"])
def test_what_the_bot_does_not_speak_is_english(language: str | None) -> None:
    with speaking(language):
        assert (spoken(), str(labels.DENY)) == ("en", "Deny")


def test_a_sentence_is_in_the_language_of_the_moment_however_it_is_shown() -> None:
    with speaking("de"):
        shown = [
            str(labels.DENY),
            f"{labels.DENY}",
            "{}".format(labels.DENY),  # noqa: UP032 - one of the ways in which it may be shown
            f"{labels.DENY:s}",
            labels.DENY + "",
            "" + labels.DENY,
        ]

    assert set(shown) == {"Ablehnen"}
    assert str(labels.DENY) == "Deny"


def test_a_sentence_without_a_translation_is_english() -> None:
    with speaking("de"):
        assert str(Sentence("Nobody says this.")) == "Nobody says this."


def test_languages_can_be_spoken_within_one_another() -> None:
    with speaking("de"):
        with speaking("fr"):
            inner = str(labels.DENY)

        assert (inner, str(labels.DENY)) == ("Refuser", "Ablehnen")


async def test_a_task_goes_on_in_the_language_in_which_it_was_made() -> None:
    async def said_late() -> str:
        await asyncio.sleep(0.01)
        return str(labels.DENY)

    with speaking("es"):
        task = asyncio.create_task(said_late())

    assert (await task, str(labels.DENY)) == ("Denegar", "Deny")


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", "1 character", "12 characters, no spaces"),
        ("de", "1 Zeichen", "12 Zeichen, keine Leerzeichen"),
        ("fr", "1 caractère", "12 caractères, sans espaces"),
        ("es", "1 carácter", "12 caracteres, sin espacios"),
    ],
)
def test_a_number_has_its_plural(language: str, one: str, many: str) -> None:
    with speaking(language):
        assert (messages.length("R"), messages.length("R" * 12)) == (one, many)


def test_every_language_can_be_learned_before_it_is_spoken() -> None:
    messages.learn()

    assert catalogue_of.cache_info().currsize == len(LANGUAGES)


def test_names_in_a_counted_sentence_stay_as_they_are() -> None:
    assert counted("{count} {name}", "{count} {name}s", 2, name="{odd}") == "2 {odd}s"


@pytest.mark.parametrize(
    ("language", "span", "moment"),
    [
        ("en", "8 hours", "23 November 2026, 13:00 Europe/Oslo"),
        ("de", "8 Stunden", "23. November 2026, 13:00 Europe/Oslo"),
        ("fr", "8\N{NO-BREAK SPACE}heures", "23 novembre 2026, 13:00 Europe/Oslo"),
        ("es", "8 horas", "23 de noviembre de 2026, 13:00 Europe/Oslo"),
    ],
)
def test_lifetimes_and_times_are_written_as_in_the_language(
    language: str, span: str, moment: str
) -> None:
    with speaking(language):
        said = (
            messages.lifetime(timedelta(hours=8)),
            messages.instant(NOON, ZoneInfo("Europe/Oslo")),
        )

    assert said == (span, moment)
    assert json.dumps(said)
