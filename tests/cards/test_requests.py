"""What requester, approver and room see of a request, from the first moment to the last."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.form import Verb
from bot.domain.people import Person
from bot.domain.request import Approval, Request, State, Why
from bot.domain.terms import Terms
from bot.domain.views import View, ViewKind
from bot.messages.afterwards import person_link
from cards.draw import draw
from cards.samples import sample_request
from tests.cards.walk import Json, of_type, shown


def card(kind: ViewKind, request: Request) -> Json:
    drawn = draw(View(kind, request)).card
    assert drawn is not None
    return drawn


def verbs(drawn: Json) -> set[str]:
    return {each["verb"] for each in of_type(drawn, "Action.Execute")}


both = pytest.mark.parametrize("kind", [ViewKind.APPROVER, ViewKind.ROOM])


@both
def test_an_open_request_can_be_approved_and_denied(kind: ViewKind) -> None:
    assert verbs(card(kind, sample_request(State.PENDING))) == {Verb.APPROVE, Verb.DENY}


@both
@pytest.mark.parametrize("state", [state for state in State if state is not State.PENDING])
def test_a_decided_request_shows_its_outcome_and_can_at_most_be_revoked(
    kind: ViewKind, state: State
) -> None:
    wanted = {Verb.REVOKE} if state is State.ISSUED else set()

    assert verbs(card(kind, sample_request(state))) == wanted


def test_denying_takes_a_second_click_with_room_for_a_note() -> None:
    drawn = card(ViewKind.APPROVER, sample_request(State.PENDING))

    (deny,) = of_type(drawn, "Action.ShowCard")
    (note,) = of_type(deny, "Input.")
    assert (note["id"], verbs(deny)) == ("note", {Verb.DENY})


def test_the_approver_reads_who_asks_for_whom_why_and_until_when() -> None:
    words = shown(card(ViewKind.APPROVER, sample_request(State.PENDING)))

    for part in (
        "Rita Reyes asks for a pass for Uma Umber.",
        "rita@contoso.com",
        "uma@contoso.com",
        "Lost her phone, INC-1234",
        "8 hours",
        "once",
        "**Open until:** {{DATE(2026-11-23T14:05:00Z, SHORT)}}, {{TIME(2026-11-23T14:05:00Z)}}",
    ):
        assert part in words


def test_what_was_not_chosen_is_said_to_follow_the_policy() -> None:
    request = replace(sample_request(State.PENDING), terms=Terms(), reason=None)

    words = shown(card(ViewKind.APPROVER, request))

    assert words.count("as your organisation has set it") == 2
    assert "as soon as it is made" in words
    assert "none given" in words


def test_an_open_request_says_that_its_start_may_pass() -> None:
    words = shown(card(ViewKind.APPROVER, sample_request(State.PENDING)))

    assert "If it is approved after this time, the pass starts at once." in words


@pytest.mark.parametrize(("after", "said"), [(-1, False), (0, True), (1, True)])
def test_a_start_that_has_passed_is_said(after: int, *, said: bool) -> None:
    approved = sample_request(State.APPROVED)
    assert approved.terms.start is not None
    late = replace(approved, changed=approved.terms.start + timedelta(minutes=after))

    words = shown(card(ViewKind.REQUESTER, late))

    assert ("That time has passed" in words) is said


def test_who_approved_already_is_said_while_more_are_needed() -> None:
    request = replace(
        sample_request(State.PENDING),
        approvals=(Approval(Person("id", "Adam Abel", "adam@contoso.com")),),
    )

    assert "Approved so far by:  Adam Abel" in shown(card(ViewKind.APPROVER, request))


@pytest.mark.parametrize("state", State)
def test_the_requester_can_cancel_what_waits_revoke_what_was_made_and_try_the_rest_again(
    state: State,
) -> None:
    can = dict.fromkeys((State.PENDING, State.APPROVED), Verb.CANCEL)
    can |= dict.fromkeys((State.FAILED, State.LAPSED, State.REVOKED), Verb.TRY_AGAIN)
    can[State.ISSUED] = Verb.REVOKE
    wanted = {can[state]} if state in can else set()

    assert verbs(card(ViewKind.REQUESTER, sample_request(state))) == wanted


@pytest.mark.parametrize(
    ("kind", "verb"),
    [
        (ViewKind.REQUESTER, Verb.REVOKE),
        (ViewKind.APPROVER, Verb.REVOKE),
        (ViewKind.DELIVERY, Verb.REVOKE),
        (ViewKind.NOTICE, Verb.NOT_RIGHT),
    ],
)
def test_to_end_a_pass_takes_a_second_click(kind: ViewKind, verb: Verb) -> None:
    (first,) = of_type(card(kind, sample_request(State.ISSUED)), "Action.ShowCard")

    assert verbs(first) == {verb}


def test_the_manager_can_object_to_a_pass_that_is_there_or_over_and_once() -> None:
    can = {
        state
        for state in State
        if verbs(card(ViewKind.NOTICE, sample_request(state))) == {Verb.NOT_RIGHT}
    }
    objected = replace(sample_request(State.USED), why=Why.NOT_RIGHT)

    assert can == {State.ISSUED, State.USED, State.ENDED}
    assert not verbs(card(ViewKind.NOTICE, objected))


def test_a_revocation_after_possible_use_has_a_link_to_the_person() -> None:
    objected = replace(sample_request(State.REVOKED), why=Why.NOT_RIGHT)

    for kind in (ViewKind.REQUESTER, ViewKind.APPROVER, ViewKind.DELIVERY, ViewKind.NOTICE):
        words = shown(card(kind, objected))
        assert "Check the sign-in methods of Uma Umber" in words
        assert f"]({person_link(objected.target)})" in words
    assert "sign-in methods" not in shown(card(ViewKind.REQUESTER, sample_request(State.REVOKED)))


@pytest.mark.parametrize("kind", [ViewKind.REQUESTER, ViewKind.APPROVER, ViewKind.ROOM])
def test_a_denial_comes_with_its_note(kind: ViewKind) -> None:
    words = shown(card(kind, sample_request(State.DENIED)))

    assert "Adam Abel said no." in words
    assert "Note:  Please ring me first" in words


@pytest.mark.parametrize("state", State)
def test_every_card_names_the_request_for_a_later_question(state: State) -> None:
    for kind in (ViewKind.REQUESTER, ViewKind.APPROVER, ViewKind.ROOM, ViewKind.DELIVERY):
        assert "Request:  QW34RT7Y" in shown(card(kind, sample_request(state)))


def test_a_revoked_pass_is_not_to_be_handed_over() -> None:
    words = shown(card(ViewKind.DELIVERY, sample_request(State.REVOKED)))

    assert "Please do not hand the code over." in words


def test_an_unclear_answer_promises_no_code() -> None:
    unclear = replace(sample_request(State.ISSUING), why=Why.UNCLEAR)

    words = shown(card(ViewKind.DELIVERY, unclear))

    assert "no clear answer" in words
    assert "appears here" not in words


def test_a_new_request_is_announced_with_both_names() -> None:
    drawn = draw(View(ViewKind.APPROVER, sample_request(State.PENDING)))

    assert drawn.summary == "Rita Reyes asks for a pass for Uma Umber."


def test_an_outcome_is_text_alone() -> None:
    drawn = draw(View(ViewKind.OUTCOME, sample_request(State.DENIED)))

    assert drawn.card is None
    assert drawn.text == (
        "The request for Uma Umber was denied. Adam Abel said no. Note: “Please ring me first”"
    )
