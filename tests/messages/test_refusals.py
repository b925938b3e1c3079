"""Every refusal has its own words."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import messages
from bot.domain import refusals as no
from bot.domain import rule_refusals as by_rule
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.request import State

UMA = Person("u", "Uma Umber", "uma@contoso.com")
ADAM = Person("a", "Adam Abel", "adam@contoso.com")
HOUR = timedelta(hours=1)
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

EXAMPLES: list[Refusal] = [
    no.NotRequester(),
    no.NoSuchPerson("umma@contoso.com"),
    no.AmbiguousName("Uma", 3),
    no.NotForYourself(),
    no.TargetRefused(UMA),
    no.TargetBusy(UMA),
    no.NoApprover(anyone_exists=True),
    no.NoApprover(anyone_exists=False),
    no.PassesDisabled(),
    no.LifetimeOutside(timedelta(minutes=5), HOUR, 8 * HOUR, by_policy=True),
    no.LifetimeOutside(timedelta(minutes=5), HOUR, 8 * HOUR, by_policy=False),
    no.OneTimeOnly(),
    no.StartInPast(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
    no.ReasonTooLong(500),
    no.NoSuchRequest(),
    no.NotApprover(),
    no.OwnRequest(),
    no.OwnPass(),
    no.AlreadyDecided(State.DENIED, ADAM),
    no.AlreadyDecided(State.LAPSED, None),
    no.AlreadyVoted(),
    no.Lapsed(),
    no.RequesterGone(UMA),
    no.CannotAnswerYou(),
    no.CannotReachYou(),
    no.NotToTryAgain(),
    no.Paused("Ada Adler", datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
    no.NotPaused(),
    no.NotAGroupConversation(),
    no.OutsidePolicy(UMA, excluded=True),
    no.OutsidePolicy(UMA, excluded=False),
    no.NoRule(UMA),
    no.ReasonNeeded(),
    by_rule.ReasonUnlike("INC-[0-9]+"),
    by_rule.TooLongForRule(2 * HOUR, HOUR),
    by_rule.OneTimeByRule(),
    no.NoManager(UMA),
    no.NoManager(UMA, ADAM),
    no.PassExists(UMA, NINE, NINE + HOUR),
    no.LimitReached(3, HOUR, UMA),
    no.LimitReached(30, HOUR, None),
    no.NotVerified(),
    no.NotConfirmed(ADAM),
    no.VoterGone(ADAM),
    no.NotYet(),
]
each = pytest.mark.parametrize("refusal", EXAMPLES, ids=repr)


def test_the_examples_are_of_every_type() -> None:
    named = {**vars(no), **vars(by_rule)}
    types = {each for each in named.values() if isinstance(each, type)}
    refusals = {each for each in types if issubclass(each, Refusal)} - {Refusal}

    assert {type(example) for example in EXAMPLES} == refusals


@each
def test_a_refusal_is_a_sentence_or_two(refusal: Refusal) -> None:
    words = messages.refusal(refusal)

    assert len(words) < 200
    assert words.endswith(".")
    assert not set(words) & set("!\n{}")


def test_no_two_refusals_sound_alike() -> None:
    words = [messages.refusal(example) for example in EXAMPLES]

    assert len(set(words)) == len(words)


def test_a_refusal_without_words_is_a_defect() -> None:
    class Unheard(Refusal):
        pass

    with pytest.raises(KeyError):
        messages.refusal(Unheard())


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            no.LifetimeOutside(timedelta(minutes=5), HOUR, 8 * HOUR, by_policy=True),
            (
                "5 minutes is not a lifetime your organisation permits. "
                "Please choose between 1 hour and 8 hours."
            ),
        ),
        (
            no.LifetimeOutside(timedelta(minutes=5), HOUR, HOUR, by_policy=True),
            "5 minutes is not a lifetime your organisation permits. Please choose 1 hour.",
        ),
        (
            no.StartInPast(datetime(2026, 11, 3, 9, 0, tzinfo=UTC)),
            (
                "The start has passed: 3 November 2026, 09:00 UTC. "
                "Please choose a later time, or none to start at once."
            ),
        ),
        (
            no.AlreadyDecided(State.ISSUED, ADAM),
            "Adam Abel was faster: the request was approved.",
        ),
    ],
)
def test_a_refusal_says_what_it_knows(refusal: Refusal, words: str) -> None:
    assert messages.refusal(refusal) == words


@pytest.mark.parametrize("state", State)
def test_a_decided_request_is_named_as_it_is(state: State) -> None:
    by_somebody = messages.refusal(no.AlreadyDecided(state, ADAM))
    by_nobody = messages.refusal(no.AlreadyDecided(state, None))

    assert by_somebody != by_nobody
    assert by_somebody.endswith(".")


def test_something_endless_is_cut_short() -> None:
    words = messages.refusal(no.NoSuchPerson("x" * 5000))

    assert f"{'x' * 39}…" in words
    assert len(words) < 200
