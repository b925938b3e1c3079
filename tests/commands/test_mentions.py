"""Mentions: of the bot at the start, of people as targets, and of those that are no targets."""

import pytest

from bot.commands.command import Command, Misread, RequestPass, ShowForm, ShowHelp, ShowStatus
from bot.commands.grammar import read_command
from bot.commands.mentions import Mention
from bot.domain.form import Filled
from bot.domain.misreadings import (
    BotMentioned,
    MentionUnclear,
    MentionWithoutId,
    Misreading,
    NotALifetime,
    TargetTwice,
    UnknownWord,
)
from bot.domain.terms import Terms
from tests.commands.moment import WHEN

UMA = "6f1c1c1e-8a57-4a6e-9a3e-0d6b0c0f1a2b"
ULF = "11111111-8a57-4a6e-9a3e-0d6b0c0f1a2b"
SAM, SAMUEL = "22222222-0000-4a6e-9a3e-000000000000", "33333333-0000-4a6e-9a3e-000000000000"

MENTIONS = [
    Mention("<at>TAP Bot</at>", None, is_bot=True),
    Mention("<at>Uma Underwood</at>", UMA),
    Mention("<at>Uma</at>", UMA),
    Mention("<at>Underwood</at>", UMA),
    Mention("<at>Ulf O&#39;Ude</at>", ULF),
    Mention("<at>Sam Smith</at>", SAM),
    Mention("<at>Sam Smith</at>", SAMUEL),
    Mention("<at>Help Desk</at>", None),
    Mention("<at>Twin</at>", ULF),
    Mention("<at>Twin</at>", None, is_bot=True),
]


def asks(*identities: str, reason: str | None = None) -> RequestPass:
    return RequestPass(identities, Terms(), reason)


UNDERSTOOD: list[tuple[str, Command]] = [
    ("<at>TAP Bot</at> /tap uma@contoso.com", asks("uma@contoso.com")),
    ("<at>TAP Bot</at>tap uma@contoso.com", asks("uma@contoso.com")),
    ("<at>TAP Bot</at>&nbsp;/tap uma@contoso.com", asks("uma@contoso.com")),
    ("\r\n<at>TAP Bot</at>\u00a0tap", ShowForm(Filled())),
    ("<at>TAP Bot</at> <at>TAP Bot</at> tap", ShowForm(Filled())),
    ('<at id="0">TAP Bot</at> tap', ShowForm(Filled())),
    ("<AT>TAP Bot</AT> tap", ShowForm(Filled())),
    ("\u200b<at>TAP Bot</at> tap", ShowForm(Filled())),
    ("<at>Twin</at> tap", ShowForm(Filled())),
    ("<at>Nobody said who this is</at> tap", ShowForm(Filled())),
    ("<at>TAP Bot</at>", ShowHelp()),
    ("please <at>TAP Bot</at> tap", ShowHelp()),
    # Somebody else at the start is no way to speak to the bot.
    ("<at>Uma Underwood</at> tap uma@contoso.com", ShowHelp()),
    ("<at>TAP Bot</at> <at>Uma</at> tap uma@contoso.com", ShowHelp()),
    ("<at>Uma</at> <at>TAP Bot</at> tap", ShowHelp()),
    ("<at>Help Desk</at> tap", ShowHelp()),
    # People as targets
    ("/tap <at>Uma Underwood</at>", asks(UMA)),
    ("<at>TAP Bot</at> tap <at>Uma Underwood</at>", asks(UMA)),
    ("/tap <at>Uma</at>", asks(UMA)),
    ('/tap "<at>Uma Underwood</at>"', asks(UMA)),
    ("/tap <at>Ulf O'Ude</at>", asks(ULF)),
    ("/tap <at>Ulf O\u2019Ude</at>", asks(ULF)),
    ("/tap <at>Uma Underwood</at> <at>Ulf O'Ude</at>", asks(UMA, ULF)),
    ("/tap <at>Uma</at>, <at>Ulf O'Ude</at>; a@contoso.com", asks(UMA, ULF, "a@contoso.com")),
    ("/tap <at>Uma Underwood</at><at>Ulf O'Ude</at>", asks(UMA, ULF)),
    ("/tap --once <at>Uma</at>", RequestPass((UMA,), Terms(one_time=True), None)),
    # Teams may make a mention of each of a person's names.
    ("/tap <at>Uma</at>&nbsp;<at>Underwood</at>", asks(UMA)),
    ("/tap <at>Uma</at> <at>Underwood</at> <at>Ulf O'Ude</at>", asks(UMA, ULF)),
    # Elsewhere a mention is its name.
    ("/tap <at>Uma</at> --reason so <at>Ulf O'Ude</at>", asks(UMA, reason="so Ulf O'Ude")),
    ('/tap <at>Uma</at> --reason="ask <at>TAP Bot</at>, ok"', asks(UMA, reason="ask TAP Bot, ok")),
    ("/tap Uma --reason <at>Uma</at> <at>Underwood</at>", asks("Uma", reason="Uma Underwood")),
    ("/tap <at>Uma</at> --reason for <at>Help Desk</at>", asks(UMA, reason="for Help Desk")),
    ("/tap status <at>Uma</at>", ShowStatus("Uma")),
]  # fmt: skip

REFUSED: list[tuple[str, Misreading]] = [
    ("/tap <at>TAP Bot</at>", BotMentioned()),
    ("<at>TAP Bot</at> tap <at>TAP Bot</at>", BotMentioned()),
    ("/tap <at>Uma</at> <at>TAP Bot</at>", BotMentioned()),
    ("/tap <at>Help Desk</at>", MentionWithoutId("Help Desk")),
    ("/tap a@contoso.com <at>Help Desk</at> --once", MentionWithoutId("Help Desk")),
    ("/tap <at>Rita Reyes</at>", MentionWithoutId("Rita Reyes")),
    ("/tap <at></at>", MentionWithoutId("")),
    ("/tap <at>Sam Smith</at>", MentionUnclear("Sam Smith")),
    ("/tap <at>Twin</at>", MentionUnclear("Twin")),
    ("/tap <at>Uma</at> <at>Uma</at>", TargetTwice("Uma")),
    ("/tap <at>Uma</at>, <at>Uma Underwood</at>", TargetTwice("Uma Underwood")),
    (f"/tap {UMA.upper()} <at>Uma</at>", TargetTwice("Uma")),
    ("/tap <at>Uma</at> Underwood", UnknownWord("Underwood", None)),
    ("/tap the <at>Uma</at>", UnknownWord("the", None)),
    ("/tap my<at>Uma</at>", UnknownWord("my", None)),
    ("/tap --once=<at>Uma</at>", UnknownWord("--once=Uma", "--once")),
    ("/tap <at>Uma</at> --lifetime <at>Uma</at>", NotALifetime("Uma")),
    ("/tap here <at>Uma</at>", UnknownWord("Uma", None)),
]


@pytest.mark.parametrize(("text", "command"), UNDERSTOOD)
def test_a_mention_is_who_the_activity_says(text: str, command: Command) -> None:
    assert read_command(text, WHEN, MENTIONS) == command


@pytest.mark.parametrize(("text", "refusal"), REFUSED)
def test_a_mention_that_is_nobody_in_particular_is_refused(text: str, refusal: Misreading) -> None:
    command = read_command(text, WHEN, MENTIONS)

    assert isinstance(command, Misread)
    assert command.refusal == refusal


def test_the_name_in_a_mention_is_never_a_name_to_look_for() -> None:
    command = read_command(
        "/tap <at>Grace Global</at>", WHEN, [Mention("<at>Grace Global</at>", UMA)]
    )

    assert command == asks(UMA)


def test_what_was_understood_of_mentions_stands_in_the_form() -> None:
    command = read_command("/tap <at>Uma</at> <at>Ulf O'Ude</at> --onse", WHEN, MENTIONS)

    assert command == Misread(UnknownWord("--onse", "--once"), Filled(target=f"{UMA}, {ULF}"))


@pytest.mark.parametrize("mark", ["\ue000", "\ue001", "\ue1ff"])
def test_nobody_can_type_a_mark_that_stands_for_a_mention(mark: str) -> None:
    command = read_command(f"/tap {mark} --reason <at>Uma</at>", WHEN, MENTIONS)

    assert command == asks("\ufffd", reason="Uma")


def test_other_private_characters_are_left_alone() -> None:
    assert read_command("/tap uma --reason \uf8ff phone", WHEN) == asks(
        "uma", reason="\uf8ff phone"
    )
