"""Whatever is typed, no word of it is passed over: each has its place, or the whole is refused."""

from typing import get_args

from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands.command import Command, Misread, RequestPass
from bot.commands.grammar import read_command
from bot.commands.mentions import Mention
from bot.domain.misreadings import TargetTwice, TooManyTargets
from tests.commands.moment import WHEN

# A language's first use is slow once, which says nothing about the text that met it.

NEW = "New-PnPEntraIDUserTemporaryAccessPass"
UMA, ULF = "6f1c1c1e-8a57-4a6e-9a3e-0d6b0c0f1a2b", "11111111-8a57-4a6e-9a3e-0d6b0c0f1a2b"
MENTIONS = [
    Mention("<at>TAP</at>", None, is_bot=True),
    Mention("<at>Uma</at>", UMA),
    Mention("<at>Ulf</at>", ULF),
    Mention("<at>Desk</at>", None),
]
PIECES = f"""
    /tap tap <at>TAP</at> <at>Uma</at> <at>Ulf</at> <at>Desk</at> <at>X</at> <at></at> &nbsp; , ;
    a@x.y b@x.y, c@x.y; <d@x.y> Uma {UMA} {NEW} Get-PnPEntraIDUser | -Identity -IsUsableOnce:$true
    -StartDateTime (Get-Date).AddHours(2) -LifeTimeInMinutes 60 ' " ` $x --once --lifetime --reason
    cancel revoke pending status 7KX \ue000 \u2014once \u200b -
"""
texts = st.lists(st.sampled_from(PIECES.split()) | st.text(max_size=4)).map(" ".join)
# Words that cannot be read as anything but themselves.
strays = st.from_regex(r"q[a-z0-9.]{0,8}", fullmatch=True)
no_parameters = st.sampled_from(
    ["|", ";", "(", ")", "`", "'", "@{}", "#", "$x", "60", "-Force", "-Identity"]
)
addresses = st.lists(st.integers(1, 30), min_size=1, max_size=25).map(
    lambda numbers: [f"p{number}@contoso.com" for number in numbers]
)
separators = st.sampled_from([" ", "\n", ", ", ",", ";", "; ", " ,; ", "<br>"])


@given(texts, st.lists(st.sampled_from(MENTIONS)))
@example("<at>Uma</at>" * 400, MENTIONS)
@example(f"{NEW} -Identity " + "a" * 4_000, MENTIONS)
@example(f"{NEW} " + "-a " * 1_300, MENTIONS)
@example(f"{NEW} -StartDateTime (Get-Date)" + ".AddHours(1)" * 300, MENTIONS)
@example(f"{NEW} -StartDateTime (Get-Date).AddDays({'9' * 3_000})", MENTIONS)
@example(f"{NEW} -Identity '" + "''" * 1_900, MENTIONS)
def test_any_text_with_any_mentions_is_a_command(text: str, mentions: list[Mention]) -> None:
    command = read_command(text, WHEN, mentions)

    assert isinstance(command, get_args(Command))
    if isinstance(command, RequestPass):
        assert 1 <= len(command.identities) <= 20
        assert len({each.lower() for each in command.identities}) == len(command.identities)
        assert all(each.strip() == each != "" for each in command.identities)


@given(addresses, st.data())
def test_everybody_who_is_named_is_asked_for_or_nobody(
    people: list[str], data: st.DataObject
) -> None:
    text = "/tap "
    for person in people:
        text += person + data.draw(separators)

    command = read_command(text, WHEN)

    if len(set(people)) < len(people):
        assert isinstance(command, Misread)
        assert isinstance(command.refusal, TargetTwice)
    elif len(people) > 20:
        assert isinstance(command, Misread)
        assert command.refusal == TooManyTargets(len(people), 20)
    else:
        assert isinstance(command, RequestPass)
        assert command.identities == tuple(people)


@given(strays, st.data())
def test_a_stray_word_among_targets_and_flags_refuses_the_whole(
    stray: str, data: st.DataObject
) -> None:
    words = ["a@contoso.com", "<at>Uma</at>", "b@contoso.com", "--once"]
    words.insert(data.draw(st.integers(0, len(words))), stray)

    command = read_command(f"/tap {' '.join(words)}", WHEN, MENTIONS)

    assert isinstance(command, Misread)


@given(strays | no_parameters, st.data())
def test_a_stray_word_in_the_cmdlet_refuses_the_whole(stray: str, data: st.DataObject) -> None:
    words = [NEW, "-Identity a@x.y", "-LifeTimeInMinutes 60", "-StartDateTime (Get-Date)"]
    words.insert(data.draw(st.integers(0, len(words))), stray)

    command = read_command(" ".join(words), WHEN)

    assert isinstance(command, Misread)


@given(st.permutations(["-Identity a@x.y", "-LifeTimeInMinutes 60", "-IsUsableOnce"]))
def test_the_order_of_parameters_is_of_no_matter(parameters: list[str]) -> None:
    command = read_command(f"{NEW} {' '.join(parameters)}", WHEN)

    assert isinstance(command, RequestPass)
    assert command == read_command("/tap a@x.y --lifetime 60 --once", WHEN)
