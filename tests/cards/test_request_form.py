from bot.commands.actions import LONGEST_NOTE
from bot.commands.wish import LONGEST_REASON
from bot.domain.form import Field, Filled, Use
from bot.domain.misreadings import NotALifetime
from cards import approval, request_form
from tests.cards.walk import Json, of_type, shown

FILLED = Filled(
    target="uma@contoso.com",
    person="11111111-0000-4000-8000-000000000003",
    lifetime="90m",
    use=Use.ONCE,
    date="2026-11-24",
    time="09:00",
    reason="Lost her phone",
)


def values(card: Json) -> dict[str, str]:
    return {each["id"]: each["value"] for each in of_type(card, "Input.") if "value" in each}


def test_an_empty_form_leaves_the_terms_to_the_policy() -> None:
    assert values(request_form.request_form()) == {Field.USE: Use.DEFAULT}


def test_a_filled_form_shows_everything_again() -> None:
    assert values(request_form.request_form(FILLED)) == {
        Field.TARGET: "uma@contoso.com",
        Field.PERSON: "11111111-0000-4000-8000-000000000003",
        Field.LIFETIME: "90m",
        Field.USE: Use.ONCE,
        Field.DATE: "2026-11-24",
        Field.TIME: "09:00",
        Field.REASON: "Lost her phone",
    }


def test_a_problem_stands_on_top_in_words() -> None:
    card = request_form.request_form(FILLED, NotALifetime("soon"))

    assert "Please check:  “soon” is not a lifetime." in shown(card["body"][1])


def test_a_person_is_picked_from_the_directory() -> None:
    (picker,) = [
        each
        for each in of_type(request_form.request_form(), "Input.ChoiceSet")
        if each["id"] == Field.PERSON
    ]

    assert picker["choices.data"]["dataset"] == "graph.microsoft.com/users"


def test_a_chat_sends_the_form_by_execute() -> None:
    (send,) = request_form.request_form()["actions"]

    assert (send["type"], send["verb"]) == ("Action.Execute", "request")


def test_a_dialog_sends_the_form_by_submit() -> None:
    (send,) = request_form.request_form(in_dialog=True)["actions"]

    assert (send["type"], send["data"]) == ("Action.Submit", {"verb": "request"})


def test_the_inputs_take_as_much_as_the_bot_reads() -> None:
    assert request_form.LONGEST_REASON == LONGEST_REASON
    assert approval.LONGEST_NOTE == LONGEST_NOTE
