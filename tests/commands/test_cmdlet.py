"""The cmdlet's own words: what is understood is the same as a text of `/tap`."""

import pytest

from bot.commands.command import Misread, RequestPass, ShowHelp
from bot.commands.grammar import read_command
from bot.commands.mentions import Mention
from bot.domain.form import Filled, Use
from bot.domain.misreadings import (
    CmdletNotUnderstood,
    Misreading,
    NotALifetime,
    NoTarget,
    NotATime,
    TimeSkipped,
    TimeTwice,
)
from bot.domain.refusals import Refusal
from bot.domain.terms import Terms
from tests.commands.moment import WHEN

NEW = "New-PnPEntraIDUserTemporaryAccessPass"
GET = "Get-PnPEntraIDUser"
JOHN = "johndoe@contoso.onmicrosoft.com"
JANE = "72e2eb87-c124-4bd9-8e01-a447a1752058"
FOR_JOHN = f"{NEW} -Identity {JOHN}"
ANYBODY = "user@contoso.com"
ZONE = "Europe/Berlin"

EXAMPLES: list[tuple[str, str]] = [
    ("-Identity johndoe@contoso.onmicrosoft.com", f"/tap {JOHN}"),
    ("-Identity 72e2eb87-c124-4bd9-8e01-a447a1752058 -IsUseableOnce:$true", f"/tap {JANE} --once"),
    (
        (
            "-Identity johndoe@contoso.onmicrosoft.com -StartDateTime (Get-Date).AddHours(2) "
            "-LifeTimeInMinutes 10 -IsUseableOnce:$true"
        ),
        f"/tap {JOHN} --start in 2h --lifetime 10m --once",
    ),
]
PIPED = (
    "Get-PnPEntraIDUser -Identity johndoe@contoso.onmicrosoft.com | "
    "New-PnPEntraIDUserTemporaryAccessPass -StartDateTime (Get-Date).AddMinutes(10) "
    "-LifeTimeInMinutes 15 -IsUseableOnce:$false"
)

WAYS: list[tuple[str, str]] = [
    (f"<at>TAP</at> {FOR_JOHN}", f"/tap {JOHN}"),
    (f"/tap {FOR_JOHN}", f"/tap {JOHN}"),
    (f"tap {GET} -Identity {JOHN} | {NEW}", f"/tap {JOHN}"),
    (f"<pre>{NEW}\r\n  -Identity {JOHN}</pre>", f"/tap {JOHN}"),
    (FOR_JOHN.lower(), f"/tap {JOHN}"),
    (FOR_JOHN.upper(), f"/tap {JOHN.upper()}"),
    (f"New-PnPAzureADUserTemporaryAccessPass -Identity {JOHN}", f"/tap {JOHN}"),
    (f"Get-PnPAzureADUser -Identity {JOHN}|{NEW}", f"/tap {JOHN}"),
    (f"get-pnpazureaduser -identity:{JOHN} | {NEW}", f"/tap {JOHN}"),
    (f"New\u2013PnPEntraIDUserTemporaryAccessPass \u2013Identity {JOHN}", f"/tap {JOHN}"),
    (f"{NEW} \u2014Identity {JOHN} \u2013IsUsableOnce", f"/tap {JOHN} --once"),
    (f"{NEW} -Identity:{JOHN}", f"/tap {JOHN}"),
    (f"{NEW} -Identity: {JOHN}", f"/tap {JOHN}"),
    (f"{NEW} -Identity '{JOHN}'", f"/tap {JOHN}"),
    (f'{NEW} -Identity:"{JOHN}"', f"/tap {JOHN}"),
    (f"{NEW} -Identity \u201c{JOHN}\u201d", f"/tap {JOHN}"),
    (f"{NEW} -Identity \u2018{JOHN}\u2019", f"/tap {JOHN}"),
    (f"{NEW} -Identity 'o''brien@contoso.com'", "/tap o'brien@contoso.com"),
    (f'{NEW} -Identity "o\'brien@contoso.com"', "/tap o'brien@contoso.com"),
    (f"{NEW} -Identity '$uma@contoso.com'", "/tap $uma@contoso.com"),
    (f"{NEW} -Identity gina_x.y#EXT#@contoso.com", "/tap gina_x.y#EXT#@contoso.com"),
    (f'{NEW} -Identity <a href="mailto:{JOHN}">{JOHN}</a>', f"/tap {JOHN}"),
    (f"{NEW} -Identity [{JOHN}](mailto:{JOHN})", f"/tap {JOHN}"),
    (f"{NEW} -Identity <at>Jane Doe</at>", f"/tap {JANE}"),
    (f"{NEW} -Identity '<at>Jane Doe</at>'", f"/tap {JANE}"),
    (f"{NEW} -IsUsableOnce -Identity {JOHN}", f"/tap {JOHN} --once"),
    (f"{FOR_JOHN} -IsUsableOnce", f"/tap {JOHN} --once"),
    (f"{FOR_JOHN} -isusableonce:$TRUE", f"/tap {JOHN} --once"),
    (f"{FOR_JOHN} -IsUsableOnce: $true", f"/tap {JOHN} --once"),
    (f"{FOR_JOHN} -ISUSEABLEONCE:$False", f"/tap {JOHN} --multi"),
    (f"{FOR_JOHN} -lifetimeinminutes:60", f"/tap {JOHN} --lifetime 60"),
    (f"{FOR_JOHN} -LifeTimeInMinutes '60'", f"/tap {JOHN} --lifetime 60"),
    (f"{FOR_JOHN} -StartDateTime (Get-Date)", f"/tap {JOHN}"),
    (f"{FOR_JOHN} -StartDateTime:(get-date).addhours(0.5)", f"/tap {JOHN} --start in 30m"),
    (f"{FOR_JOHN} -StartDateTime ((Get-Date).AddDays(1))", f"/tap {JOHN} --start in 1d"),
    (f"{FOR_JOHN} -StartDateTime (Get-Date).AddDays(1).AddHours(-9)", f"/tap {JOHN} --start 02:00"),
    (f"{FOR_JOHN} -StartDateTime (Get\u2013Date).AddHours( 2 )", f"/tap {JOHN} --start in 2h"),
    (f"{FOR_JOHN} -StartDateTime (Get-Date).AddHours(-2)", f"/tap {JOHN} --start 2026-11-24 09:00"),
    (f"{FOR_JOHN} -StartDateTime (Get-Date).AddMinutes(1.5)", f"/tap {JOHN} --start 11:01:30"),
    (f"{FOR_JOHN} -StartDateTime 2026-12-01", f"/tap {JOHN} --start 2026-12-01 00:00"),
    (f"{FOR_JOHN} -StartDateTime 2026-12-01T09:00", f"/tap {JOHN} --start 2026-12-01 09:00"),
    (f'{FOR_JOHN} -StartDateTime "2026-12-01 09:00:00"', f"/tap {JOHN} --start 2026-12-01 09:00"),
    (f"{FOR_JOHN} -StartDateTime '2026-12-01T09:00:00.000Z'", f"/tap {JOHN} --start 1.12. 09:00Z"),
    (f"{FOR_JOHN} -StartDateTime 2026-12-01T09:00+02:00", f"/tap {JOHN} --start 1.12. 09:00+02:00"),
]  # fmt: skip


# What follows a cmdlet that is understood, and is not.
STRAY = """
    -Force
    -Connection $c
    -Life 60
    --once
    please
    | Select-Object TemporaryAccessPass
    ; Remove-Item C:\\
    # for John
    -IsUsableOnce $true
    -IsUsableOnce:1
    -IsUsableOnce:$maybe
    -Identity una@contoso.com
    -LifeTimeInMinutes
    -LifeTimeInMinutes $true
    -LifeTimeInMinutes (60)
    -StartDateTime tomorrow
    -StartDateTime 12/24/2026
    -StartDateTime $start
    -StartDateTime (Get-Date).AddMonths(1)
    -StartDateTime (Get-Date).AddHours(2,5)
    -StartDateTime (Get-Date).AddHours($h)
    -StartDateTime (Get-Date).AddHours(--2)
    -StartDateTime (Get-Date).AddDays(1e9)
    -StartDateTime (Get-Date).AddDays(99999999)
    -StartDateTime (Get-Date)+2
    -StartDateTime 2026-12-01T09:00:00.5
"""

# The text, what of it is not understood, and what follows /tap instead.
NOT_UNDERSTOOD: list[tuple[str, str, str]] = [
    (f"{FOR_JOHN} -IsUsableOnce | fl", "| fl", f"{JOHN} --once"),
    (f"{FOR_JOHN} -IsUsableOnce -IsUseableOnce", "-IsUseableOnce", f"{JOHN} --once"),
    (f"{FOR_JOHN} -LifeTimeInMinutes -5 -Force", "-Force", JOHN),
    (f"{FOR_JOHN} -LifeTimeInMinutes 60 -Force", "-Force", f"{JOHN} --lifetime 60"),
    (f"{FOR_JOHN}; ls", f"-Identity {JOHN};", ANYBODY),
    (f"$pass = {FOR_JOHN}", "$pass =", JOHN),
    (f"please run {FOR_JOHN}", "please run", JOHN),
    (f"PS C:\\> {FOR_JOHN}", "PS C:\\>", JOHN),
    (f"({FOR_JOHN}).TemporaryAccessPass", "(", ANYBODY),
    (f"{NEW} {JOHN}", JOHN, ANYBODY),
    (f"{NEW} -Identity $user -IsUsableOnce", "-Identity $user", f"{ANYBODY} --once"),
    (f'{NEW} -Identity "$user"', '-Identity "$user"', ANYBODY),
    (f"{NEW} -Identity (Get-Content x)", "-Identity (Get-Content", ANYBODY),
    (f"{NEW} -Identity a@x.y,b@x.y", "-Identity a@x.y,b@x.y", ANYBODY),
    (f"{NEW} -Identity <at>TAP</at>", "-Identity TAP", ANYBODY),
    (f"{NEW} -Identity <at>Sam Smith</at>", "-Identity Sam Smith", ANYBODY),
    (f"{NEW} -Identity -IsUsableOnce", "-Identity", f"{ANYBODY} --once"),
    (f"{NEW} -Identity", "-Identity", ANYBODY),
    (f"{GET} | {NEW}", f"{GET} |", ANYBODY),
    (f"{GET} -Identity {JOHN} {NEW}", f"{GET} -Identity {JOHN}", ANYBODY),
    (f"{GET} -Identity {JANE} | {FOR_JOHN}", f"-Identity {JOHN}", JANE),
    (f"{GET} -Identity {JOHN} -Select Id | {NEW}", "-Select Id", JOHN),
    (f"{GET} -Identity {JOHN} -IsUsableOnce | {NEW}", "-IsUsableOnce", JOHN),
    (f"'{JOHN}' | {NEW}", f"'{JOHN}' |", ANYBODY),
]

REFUSED: list[tuple[str, Misreading]] = [
    (NEW, NoTarget()),
    (f"{NEW} -IsUsableOnce", NoTarget()),
    (f"{FOR_JOHN} -LifeTimeInMinutes -5", NotALifetime("-5")),
    (f"{FOR_JOHN} -LifeTimeInMinutes 10.5", NotALifetime("10.5")),
    (f"{FOR_JOHN} -StartDateTime 2026-13-01", NotATime("2026-13-01 00:00")),
    (f"{FOR_JOHN} -StartDateTime 2027-03-28T02:30", TimeSkipped("2027-03-28 02:30", ZONE)),
    (f"{FOR_JOHN} -StartDateTime 2027-10-31T02:30", TimeTwice("2027-10-31 02:30", ZONE)),
]

MENTIONS = [Mention("<at>TAP</at>", None, is_bot=True), Mention("<at>Jane Doe</at>", JANE)]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        *((f"New-PnPEntraIDUserTemporaryAccessPass {words}", same) for words, same in EXAMPLES),
        (PIPED, f"/tap {JOHN} --start in 10m --lifetime 15m --multi"),
    ],
)
def test_the_examples_of_its_help_are_understood(text: str, same: str) -> None:
    command = read_command(text, WHEN)

    assert isinstance(command, RequestPass)
    assert command == read_command(same, WHEN)


@pytest.mark.parametrize(("text", "same"), WAYS)
def test_it_can_be_written_in_many_ways(text: str, same: str) -> None:
    command = read_command(text, WHEN, MENTIONS)

    assert isinstance(command, RequestPass)
    assert command == read_command(same, WHEN)


@pytest.mark.parametrize("stray", [line.strip() for line in STRAY.strip().splitlines()])
def test_nothing_else_that_stands_there_is_left_out(stray: str) -> None:
    assert refusal_of(f"{FOR_JOHN} {stray}") == CmdletNotUnderstood(stray, f"/tap {JOHN}")


@pytest.mark.parametrize(("text", "stray", "instead"), NOT_UNDERSTOOD)
def test_what_is_not_understood_is_named_with_the_way_to_say_it(
    text: str, stray: str, instead: str
) -> None:
    assert refusal_of(text) == CmdletNotUnderstood(stray, f"/tap {instead}")


@pytest.mark.parametrize(("text", "refusal"), REFUSED)
def test_what_the_cmdlet_would_refuse_is_refused(text: str, refusal: Misreading) -> None:
    assert refusal_of(text) == refusal


def refusal_of(text: str) -> Refusal:
    command = read_command(text, WHEN, MENTIONS)
    assert isinstance(command, Misread)
    return command.refusal


def test_what_is_to_be_typed_instead_and_the_form_have_all_that_was_understood() -> None:
    text = f"{FOR_JOHN} -Force -IsUseableOnce -StartDateTime (Get-Date).AddHours(2)"

    command = read_command(f"{text} -LifeTimeInMinutes 60", WHEN)

    instead = f"/tap {JOHN} --lifetime 60 --once --start 2026-11-24 13:00+01:00"
    filled = Filled(JOHN, lifetime="60", use=Use.ONCE, date="2026-11-24", time="13:00")
    assert command == Misread(CmdletNotUnderstood("-Force", instead), filled)
    assert read_command(instead, WHEN) == read_command(
        f"/tap {JOHN} --lifetime 60 --once --start in 2h", WHEN
    )


def test_in_a_reason_the_cmdlet_is_only_a_word() -> None:
    command = read_command(f"/tap {JOHN} --reason {NEW} does not work", WHEN)

    assert command == RequestPass((JOHN,), Terms(), f"{NEW} does not work")


@pytest.mark.parametrize(
    "text", [GET, f"{NEW}s -Identity x", "Remove-PnPEntraIDUser", "(Get-Date)"]
)
def test_other_cmdlets_are_none_of_the_bots_business(text: str) -> None:
    assert read_command(text, WHEN) == ShowHelp()
