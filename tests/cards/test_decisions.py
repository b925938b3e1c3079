"""What an approver, and the target's manager, read and can do, by what is demanded of them."""

from dataclasses import replace

import pytest

from bot.domain.brief import Brief
from bot.domain.demands import Approvers, Demands, How, Verify
from bot.domain.form import Verb
from bot.domain.people import Person
from bot.domain.request import Approval, State
from bot.domain.views import View, ViewKind
from bot.messages import deciding
from cards.draw import draw
from cards.samples import sample_request
from tests.cards.walk import Json, of_type, shown

ADA = Person("ada-id", "Ada Adler", "ada@contoso.com")
ULF = Person("ulf-id", "Ulf Ude", "ulf@contoso.com")
PENDING = sample_request(State.PENDING)


def asked(brief: Brief, reader: str | None = ADA.id, **more: object) -> Json:
    request = replace(PENDING, brief=brief, **more)  # type: ignore[arg-type]  # named fields of it
    drawn = draw(View(ViewKind.APPROVER, request, reader=reader)).card
    assert drawn is not None
    return drawn


def verbs(drawn: Json) -> list[str]:
    return [each["verb"] for each in of_type(drawn, "Action.Execute")]


def choices(drawn: Json) -> list[str]:
    return [each["value"] for part in of_type(drawn, "Input.ChoiceSet") for each in part["choices"]]


def test_an_approver_is_asked_how_they_made_sure() -> None:
    brief = Brief(Demands(verify=Verify.ATTESTED), phones=("+44 1", "+44 2"))

    drawn = asked(brief)

    assert choices(drawn) == list(How)
    assert "Numbers on record:  +44 1, +44 2" in shown(drawn)


def test_the_question_does_not_stand_in_the_way_of_a_denial() -> None:
    drawn = asked(Brief(Demands(verify=Verify.ATTESTED)))

    assert not any(each.get("isRequired") for each in of_type(drawn, "Input."))


def test_without_a_number_on_record_nobody_is_asked_to_call_it() -> None:
    drawn = asked(Brief(Demands(verify=Verify.ATTESTED)))

    assert choices(drawn) == [How.IN_PERSON, How.MANAGER_SAID]
    assert "Numbers on record:  none" in shown(drawn)


@pytest.mark.parametrize("verify", [Verify.NONE, Verify.MANAGER])
def test_nothing_is_to_choose_where_nothing_is_asked(verify: Verify) -> None:
    drawn = asked(Brief(Demands(verify=verify), manager=ULF, phones=("+44 1",)))

    assert choices(drawn) == []
    assert "+44 1" not in shown(drawn)


def test_until_the_manager_has_confirmed_it_can_only_be_denied() -> None:
    brief = Brief(Demands(verify=Verify.MANAGER), manager=ULF)

    before, after = asked(brief), asked(brief, confirmed_by=ULF)

    assert verbs(before) == [Verb.DENY]
    assert "Ulf Ude, the manager of Uma Umber, has to confirm first." in shown(before)
    assert verbs(after) == [Verb.APPROVE, Verb.DENY]
    assert "Confirmed by:  Ulf Ude" in shown(after)


def test_who_has_approved_can_only_deny() -> None:
    drawn = asked(Brief(Demands(approvals=2)), approvals=(Approval(ADA),))

    assert verbs(drawn) == [Verb.DENY]
    assert deciding.VOTED in shown(drawn)


def test_who_has_not_approved_yet_reads_how_the_other_made_sure() -> None:
    brief = Brief(Demands(approvals=2, verify=Verify.ATTESTED))

    drawn = asked(brief, approvals=(Approval(ULF, How.MANAGER_SAID),))

    assert verbs(drawn) == [Verb.APPROVE, Verb.DENY]
    assert "Verified:  their manager confirmed it to Ulf Ude" in shown(drawn)


@pytest.mark.parametrize(
    ("approvers", "rule", "words"),
    [
        (Approvers(frozenset({"g"})), "", "an approver of this help desk"),
        (Approvers(frozenset({"g"})), "Night", "an approver by the rule “Night”"),
        (Approvers(people=frozenset({ADA.id})), "Night", "the rule “Night” names you"),
        (Approvers(frozenset({"g"}), manager=True), "Night", "an approver by the rule “Night”"),
    ],
)
def test_an_approver_reads_why_they_are_asked(approvers: Approvers, rule: str, words: str) -> None:
    drawn = asked(Brief(Demands(approvers, rule=rule), manager=ULF))

    assert "You are asked because" in shown(drawn)
    assert words in shown(drawn)


def test_a_manager_who_decides_reads_that_this_is_why() -> None:
    brief = Brief(Demands(Approvers(manager=True), rule="Night"), manager=ULF)

    assert "you are the manager of Uma Umber" in shown(asked(brief, ULF.id))


def test_a_card_that_several_read_does_not_say_why_one_of_them_is_asked() -> None:
    drawn = asked(Brief(Demands(Approvers(people=frozenset({ADA.id})))), reader=None)

    assert "You are asked" not in shown(drawn)


def test_how_often_the_reader_approved_the_requester_is_said_where_it_was_ever() -> None:
    view = View(ViewKind.APPROVER, PENDING, reader=ADA.id, approved_before=9)

    said, unsaid = draw(view).card, draw(replace(view, approved_before=0)).card

    assert said is not None
    assert unsaid is not None
    assert "You approved 9 requests of Rita Reyes within the last 30 days." in shown(said)
    assert "within the last 30 days" not in shown(unsaid)


def test_the_manager_can_say_yes_or_with_a_second_click_no() -> None:
    waits = replace(PENDING, brief=Brief(Demands(verify=Verify.MANAGER), manager=ULF))

    drawn = draw(View(ViewKind.CONFIRMATION, waits)).card

    assert drawn is not None
    (no,) = of_type(drawn, "Action.ShowCard")
    assert verbs(drawn) == [Verb.CONFIRM, Verb.CONTRADICT]
    assert verbs(no) == [Verb.CONTRADICT]
    for part in ("Rita Reyes asks", "uma@contoso.com", "Lost her phone, INC-1234"):
        assert part in shown(drawn)


@pytest.mark.parametrize("state", [state for state in State if state is not State.PENDING])
def test_a_manager_sees_what_became_of_it_and_has_no_button(state: State) -> None:
    drawn = draw(View(ViewKind.CONFIRMATION, sample_request(state))).card

    assert drawn is not None
    assert not of_type(drawn, "Action.")


@pytest.mark.parametrize("kind", [ViewKind.REQUESTER, ViewKind.APPROVER, ViewKind.ROOM])
def test_how_the_caller_was_verified_stays_to_be_read(kind: ViewKind) -> None:
    given = (Approval(ADA, How.CALLED_BACK), Approval(ULF, How.IN_PERSON))
    approved = replace(sample_request(State.APPROVED), approvals=given, confirmed_by=ULF)

    drawn = draw(View(kind, approved)).card

    assert drawn is not None
    assert (
        "Verified:  Ada Adler called back on the number on record; Ulf Ude saw them in person"
        in shown(drawn)
    )
    assert "Confirmed by:  Ulf Ude" in shown(drawn)
