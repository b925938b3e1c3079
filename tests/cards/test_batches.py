"""A batch on one card: a line for each, and what each reader can do about it."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.brief import Brief
from bot.domain.demands import Demands, How, Verify
from bot.domain.form import Verb
from bot.domain.people import Person
from bot.domain.refusals import OwnPass
from bot.domain.request import Approval, Request, State
from bot.domain.views import View, ViewKind
from bot.messages import deciding
from cards.draw import draw
from cards.samples import sample_request
from tests.cards.walk import Json, of_type, shown

ADA = Person("ada-id", "Ada Adler", "ada@contoso.com")
ULF = Person("ulf-id", "Ulf Ude", "ulf@contoso.com")


def one(name: str, state: State = State.PENDING, **more: object) -> Request:
    target = Person(f"{name}-id", name, f"{name.lower()}@contoso.com")
    request = replace(sample_request(state), id=f"ID{name.upper()}", target=target)
    return replace(request, **more)  # type: ignore[arg-type]  # named fields of a request


def card(kind: ViewKind, *batch: Request, reader: str | None = ADA.id) -> Json:
    lead, *others = batch
    drawn = draw(View(kind, lead, others=tuple(others), reader=reader)).card
    assert drawn is not None
    return drawn


def ticks(drawn: Json) -> dict[str, str]:
    return {each["id"]: each["value"] for each in of_type(drawn, "Input.Toggle")}


def verbs(drawn: Json) -> list[str]:
    return [each["verb"] for each in of_type(drawn, "Action.Execute")]


def names(drawn: Json) -> list[str]:
    """Those that stand in bold, which are people and labels."""
    return [each["text"] for each in of_type(drawn, "TextRun") if each.get("weight") == "Bolder"]


both = pytest.mark.parametrize("kind", [ViewKind.APPROVER, ViewKind.ROOM])


@both
def test_everybody_has_a_line_and_a_tick_that_is_set(kind: ViewKind) -> None:
    drawn = card(kind, one("Uma"), one("Ben"), one("una"))

    assert ticks(drawn) == {"row-IDUMA": "true", "row-IDBEN": "true", "row-IDUNA": "true"}
    assert names(drawn)[:3] == ["Ben", "Uma", "una"]
    assert verbs(drawn) == [Verb.APPROVE, Verb.DENY]


@both
def test_who_is_decided_has_no_tick_and_shows_the_state(kind: ViewKind) -> None:
    drawn = card(kind, one("Ben", State.DENIED), one("Uma"), one("Zoe", State.ISSUED))

    assert list(ticks(drawn)) == ["row-IDUMA"]
    assert names(drawn)[:3] == ["Uma", "Ben", "Zoe"]
    assert "denied  \N{MIDDLE DOT} IDBEN" in shown(drawn)
    assert "with the approver  \N{MIDDLE DOT} IDZOE" in shown(drawn)


def test_a_batch_that_is_decided_has_no_button() -> None:
    drawn = card(ViewKind.APPROVER, one("Ben", State.DENIED), one("Uma", State.USED))

    assert not of_type(drawn, "Action.")
    assert not ticks(drawn)


def test_the_reader_has_no_tick_on_their_own_row() -> None:
    drawn = card(ViewKind.APPROVER, one("Ben"), one("Uma"), reader="Uma-id")

    assert list(ticks(drawn)) == ["row-IDBEN"]
    assert deciding.OWN_ROW in shown(drawn)


def test_a_batch_of_the_reader_s_own_passes_has_no_button() -> None:
    drawn = card(ViewKind.APPROVER, one("Uma"), one("Ben", State.DENIED), reader="Uma-id")

    assert not of_type(drawn, "Action.")


def test_whom_the_reader_approved_is_not_ticked_but_can_be_denied() -> None:
    voted = one("Uma", approvals=(Approval(ADA),), brief=Brief(Demands(approvals=2)))

    drawn = card(ViewKind.APPROVER, voted, one("Ben"))

    assert ticks(drawn) == {"row-IDBEN": "true", "row-IDUMA": "false"}
    assert deciding.VOTED_ROW in shown(drawn)


def test_another_s_approval_is_named_and_the_row_is_ticked() -> None:
    voted = one("Uma", approvals=(Approval(ULF, How.IN_PERSON),))

    drawn = card(ViewKind.APPROVER, voted, one("Ben"))

    assert ticks(drawn)["row-IDUMA"] == "true"
    assert "Approved so far by:  Ulf Ude" in shown(drawn)
    assert "Verified:  Ulf Ude saw them in person" in shown(drawn)


def test_who_waits_for_a_manager_can_only_be_denied() -> None:
    waits = Brief(Demands(verify=Verify.MANAGER), manager=ULF)

    drawn = card(ViewKind.APPROVER, one("Uma", brief=waits), one("Ben", brief=waits))

    assert ticks(drawn) == {"row-IDBEN": "false", "row-IDUMA": "false"}
    assert verbs(drawn) == [Verb.DENY]
    assert "Ulf Ude has to confirm first." in shown(drawn)


def test_each_has_their_own_numbers_and_all_one_question() -> None:
    called = Brief(Demands(verify=Verify.ATTESTED), phones=("+44 1",))
    none = Brief(Demands(verify=Verify.ATTESTED))

    drawn = card(ViewKind.APPROVER, one("Uma", brief=called), one("Ben", brief=none))

    (how,) = of_type(drawn, "Input.ChoiceSet")
    assert [choice["value"] for choice in how["choices"]] == list(How)
    assert "isRequired" not in how
    assert shown(drawn).index("Numbers on record:  none") < shown(drawn).index("+44 1")


def test_what_was_refused_stands_on_top_with_whose_it_was() -> None:
    uma, ben = one("Uma"), one("Ben")
    view = View(ViewKind.APPROVER, uma, others=(ben,), refused=((uma, OwnPass()),))

    drawn = draw(view).card

    assert drawn is not None
    assert "Please check:  Uma: This pass would be your own" in shown(drawn["body"][2])


@pytest.mark.parametrize(
    ("states", "title"),
    [
        ((State.PENDING, State.PENDING), "Waiting for approval"),
        ((State.DENIED, State.DENIED), "Denied"),
        ((State.DENIED, State.ISSUED), deciding.SEVERAL),
    ],
)
def test_the_requester_s_card_lists_all_with_state_and_id(
    states: Sequence[State], title: str
) -> None:
    drawn = card(ViewKind.REQUESTER, one("Uma", states[0]), one("Ben", states[1]))

    assert drawn["body"][0]["text"] == title
    assert names(drawn)[:2] == ["Ben", "Uma"]
    assert "\N{MIDDLE DOT} IDUMA" in shown(drawn)
    assert "\N{MIDDLE DOT} IDBEN" in shown(drawn)


def test_a_batch_is_announced_with_how_many_it_is_about() -> None:
    drawn = draw(View(ViewKind.APPROVER, one("Uma"), others=(one("Ben"), one("Zoe"))))

    assert drawn.summary == "Rita Reyes asks for passes for 3 people."


def test_twenty_of_the_longest_names_in_any_script_stay_within_what_teams_takes() -> None:
    brief = Brief(Demands(approvals=2, verify=Verify.ATTESTED), phones=("+44 20 7946 0123",))
    many = [one("\N{CJK UNIFIED IDEOGRAPH-4E00}" * 256, brief=brief) for _ in range(20)]
    numbered = [replace(each, id=f"ID{place}") for place, each in enumerate(many)]

    drawn = card(ViewKind.APPROVER, *numbered)

    assert len(json.dumps(drawn)) < 28_000
