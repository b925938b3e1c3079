"""What people are told whose words make no request."""

import pytest

from bot import messages
from bot.domain import misreadings as no
from bot.domain.misreadings import Misreading

EXAMPLES: list[Misreading] = [
    no.UnknownWord("--onse", "--once"),
    no.UnknownWord("quickly", None),
    no.MissingValue("--lifetime"),
    no.OptionTwice("--once"),
    no.Contradiction(),
    no.NoTarget(),
    no.NotALifetime("soon"),
    no.NotATime("whenever"),
    no.TimeSkipped("2027-03-28 02:30", "Europe/Oslo"),
    no.TimeTwice("2026-10-25 02:30", "Europe/Oslo"),
    no.NotUnderstood(),
    no.TooManyTargets(21, 20),
    no.TargetTwice("uma@contoso.com"),
    no.BotMentioned(),
    no.MentionWithoutId("Uma Underwood"),
    no.MentionUnclear("Sam Smith"),
    no.NoRequestId("cancel"),
    no.CmdletNotUnderstood("-Force", "/tap uma@contoso.com --once"),
    no.MessageTooLong(4_000),
]
each = pytest.mark.parametrize("refusal", EXAMPLES, ids=repr)


def test_the_examples_are_of_every_type() -> None:
    types = {each for each in vars(no).values() if isinstance(each, type)}
    misreadings = {each for each in types if issubclass(each, Misreading)} - {Misreading}

    assert {type(example) for example in EXAMPLES} == misreadings


@each
def test_a_misreading_is_a_sentence_or_two(refusal: Misreading) -> None:
    words = messages.refusal(refusal)

    assert len(words) < 200
    assert words.endswith(".")
    assert not set(words) & set("!\n{}")


def test_no_two_misreadings_sound_alike() -> None:
    words = [messages.refusal(example) for example in EXAMPLES]

    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            no.UnknownWord("--onse", "--once"),
            "“--onse” is not known here. Perhaps you meant --once.",
        ),
        (
            no.TooManyTargets(21, 20),
            "21 people are too many at once. Please name at most 20 of them.",
        ),
        (
            no.CmdletNotUnderstood("-Force", "/tap uma@contoso.com --once"),
            (
                "“-Force” is not understood here, where no PowerShell is run. "
                "Please type /tap uma@contoso.com --once instead."
            ),
        ),
    ],
)
def test_a_misreading_says_what_it_knows(refusal: Misreading, words: str) -> None:
    assert messages.refusal(refusal) == words


@pytest.mark.parametrize("braces", ["{word}", "{", "{0}", "{instead.__class__}"])
def test_braces_that_somebody_typed_are_only_braces(braces: str) -> None:
    assert f"“{braces}”" in messages.refusal(no.UnknownWord(braces, None))
