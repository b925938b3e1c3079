"""Whom a pass is for, one or many at once."""

import pytest

from bot.commands.command import Misread, RequestPass
from bot.commands.grammar import read_command
from bot.domain.misreadings import Misreading, TargetTwice, TooManyTargets, UnknownWord
from bot.domain.refusals import NoSuchPerson, Refusal
from bot.domain.terms import Terms
from tests.commands.moment import WHEN

UMA, ADAM, ULF = "uma@contoso.com", "adam@contoso.com", "ulf@contoso.com"
GINA = "gina_fabrikam.com#EXT#@contoso.onmicrosoft.com"
ID = "6f1c1c1e-8a57-4a6e-9a3e-0d6b0c0f1a2b"
OTHER_ID = "00000000-8a57-4a6e-9a3e-0d6b0c0f1a2b"
PEOPLE = [f"p{n}@contoso.com" for n in range(1, 22)]

MANY: list[tuple[str, list[str]]] = [
    (f"/tap {UMA} {ADAM} {ULF}", [UMA, ADAM, ULF]),
    (f"/tap {UMA}\n{ADAM}\n{ULF}", [UMA, ADAM, ULF]),
    (f"/tap\r\n{UMA}\r\n{ADAM}\r\n", [UMA, ADAM]),
    (f"<p>/tap {UMA}</p><p>{ADAM}</p>", [UMA, ADAM]),
    (f"/tap <ul><li>{UMA}</li><li>{ADAM}</li></ul>", [UMA, ADAM]),
    (f"/tap {UMA}, {ADAM}, {ULF}", [UMA, ADAM, ULF]),
    (f"/tap {UMA},{ADAM},{ULF}", [UMA, ADAM, ULF]),
    (f"/tap {UMA};{ADAM}; {ULF};", [UMA, ADAM, ULF]),
    (f"/tap {UMA} , {ADAM} ;; {ULF},", [UMA, ADAM, ULF]),
    (f"/tap {ID} {ADAM}", [ID, ADAM]),
    (f"/tap {ADAM} {ID}, {OTHER_ID}", [ADAM, ID, OTHER_ID]),
    (f'/tap "{UMA}" "{ADAM}"', [UMA, ADAM]),
    (f'/tap "{UMA}; {ADAM}"', [UMA, ADAM]),
    (f'/tap <a href="mailto:{UMA}">Uma</a> <a href="mailto:{ADAM}">Adam</a>', [UMA, ADAM]),
    (f"/tap [{UMA}](mailto:{UMA}), [Adam](mailto:{ADAM})", [UMA, ADAM]),
    (f"/tap Uma Underwood <{UMA}>; Adam Abel <{ADAM}>", [UMA, ADAM]),
    (f"/tap Underwood, Uma &lt;{UMA}&gt;; Abel, Adam &lt;{ADAM}&gt;", [UMA, ADAM]),
    (f"/tap {ULF}, Uma Underwood <{UMA}>, {ADAM}", [ULF, UMA, ADAM]),
    (f'/tap "Uma Underwood"<{UMA}> <{ADAM}>', [UMA, ADAM]),
    (f"/tap --once {UMA} {ADAM}", [UMA, ADAM]),
    (f"/tap {' '.join(PEOPLE[:20])}", PEOPLE[:20]),
]

ONE: list[tuple[str, str]] = [
    ("/tap Underwood, Uma", "Underwood, Uma"),
    ("/tap Uma Underwood;", "Uma Underwood"),
    ("/tap Uma von und zu Underwood", "Uma von und zu Underwood"),
    ("/tap Jean-Luc", "Jean-Luc"),
    ("/tap Uma (Sales)", "Uma (Sales)"),
    # Whether these are anybody's is not for the words to say.
    (f"/tap {GINA}", GINA),
    ("/tap o'brien@contoso.com", "o'brien@contoso.com"),
    ("/tap o\u2019brien@contoso.com", "o'brien@contoso.com"),
    ("/tap O&#39;Brien", "O'Brien"),
    ("/tap $uma@contoso.com", "$uma@contoso.com"),
    ("/tap $uma", "$uma"),
    ("/tap uma+new@contoso.com", "uma+new@contoso.com"),
    ("/tap UMA@CONTOSO.COM", "UMA@CONTOSO.COM"),
    (f"/tap {ID.upper()}", ID.upper()),
    ("/tap ../users/uma@contoso.com?$select=id", "../users/uma@contoso.com?$select=id"),
    ("/tap \u202euma@contoso.com\u202c", UMA),
    ("/tap \u2067uma@contoso.com\u2069\u200f", UMA),
    ("/tap u\u200bm\u200ca\u2060@contoso.com\ufeff", UMA),
    ("/tap \u05d0\u05d5\u05de\u05d4", "\u05d0\u05d5\u05de\u05d4"),
    ("/tap uma", "uma"),
    ("/tap cancelled", "cancelled"),
    ("/tap @uma", "@uma"),
]  # fmt: skip

WRONG: list[tuple[str, Refusal]] = [
    (f"/tap {' '.join(PEOPLE)}", TooManyTargets(21, 20)),
    (f"/tap {', '.join([*PEOPLE, UMA, ADAM])} --once", TooManyTargets(23, 20)),
    (f"/tap {UMA} {UMA}", TargetTwice(UMA)),
    (f"/tap {UMA} {ADAM} Uma@Contoso.com", TargetTwice("Uma@Contoso.com")),
    (f"/tap {UMA}; Uma Underwood <{UMA}>", TargetTwice(f"<{UMA}>")),
    (f"/tap {ID} {ID.upper()}", TargetTwice(ID.upper())),
    (f"/tap {' '.join(PEOPLE)} {PEOPLE[0]}", TargetTwice(PEOPLE[0])),
    (f"/tap Uma Underwood {ADAM}", UnknownWord("Uma", None)),
    (f"/tap {ADAM} Uma", UnknownWord("Uma", None)),
    (f"/tap Bob {ADAM} Uma <{UMA}>", UnknownWord("Bob", None)),
    (f"/tap Bob; Uma <{UMA}>", UnknownWord("Bob", None)),
    (f"/tap Uma <{UMA}> Bob", UnknownWord("Bob", None)),
    (f"/tap {UMA} once", UnknownWord("once", "--once")),
    (f"/tap {UMA} {ADAM} 60", UnknownWord("60", None)),
    (f"/tap {UMA} -once {ADAM}", UnknownWord("-once", "--once")),
    (f"/tap {UMA} {ADAM} --once {ULF}", UnknownWord(ULF, None)),
    (f"/tap {UMA} and {ADAM}", UnknownWord("and", None)),
    (f"/tap {UMA} <{ADAM}", UnknownWord(f"<{ADAM}", None)),
    (f"/tap {UMA} @ {ADAM}", UnknownWord("@", None)),
    (f"/tap {UMA} {'u' * 300}@contoso.com", NoSuchPerson("u" * 59 + "…")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "identities"), MANY)
def test_several_people_are_asked_for_at_once(text: str, identities: list[str]) -> None:
    command = read_command(text, WHEN)

    assert isinstance(command, RequestPass)
    assert command.identities == tuple(identities)


@pytest.mark.parametrize(("text", "identity"), ONE)
def test_a_name_stands_alone_and_an_address_may_look_odd(text: str, identity: str) -> None:
    assert read_command(text, WHEN) == RequestPass((identity,), Terms(), None)


@pytest.mark.parametrize(("text", "refusal"), WRONG)
def test_one_word_too_many_refuses_the_whole(text: str, refusal: Refusal) -> None:
    command = read_command(text, WHEN)

    assert isinstance(command, Misread)
    assert command.refusal == refusal


def test_what_is_wrong_with_the_words_is_known_from_them_alone() -> None:
    kinds = {type(refusal) for _, refusal in WRONG}

    assert {kind for kind in kinds if not issubclass(kind, Misreading)} == {NoSuchPerson}
