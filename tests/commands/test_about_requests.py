"""Commands about requests that are there, and odd texts that are none."""

import pytest

from bot.commands.command import (
    CancelRequest,
    Command,
    Misread,
    Pause,
    Resume,
    RevokePass,
    ShowForm,
    ShowHelp,
    ShowPending,
    ShowStatus,
)
from bot.commands.grammar import read_command
from bot.domain.form import Filled
from bot.domain.misreadings import MessageTooLong, NoRequestId, UnknownWord
from bot.domain.refusals import NoSuchRequest, ReasonTooLong, Refusal
from tests.commands.moment import WHEN

UNDERSTOOD: list[tuple[str, Command]] = [
    ("tap status", ShowStatus(None)),
    ("/tap Status 7Kx-2", ShowStatus("7Kx-2")),
    ("/tap pending", ShowPending()),
    ("<at>TAP</at> TAP Pending", ShowPending()),
    ("/tap cancel 7KX2M9QP", CancelRequest("7KX2M9QP")),
    ("tap CANCEL 7Kx-2_", CancelRequest("7Kx-2_")),
    ('/tap cancel "7KX"', CancelRequest("7KX")),
    ("/tap\ncancel\n7KX", CancelRequest("7KX")),
    ("/tap revoke 7KX2M9QP", RevokePass("7KX2M9QP")),
    ("/Tap Revoke 7KX", RevokePass("7KX")),
    ("/tap rev\u200boke 7K\u202eX", RevokePass("7KX")),
    ("/tap pause", Pause()),
    ("/tap resume", Resume()),
    ("cancel 7KX", ShowHelp()),
    ("/tapcancel 7KX", ShowHelp()),
    ("\u202e/tap\u202c", ShowForm(Filled())),
    ("\u200b \u2060", ShowHelp()),
    ("x" * 200_000, ShowHelp()),
    ("/tap" + " " * 100_000, ShowForm(Filled())),
]

REFUSED: list[tuple[str, Refusal]] = [
    ("/tap cancel", NoRequestId("cancel")),
    ("/tap CANCEL ", NoRequestId("cancel")),
    ('/tap cancel ""', NoRequestId("cancel")),
    ("/tap revoke", NoRequestId("revoke")),
    ("/tap cancel 7KX 8LY", UnknownWord("8LY", None)),
    ("/tap revoke 7KX please", UnknownWord("please", None)),
    ("/tap revoke 7KX --once", UnknownWord("--once", "--once")),
    ("/tap cancel all of them", UnknownWord("of", None)),
    ("/tap cancel 7KX;", NoSuchRequest()),
    ("/tap cancel " + "7" * 65, NoSuchRequest()),
    ("/tap revoke ../7KX", NoSuchRequest()),
    ("/tap status 7K 8L", UnknownWord("8L", None)),
    ("/tap pending 7KX", UnknownWord("7KX", None)),
    ("/tap pending --once", UnknownWord("--once", "--once")),
    ("/tap uma@contoso.com --reason " + "long " * 2_000, ReasonTooLong(500)),
    ("/tap uma@contoso.com --reason " + "\u05d0" * 10_000, ReasonTooLong(500)),
    ("/tap uma@contoso.com --once" + " " * 10_000 + "--multi", MessageTooLong(4_000)),
    ("/tap uma@contoso.com" + "\u200b" * 10_000 + "--once", MessageTooLong(4_000)),
    ("/tap cancel 7KX" + "\n" * 5_000 + "8LY", MessageTooLong(4_000)),
]


@pytest.mark.parametrize(("text", "command"), UNDERSTOOD)
def test_a_command_about_requests_is_understood(text: str, command: Command) -> None:
    assert read_command(text, WHEN) == command


@pytest.mark.parametrize(("text", "refusal"), REFUSED)
def test_a_word_too_few_or_too_many_is_said(text: str, refusal: Refusal) -> None:
    command = read_command(text, WHEN)

    assert isinstance(command, Misread)
    assert command.refusal == refusal
