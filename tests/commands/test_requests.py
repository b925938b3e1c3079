"""Texts that are understood."""

from datetime import timedelta

import pytest

from bot.commands.command import Command, RequestPass, SetRoom, ShowForm, ShowHelp
from bot.commands.grammar import read_command
from bot.domain.form import Filled
from bot.domain.terms import Terms
from tests.commands.moment import WHEN, berlin

UMA = "uma@contoso.com"
UMAS_ID = "6f1c1c1e-8a57-4a6e-9a3e-0d6b0c0f1a2b"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def asks(
    identity: str = UMA, lifetime: timedelta | None = None, reason: str | None = None
) -> RequestPass:
    return RequestPass((identity,), Terms(lifetime=lifetime), reason)


SIMPLE: list[tuple[str | None, Command]] = [
    (None, ShowHelp()),
    ("", ShowHelp()),
    ("   ", ShowHelp()),
    ("hello", ShowHelp()),
    ("help", ShowHelp()),
    ("taps uma@contoso.com", ShowHelp()),
    ("uma@contoso.com", ShowHelp()),
    ("please tap uma@contoso.com", ShowHelp()),
    ("<at>TAP Bot</at>", ShowHelp()),
    ("hi <at>TAP Bot</at> tap uma@contoso.com", ShowHelp()),
    ("/tap help", ShowHelp()),
    ("tap HELP", ShowHelp()),
    ("tap --help", ShowHelp()),
    ("tap ?", ShowHelp()),
    ("tap help me", ShowHelp()),
    ("tap", ShowForm(Filled())),
    ("/tap", ShowForm(Filled())),
    ("/TAP ", ShowForm(Filled())),
    ("<at>TAP Bot</at> Tap\u00a0", ShowForm(Filled())),
    ("tap here", SetRoom()),
    ("<at>TAP Bot</at> /Tap HERE", SetRoom()),
]

TARGETS: list[tuple[str, Command]] = [
    ("/tap uma@contoso.com", asks()),
    ("tap uma@contoso.com", asks()),
    ("TAP uma@contoso.com", asks()),
    ("\r\n<at>TAP Bot</at> /tap uma@contoso.com", asks()),
    ('tap <a href="mailto:uma@contoso.com">Uma</a>', asks()),
    ("tap [uma@contoso.com](mailto:uma@contoso.com)", asks()),
    ("tap Uma Tester <uma@contoso.com>", asks()),
    ("tap Uma Tester &lt;uma@contoso.com&gt;;", asks()),
    ("tap <uma@contoso.com>", asks()),
    ("tap o'brien@contoso.com", asks("o'brien@contoso.com")),
    (f"tap {UMAS_ID}", asks(UMAS_ID)),
    ("tap Uma", asks("Uma")),
    ("tap Uma Tester", asks("Uma Tester")),
    ('tap "Uma  Tester"', asks("Uma Tester")),
    ("tap Zoë Ångström-O'Neill", asks("Zoë Ångström-O'Neill")),
    ("tap --once uma@contoso.com", RequestPass((UMA,), Terms(one_time=True), None)),
]

TERMS: list[tuple[str, Command]] = [
    ("--lifetime 60", asks(lifetime=HOUR)),
    ("--lifetime 60m", asks(lifetime=HOUR)),
    ("--lifetime 90m", asks(lifetime=1.5 * HOUR)),
    ("--lifetime 8h", asks(lifetime=8 * HOUR)),
    ("--lifetime 1d", asks(lifetime=DAY)),
    ("--lifetime 1H30M", asks(lifetime=1.5 * HOUR)),
    ("--lifetime 1h 30m", asks(lifetime=1.5 * HOUR)),
    ("--lifetime 1d2h", asks(lifetime=DAY + 2 * HOUR)),
    ("--lifetime 90 minutes", asks(lifetime=1.5 * HOUR)),
    ("--lifetime 1 hour", asks(lifetime=HOUR)),
    ("--lifetime 2 hrs", asks(lifetime=2 * HOUR)),
    ("--lifetime 2 days", asks(lifetime=2 * DAY)),
    ("--lifetime=60", asks(lifetime=HOUR)),
    ("--LIFETIME 60", asks(lifetime=HOUR)),
    ('--lifetime "8h"', asks(lifetime=8 * HOUR)),
    ("\u2014lifetime 60", asks(lifetime=HOUR)),
    ("--lifetime 10", asks(lifetime=timedelta(minutes=10))),
    ("--lifetime 43200", asks(lifetime=30 * DAY)),
    ("--lifetime 30d", asks(lifetime=30 * DAY)),
    ("--once", RequestPass((UMA,), Terms(one_time=True), None)),
    ("\u2014Once", RequestPass((UMA,), Terms(one_time=True), None)),
    ("--multi", RequestPass((UMA,), Terms(one_time=False), None)),
    ("--reason lost phone", asks(reason="lost phone")),
    ('--reason "lost phone"', asks(reason="lost phone")),
    ("--reason \u201clost phone\u201d", asks(reason="lost phone")),
    ('--reason="lost phone"', asks(reason="lost phone")),
    ("--reason=lost phone", asks(reason="lost phone")),
    ("--reason a=b", asks(reason="a=b")),
    ("--reason it's Uma's", asks(reason="it's Uma's")),
    ('--reason "--once is what she wants"', asks(reason="--once is what she wants")),
    ('--reason "lost phone', asks(reason="lost phone")),
    ("--reason lost\n\nphone", asks(reason="lost phone")),
    ("--reason R&amp;D <b>now</b>", asks(reason="R&D now")),
    ("--reason " + "x" * 500, asks(reason="x" * 500)),
    ("--start now", asks()),
    ("--start tomorrow 9:00", RequestPass((UMA,), Terms(start=berlin(2026, 11, 25, 9, 0)), None)),
    ('--start="tomorrow 9:00"', RequestPass((UMA,), Terms(start=berlin(2026, 11, 25, 9, 0)), None)),
    (
        "--start monday 07:30 --once --lifetime 8h --reason first day",
        RequestPass(
            (UMA,), Terms(8 * HOUR, one_time=True, start=berlin(2026, 11, 30, 7, 30)), "first day"
        ),
    ),
    (
        "--reason=first day --multi --lifetime=8h --start in 2h",
        RequestPass(
            (UMA,), Terms(8 * HOUR, one_time=False, start=berlin(2026, 11, 24, 13, 0)), "first day"
        ),
    ),
]


@pytest.mark.parametrize(("text", "command"), SIMPLE)
def test_a_text_is_a_command_or_asks_for_help(text: str | None, command: Command) -> None:
    assert read_command(text, WHEN) == command


@pytest.mark.parametrize(("text", "command"), TARGETS)
def test_a_target_is_an_address_an_object_id_or_a_name(text: str, command: Command) -> None:
    assert read_command(text, WHEN) == command


@pytest.mark.parametrize(("options", "command"), TERMS)
def test_options_say_the_terms(options: str, command: Command) -> None:
    assert read_command(f"/tap {UMA} {options}", WHEN) == command
