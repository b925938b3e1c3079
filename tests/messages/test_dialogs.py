"""What is said where a dialog has no code to show, and on the card that opens it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import messages
from bot.domain.brief import Brief
from bot.domain.no_code import BeingMade, TookTooLong
from bot.domain.request import Request, State, Why
from bot.messages import dialogs
from cards.samples import sample_request


def waiting(state: State, why: Why) -> Request:
    brief = Brief(claim_within=timedelta(minutes=30))
    return replace(sample_request(state), why=why, brief=brief)


def test_who_clicked_too_early_or_waited_too_long_is_told_what_to_do() -> None:
    uma = sample_request(State.APPROVED).target

    for refused in (BeingMade(uma), TookTooLong()):
        assert f"choose {dialogs.SHOW_PASS} again" in messages.refusal(refused)


@pytest.mark.parametrize(
    ("state", "why", "words"),
    [
        (State.APPROVED, Why.APPROVED, "Choose Show pass"),
        (State.APPROVED, Why.TOO_SLOW, "choose Show pass again"),
        (State.ISSUING, Why.CLAIMED, "choose Show pass again"),
        (State.ISSUING, Why.SHOWN, "Choose I have it there"),
        (State.ISSUED, Why.DELIVERED, "Hand it over"),
        (State.LAPSED, Why.NOT_OPENED, "nothing was made"),
        (State.REVOKED, Why.NOT_CONFIRMED, "do not hand the code over"),
    ],
)
def test_the_card_says_what_to_do_next(state: State, why: Why, words: str) -> None:
    assert words in messages.delivery(waiting(state, why))


@pytest.mark.parametrize("state", State)
def test_where_codes_are_messages_nothing_is_said_of_dialogs(state: State) -> None:
    said = messages.delivery(sample_request(state))

    assert str(dialogs.SHOW_PASS) not in said


@pytest.mark.parametrize("state", [State.ISSUING, State.USED])
def test_an_alarm_says_who_had_the_code_and_where_to_look(state: State) -> None:
    words = messages.afterwards.alarm(waiting(state, Why.NOT_CONFIRMED))

    assert "before Adam Abel said" in words
    assert "https://entra.microsoft.com/" in words
