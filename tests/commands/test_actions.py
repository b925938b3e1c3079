import pytest

from bot.commands.actions import (
    Action,
    Approve,
    Confirm,
    Contradict,
    Deny,
    Done,
    NotRight,
    OpenForm,
    Received,
    ShowPass,
    TryAgain,
    TryAllAgain,
    read_action,
)
from bot.commands.command import CancelRequest, Misread, RequestPass, RevokePass
from bot.domain.demands import How
from bot.domain.form import Filled, Verb
from bot.domain.misreadings import NoTarget, NotUnderstood
from bot.domain.terms import Terms
from tests.commands.moment import WHEN

SENSELESS = Misread(NotUnderstood(), Filled())

BUTTONS: list[tuple[str, dict[str, object], Action]] = [
    ("approve", {"request": "7Kx-2_"}, Approve("7Kx-2_")),
    ("deny", {"request": "7K"}, Deny("7K", None)),
    ("deny", {"request": "7K", "note": ""}, Deny("7K", None)),
    ("deny", {"request": "7K", "note": None}, Deny("7K", None)),
    ("deny", {"request": "7K", "note": " \u200b "}, Deny("7K", None)),
    ("deny", {"request": "7K", "note": " not\nyet "}, Deny("7K", "not yet")),
    ("deny", {"request": "7K", "note": "x" * 301}, Deny("7K", "x" * 300)),
    ("approve", {"request": "7K", "how": "in-person"}, Approve("7K", How.IN_PERSON)),
    ("approve", {"request": "7K", "how": "by-magic"}, Approve("7K")),
    ("approve", {"request": "7K", "how": ["in-person"]}, Approve("7K")),
    ("approve", {"request": "7K", "row-7K": "true"}, Approve("7K", rows=("7K",))),
    (
        "approve",
        {"request": "7K", "row-7K": "false", "row-8L": "true"},
        Approve("7K", rows=("8L",)),
    ),
    ("approve", {"request": "7K", "row-7K": "false"}, Approve("7K", rows=())),
    ("approve", {"request": "7K", "row-7K": True, "row-8L": 1}, Approve("7K", rows=())),
    ("approve", {"request": "7K", "row-' or 1=1": "true", "row-": "true"}, Approve("7K", rows=())),
    ("deny", {"request": "7K", "row-7K": "true"}, Deny("7K", None, ("7K",))),
    ("confirm", {"request": "7K"}, Confirm("7K")),
    ("contradict", {"request": "7K"}, Contradict("7K")),
    ("done", {"request": "7K"}, Done("7K")),
    ("show-pass", {"request": "7K", "msteams": {"type": "task/fetch"}}, ShowPass("7K")),
    ("received", {"request": "7K"}, Received("7K")),
    ("try-again", {"request": "7K"}, TryAgain("7K")),
    ("try-all-again", {"request": "7K"}, TryAllAgain("7K")),
    ("cancel", {"request": "7K"}, CancelRequest("7K")),
    ("revoke", {"request": "7K"}, RevokePass("7K")),
    ("not-right", {"request": "7K"}, NotRight("7K")),
    ("open-form", {}, OpenForm()),
    ("open-form", {"request": 5}, OpenForm()),
    ("request", {"target": "uma@contoso.com"}, RequestPass(("uma@contoso.com",), Terms(), None)),
    ("request", {}, Misread(NoTarget(), Filled())),
]


@pytest.mark.parametrize(("verb", "data", "action"), BUTTONS)
def test_a_verb_beside_the_data_is_read(verb: str, data: dict[str, object], action: Action) -> None:
    assert read_action(verb, data, WHEN) == action


@pytest.mark.parametrize(("verb", "data", "action"), BUTTONS)
def test_a_verb_in_the_data_is_read(verb: str, data: dict[str, object], action: Action) -> None:
    assert read_action(None, data | {"verb": verb}, WHEN) == action


def test_the_verb_beside_the_data_is_the_one_that_counts() -> None:
    assert read_action("deny", {"verb": "approve", "request": "7K"}, WHEN) == Deny("7K", None)


@pytest.mark.parametrize("verb", [*Verb])
def test_every_verb_is_read(verb: Verb) -> None:
    assert read_action(verb, {"request": "7K"}, WHEN) != SENSELESS


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("approve", None),
        ("approve", "7K"),
        ("approve", ["request", "7K"]),
        ("approve", {}),
        ("approve", {"request": None}),
        ("approve", {"request": 7}),
        ("approve", {"request": ""}),
        ("approve", {"request": "7K\n"}),
        ("approve", {"request": "7K' or 1=1"}),
        ("approve", {"request": "x" * 65}),
        ("approve", {"request": ["7K"]}),
        ("Approve", {"request": "7K"}),
        ("approve ", {"request": "7K"}),
        ("bless", {"request": "7K"}),
        ("", {"request": "7K"}),
        (5, {"request": "7K"}),
        ({"verb": "approve"}, {"request": "7K"}),
        (["approve"], {"request": "7K", "verb": "approve"}),
        (None, {"request": "7K"}),
        (None, {"request": "7K", "verb": None}),
        (None, {"request": "7K", "verb": ["approve"]}),
        (None, None),
        ("deny", {"request": "7K", "note": 5}),
        ("deny", {"request": "7K", "note": ["no"]}),
        ("request", {"target": {"id": 5}}),
        ("open-form", None),
    ],
)
def test_what_no_card_of_ours_sends_is_not_understood(verb: object, data: object) -> None:
    assert read_action(verb, data, WHEN) == SENSELESS
