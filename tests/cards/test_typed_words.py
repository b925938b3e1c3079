"""What a person typed, or the directory says, never acts as Markdown."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.brief import Brief
from bot.domain.demands import Approvers, Demands, How, Verify
from bot.domain.form import Filled
from bot.domain.people import Person
from bot.domain.refusals import NoSuchPerson
from bot.domain.request import Approval, Request, State
from bot.domain.rules import Standing
from bot.domain.views import CodeView, View, ViewKind
from cards.draw import draw
from cards.help import help_card
from cards.request_form import request_form
from cards.samples import sample_request
from tests.cards.walk import Json, of_type, parts, shown

CANARY = "[x](http://evil) *b* {{DATE(x)}}"


def poisoned(state: State) -> Request:
    someone = Person("id", CANARY, CANARY)
    return replace(
        sample_request(state),
        requester=someone,
        target=someone,
        decided_by=someone,
        approvals=(Approval(someone),),
        reason=CANARY,
        note=CANARY,
        reference=CANARY,
    )


def strings_outside_of_runs(node: Any) -> list[str]:
    if isinstance(node, dict):
        children = [
            child
            for key, child in node.items()
            if (node.get("type"), key) != ("TextRun", "text")
            and not (str(node.get("type")).startswith("Input.") and key == "value")
        ]
        return [text for child in children for text in strings_outside_of_runs(child)]
    if isinstance(node, list):
        return [text for child in node for text in strings_outside_of_runs(child)]
    return [node] if isinstance(node, str) else []


def is_clean(card: Json) -> bool:
    """Whether what was typed stands in text runs and values of inputs only."""
    outside = strings_outside_of_runs(card)
    return CANARY in shown(card) and not any("evil" in text for text in outside)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    "kind", [ViewKind.REQUESTER, ViewKind.APPROVER, ViewKind.ROOM, ViewKind.DELIVERY]
)
def test_a_request_keeps_it_in_text_runs(kind: ViewKind, state: State) -> None:
    card = draw(View(kind, poisoned(state))).card

    assert card is not None
    assert is_clean(card)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", [ViewKind.REQUESTER, ViewKind.APPROVER, ViewKind.ROOM])
def test_a_batch_keeps_it_in_text_runs(kind: ViewKind, state: State) -> None:
    others = tuple(replace(poisoned(each), id=f"ID{each}") for each in (state, State.PENDING))
    refused = ((others[0], NoSuchPerson(CANARY)),)
    view = View(kind, poisoned(state), others=others, reader="id-of-ada", refused=refused)

    card = draw(view).card

    assert card is not None
    assert is_clean(card)


@pytest.mark.parametrize("verify", Verify)
@pytest.mark.parametrize("kind", [ViewKind.APPROVER, ViewKind.CONFIRMATION, ViewKind.REQUESTER])
def test_what_is_demanded_keeps_it_in_text_runs(kind: ViewKind, verify: Verify) -> None:
    asked = poisoned(State.PENDING)
    named = Approvers(people=frozenset({"ada"}))
    demands = Demands(named, approvals=2, verify=verify, rule=CANARY)
    brief = Brief(demands, manager=asked.target, phones=(CANARY,))
    given = (Approval(asked.target, How.IN_PERSON),)

    card = draw(
        View(kind, replace(asked, brief=brief, approvals=given), reader="ada", approved_before=2)
    ).card

    assert card is not None
    assert is_clean(card)


def test_the_card_with_the_code_keeps_it_in_text_runs() -> None:
    card = draw(CodeView(poisoned(State.ISSUED), "Rm!2_a*b")).card

    assert card is not None
    assert is_clean(card)


def test_the_form_keeps_it_in_text_runs_and_values() -> None:
    filled = Filled(target=CANARY, lifetime=CANARY, reason=CANARY)

    card = request_form(filled, NoSuchPerson(CANARY))

    assert is_clean(card)


def test_help_keeps_the_contact_in_text_runs() -> None:
    assert is_clean(help_card(Standing(requests=False, approves=False, contact=CANARY)))


def test_a_long_word_may_break_so_that_it_stays_inside_the_card() -> None:
    request = replace(sample_request(State.PENDING), reason="x" * 90)

    card = draw(View(ViewKind.APPROVER, request)).card

    assert card is not None
    runs = [part["text"] for part in of_type(card, "TextRun")]
    assert max(len(word) for text in runs for word in text.replace("\u200b", " ").split()) <= 30


def test_a_upn_that_fits_a_line_can_be_copied_as_it_is() -> None:
    upn = f"{'u' * 40}@contoso.com"
    target = Person("id", "Uma Umber", upn)
    request = replace(sample_request(State.PENDING), target=target)

    card = draw(View(ViewKind.APPROVER, request)).card

    assert upn in {part.get("text") for part in parts(card)}
