"""Texts that are not understood, and what the form is filled in with then."""

from datetime import timedelta

import pytest

from bot.commands.command import Misread
from bot.commands.grammar import read_command
from bot.domain.form import Filled, Use
from bot.domain.misreadings import (
    Contradiction,
    MissingValue,
    NotALifetime,
    NoTarget,
    NotATime,
    OptionTwice,
    TargetTwice,
    TimeSkipped,
    TimeTwice,
    UnknownWord,
)
from bot.domain.refusals import LifetimeOutside, NoSuchPerson, ReasonTooLong, Refusal
from bot.domain.terms import LONGEST, SHORTEST
from tests.commands.moment import WHEN

UMA = "uma@contoso.com"


def outside(**parts: int) -> LifetimeOutside:
    return LifetimeOutside(timedelta(**parts), SHORTEST, LONGEST, by_policy=False)


WORDS: list[tuple[str, Refusal]] = [
    ("tap --once", NoTarget()),
    ("tap --lifetime 60", NoTarget()),
    ('tap ""', NoTarget()),
    ("tap uma@contoso.com UMA@contoso.com", TargetTwice("UMA@contoso.com")),
    ("tap Uma adam@contoso.com", UnknownWord("Uma", None)),
    ("tap uma@contoso.com once", UnknownWord("once", "--once")),
    ("tap uma@contoso.com 60", UnknownWord("60", None)),
    ("tap uma@contoso.com -once", UnknownWord("-once", "--once")),
    ("tap Uma -once", UnknownWord("-once", "--once")),
    ("tap " + "u" * 300, NoSuchPerson("u" * 59 + "…")),
    ("tap here now", UnknownWord("now", None)),
    ("tap here --once", UnknownWord("--once", "--once")),
]

OPTIONS: list[tuple[str, Refusal]] = [
    ("--lifetme 60", UnknownWord("--lifetme", "--lifetime")),
    ("--life 60", UnknownWord("--life", "--lifetime")),
    ("--onse", UnknownWord("--onse", "--once")),
    ("--mutli", UnknownWord("--mutli", "--multi")),
    ("--REASONS lost", UnknownWord("--REASONS", "--reason")),
    ("--colour red", UnknownWord("--colour", None)),
    ("--", UnknownWord("--", None)),
    ("--" + "x" * 80, UnknownWord("--" + "x" * 57 + "…", None)),
    ("--colour red --lifetime soon", UnknownWord("--colour", None)),
    ("--once please", UnknownWord("please", None)),
    ("--once=yes", UnknownWord("--once=yes", "--once")),
    ("--once --multi", Contradiction()),
    ("--multi --Once", Contradiction()),
    ("--once --once", OptionTwice("--once")),
    ("--lifetime 60 --LIFETIME 60", OptionTwice("--lifetime")),
    ("--reason a --reason b", OptionTwice("--reason")),
    ("--lifetime", MissingValue("--lifetime")),
    ("--lifetime --once", MissingValue("--lifetime")),
    ("--lifetime=", MissingValue("--lifetime")),
    ('--reason ""', MissingValue("--reason")),
    ('--reason " "', MissingValue("--reason")),
    ("--start --reason lost phone", MissingValue("--start")),
    ("--reason " + "x" * 501, ReasonTooLong(500)),
    ("--reason " + "long " * 2_000, ReasonTooLong(500)),
]

LIFETIMES: list[tuple[str, Refusal]] = [
    ("0", NotALifetime("0")),
    ("0h", NotALifetime("0h")),
    ("-5", NotALifetime("-5")),
    ("-1h", NotALifetime("-1h")),
    ("1.5h", NotALifetime("1.5h")),
    ("1,5h", NotALifetime("1,5h")),
    ("soon", NotALifetime("soon")),
    ("an hour", NotALifetime("an hour")),
    ("60 or so", NotALifetime("60 or so")),
    ("h", NotALifetime("h")),
    ("30m1h", NotALifetime("30m1h")),
    ("1h1h", NotALifetime("1h1h")),
    ("1w", NotALifetime("1w")),
    ("1e3", NotALifetime("1e3")),
    ("\u0661\u0662\u0663", NotALifetime("\u0661\u0662\u0663")),
    ("9999999", NotALifetime("9999999")),
    ("9" * 99 + "d", NotALifetime("9" * 59 + "…")),
    ("9" * 3_900, NotALifetime("9" * 59 + "…")),
    ("60 adam@contoso.com", NotALifetime("60 adam@contoso.com")),
    ("9", outside(minutes=9)),
    ("1m", outside(minutes=1)),
    ("43201", outside(minutes=43_201)),
    ("31d", outside(days=31)),
    ("999999d", outside(days=999_999)),
]

STARTS: list[tuple[str, Refusal]] = [
    ("tomorrow", NotATime("tomorrow")),
    ("9", NotATime("9")),
    ("Tomorrow 9:00 please", NotATime("Tomorrow 9:00 please")),
    ("2027-03-28 02:30", TimeSkipped("2027-03-28 02:30", "Europe/Berlin")),
    ("2027-10-31 02:30", TimeTwice("2027-10-31 02:30", "Europe/Berlin")),
    ("blah " * 30, NotATime(("blah " * 30)[:59] + "…")),
]


def refusal_of(text: str) -> Refusal:
    command = read_command(text, WHEN)
    assert isinstance(command, Misread)
    return command.refusal


@pytest.mark.parametrize(("text", "refusal"), WORDS)
def test_a_word_too_many_or_too_few_is_named(text: str, refusal: Refusal) -> None:
    assert refusal_of(text) == refusal


@pytest.mark.parametrize(("options", "refusal"), OPTIONS)
def test_a_wrong_option_is_named_with_the_nearest_right_one(options: str, refusal: Refusal) -> None:
    assert refusal_of(f"tap {UMA} {options}") == refusal


@pytest.mark.parametrize(("lifetime", "refusal"), LIFETIMES)
def test_what_is_no_lifetime_is_not_guessed_at(lifetime: str, refusal: Refusal) -> None:
    assert refusal_of(f"tap {UMA} --lifetime {lifetime}") == refusal


@pytest.mark.parametrize(("start", "refusal"), STARTS)
def test_what_is_no_start_is_not_guessed_at(start: str, refusal: Refusal) -> None:
    assert refusal_of(f"tap {UMA} --start {start}") == refusal


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        (f"tap {UMA} --lifetime soon --once", Filled(target=UMA, use=Use.ONCE)),
        (f"tap {UMA} --lifetime 90m --onse", Filled(target=UMA, lifetime="90m")),
        (f"tap {UMA} --multi --once --reason a b", Filled(target=UMA, reason="a b")),
        ("tap --multi --reason lost phone", Filled(use=Use.MULTI, reason="lost phone")),
        (f"tap {UMA} {UMA} --once", Filled(use=Use.ONCE)),
        (f"tap {UMA} adam@contoso.com --onse", Filled(target=f"{UMA}, adam@contoso.com")),
        (
            f"tap {UMA} --start tomorrow 9:00 --lifetime 9",
            Filled(target=UMA, date="2026-11-25", time="09:00"),
        ),
        (f"tap {UMA} --start soon --lifetime 9h", Filled(target=UMA, lifetime="9h")),
        (
            f"tap {UMA} --start in 2h --colour red",
            Filled(target=UMA, date="2026-11-24", time="13:00"),
        ),
        (f"tap {UMA} --reason {'x' * 501}", Filled(target=UMA, reason="x" * 500)),
        ("tap status 1 2", Filled()),
    ],
)
def test_the_form_keeps_what_was_understood(text: str, filled: Filled) -> None:
    command = read_command(text, WHEN)

    assert isinstance(command, Misread)
    assert command.filled == filled
