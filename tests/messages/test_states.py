"""Every state and every reason has its own words."""

from dataclasses import replace

import pytest

from bot import messages
from bot.domain.request import State, Why
from cards.samples import sample_request

REQUESTS = [sample_request(state) for state in State]


@pytest.mark.parametrize("tell", [messages.state, messages.title])
def test_a_short_phrase_names_nobody_and_each_state_has_its_own(tell: object) -> None:
    assert callable(tell)
    phrases = [tell(request) for request in REQUESTS]

    assert len(set(phrases)) == len(State)
    assert not any(name in phrase for phrase in phrases for name in ("Uma", "Adam", "Rita"))


def test_each_state_has_its_own_headline() -> None:
    headlines = [messages.headline(request) for request in REQUESTS]

    assert len(set(headlines)) == len(State)
    assert all("Uma Umber" in words and words.endswith(".") for words in headlines)


def test_each_reason_has_its_own_sentence() -> None:
    reasons = [messages.why(replace(REQUESTS[0], why=why)) for why in Why]

    assert len(set(reasons)) == len(Why)
    assert all(words.endswith(".") and len(words) < 100 for words in reasons)


@pytest.mark.parametrize("why", Why)
def test_a_reason_is_a_sentence_even_when_nobody_decided(why: Why) -> None:
    words = messages.why(replace(REQUESTS[0], why=why, decided_by=None))

    assert words[0].isupper()
    assert "None" not in words


@pytest.mark.parametrize("state", State)
def test_an_outcome_names_the_target_and_stays_short(state: State) -> None:
    words = messages.outcome(replace(sample_request(state), note=None))

    assert "Uma Umber" in words
    assert words.endswith(".")
    assert len(words) < 200
    assert not set(words) & set("!\n{}")


def test_outcomes_differ() -> None:
    assert len({messages.outcome(request) for request in REQUESTS}) == len(State)


def test_an_outcome_tells_when_to_try_again() -> None:
    assert messages.outcome(sample_request(State.LAPSED)).endswith("You can try again.")
    assert "try again" not in messages.outcome(sample_request(State.DENIED))


def test_a_failure_gives_its_reference() -> None:
    assert "Reference: K3F9." in messages.outcome(sample_request(State.FAILED))


def test_a_name_with_braces_is_a_name() -> None:
    request = sample_request(State.DENIED)
    odd = replace(request, target=replace(request.target, name="{by} {0}"))

    assert messages.headline(odd) == "The request for {by} {0} was denied."


@pytest.mark.parametrize("state", State)
def test_the_approver_is_told_something_in_every_state(state: State) -> None:
    assert "Uma Umber" in messages.delivery(sample_request(state))
