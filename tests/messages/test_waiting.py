"""What people read of requests that wait, and of passes that were made."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import messages
from bot.domain.request import Request, State, Why
from bot.domain.too_late import NothingToRevoke
from cards.samples import sample_request

PENDING = sample_request(State.PENDING)
LINK = f"overview/userId/{PENDING.target.id}"


def numbered(count: int) -> list[Request]:
    return [replace(PENDING, id=f"ID{number}") for number in range(count)]


def test_at_most_ten_are_listed_and_the_rest_is_counted() -> None:
    ten = messages.waiting.pending(numbered(10), []).splitlines()
    thirteen = messages.waiting.pending(numbered(13), []).splitlines()

    assert [line.partition(":")[0] for line in ten[1:]] == [f"ID{n}" for n in range(10)]
    assert thirteen[:-1] == ten
    assert thirteen[-1] == "and 3 more"


def test_what_is_to_decide_comes_before_what_is_ones_own() -> None:
    said = messages.waiting.pending(numbered(1), numbered(2))

    decide, own = said.split("\n\n")
    assert decide.startswith("These wait for your decision:\nID0: Rita Reyes asks for Uma Umber")
    assert own.startswith("These of yours wait for an approver:\nID0: ")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.PENDING, "The requester can cancel the request"),
        (State.ISSUING, "Please try again in a minute."),
        (State.REVOKING, "is revoked already"),
        (State.REVOKED, "is revoked already"),
        (State.USED, LINK),
        (State.ENDED, LINK),
        (State.DENIED, "No pass was made for Uma Umber"),
        (State.CANCELLED, "No pass was made for Uma Umber"),
    ],
)
def test_why_there_is_nothing_to_revoke_and_what_to_do(state: State, words: str) -> None:
    assert words in messages.refusal(NothingToRevoke(PENDING.target, state))


@pytest.mark.parametrize("state", State)
def test_the_account_of_one_request_is_as_long_as_there_is_to_say(state: State) -> None:
    request = sample_request(state)

    own = messages.afterwards.in_full(request, own=True)
    other = messages.afterwards.in_full(request, own=False)

    assert own.startswith(f"QW34RT7Y: {messages.account(request)}\n")
    assert ("/tap cancel QW34RT7Y" in own) is (state in {State.PENDING, State.APPROVED})
    assert "/tap cancel" not in other
    assert ("/tap revoke QW34RT7Y" in other) is (state is State.ISSUED)


def test_whoever_has_the_code_of_a_revoked_pass_is_told_to_keep_it_back() -> None:
    revoked = replace(sample_request(State.REVOKED), why=Why.TAKEN_BY_REQUESTER)

    said = messages.afterwards.alarm(revoked)

    assert said == (
        "The pass for Uma Umber was revoked. The requester took it back. "
        "Please do not hand the code over."
    )


def test_what_else_to_do_comes_with_the_link_to_the_person() -> None:
    wrong = replace(sample_request(State.REVOKED), why=Why.NOT_RIGHT)

    for said in (
        messages.afterwards.alarm(wrong),
        messages.afterwards.ending(wrong),
        messages.afterwards.revoking(wrong),
    ):
        assert said.endswith(
            f"Check the sign-in methods of Uma Umber, and end their sessions: "
            f"{messages.afterwards.person_link(wrong.target)}"
        )


def test_a_pass_that_went_as_it_should_needs_nothing_else() -> None:
    used = replace(sample_request(State.USED), changed=PENDING.created + timedelta(days=1))

    assert messages.afterwards.care(used) == ""
    assert messages.afterwards.ending(used) == messages.outcome(used)
