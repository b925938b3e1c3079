from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from bot.commands.command import Misread, RequestPass
from bot.commands.form import read_form
from bot.commands.grammar import read_command
from bot.domain.form import Filled, Use
from bot.domain.misreadings import (
    NotALifetime,
    NoTarget,
    NotATime,
    NotUnderstood,
    TargetTwice,
    TimeSkipped,
    TooManyTargets,
    UnknownWord,
)
from bot.domain.refusals import ReasonTooLong, Refusal
from bot.domain.terms import Terms
from tests.commands.moment import WHEN, berlin

UMA = "uma@contoso.com"
ADAM = "adam@contoso.com"
UMAS_ID = "6f1c1c1e-8a57-4a6e-9a3e-0d6b0c0f1a2b"
ADAMS_ID = "00000000-8a57-4a6e-9a3e-0d6b0c0f1a2b"
EMPTY = {
    "verb": "request",
    "target": "",
    "person": "",
    "lifetime": "",
    "use": "default",
    "date": "",
    "time": "",
    "reason": "",
}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"target": UMA}, f"tap {UMA}"),
        ({"target": f" {UMA}\u200b\r\n"}, f"tap {UMA}"),
        ({"target": f"Uma Tester <{UMA}>"}, f"tap {UMA}"),
        ({"target": f"mailto:{UMA}"}, f"tap {UMA}"),
        ({"target": "Uma Tester"}, "tap Uma Tester"),
        ({"person": UMAS_ID}, f"tap {UMAS_ID}"),
        ({"person": f"{UMAS_ID},{ADAMS_ID}"}, f"tap {UMAS_ID} {ADAMS_ID}"),
        ({"target": f"{UMA}, {ADAM}"}, f"tap {UMA} {ADAM}"),
        ({"target": f"{UMA}\r\n{ADAM}\r\n"}, f"tap {UMA} {ADAM}"),
        ({"target": UMAS_ID, "person": UMAS_ID}, f"tap {UMAS_ID}"),
        ({"target": UMA, "lifetime": "90m"}, f"tap {UMA} --lifetime 90m"),
        ({"target": UMA, "lifetime": " 1 H "}, f"tap {UMA} --lifetime 60"),
        ({"target": UMA, "use": "once"}, f"tap {UMA} --once"),
        ({"target": UMA, "use": "multi"}, f"tap {UMA} --multi"),
        ({"target": UMA, "use": ""}, f"tap {UMA}"),
        ({"target": UMA, "use": None}, f"tap {UMA}"),
        (
            {"target": UMA, "date": "2026-12-01", "time": "08:00"},
            f"tap {UMA} --start 2026-12-01 08:00",
        ),
        ({"target": UMA, "time": "12:00"}, f"tap {UMA} --start today 12:00"),
        ({"target": UMA, "time": "09:00"}, f"tap {UMA} --start tomorrow 09:00"),
        ({"target": UMA, "reason": " lost\nphone "}, f"tap {UMA} --reason lost phone"),
    ],
)
def test_the_form_gives_the_request_of_its_text(fields: Mapping[str, object], text: str) -> None:
    command = read_form(EMPTY | dict(fields), WHEN)

    assert isinstance(command, RequestPass)
    assert command == read_command(text, WHEN)


def test_a_full_form_gives_all_terms() -> None:
    fields = {"target": UMA, "lifetime": "8h", "use": "once", "date": "2026-12-01"}

    command = read_form(fields | {"time": "08:00", "reason": "first day"}, WHEN)

    terms = Terms(timedelta(hours=8), one_time=True, start=berlin(2026, 12, 1, 8, 0))
    assert command == RequestPass((UMA,), terms, "first day")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({}, NoTarget()),
        ({"target": "  "}, NoTarget()),
        ({"target": UMA, "person": UMAS_ID}, UnknownWord(UMA, None)),
        ({"target": ADAMS_ID, "person": UMAS_ID}, UnknownWord(ADAMS_ID, None)),
        ({"target": f"{UMA} {UMA}"}, TargetTwice(UMA)),
        ({"person": f"{UMAS_ID},{UMAS_ID.upper()}"}, TargetTwice(UMAS_ID.upper())),
        ({"person": ",".join(str(UUID(int=n)) for n in range(21))}, TooManyTargets(21, 20)),
        (
            {"target": f"{UMAS_ID} {ADAM}", "person": UMAS_ID},
            UnknownWord(f"{UMAS_ID} {ADAM}", None),
        ),
        ({"target": f"{UMA} --once"}, UnknownWord("--once", "--once")),
        ({"target": UMA, "lifetime": "soon"}, NotALifetime("soon")),
        ({"target": UMA, "date": "2026-12-01"}, NotATime("2026-12-01")),
        ({"target": UMA, "date": "2026-12-01", "time": "8"}, NotATime("2026-12-01 8")),
        (
            {"target": UMA, "date": "2027-03-28", "time": "02:30"},
            TimeSkipped("2027-03-28 02:30", "Europe/Berlin"),
        ),
        ({"target": UMA, "reason": "x" * 501}, ReasonTooLong(500)),
    ],
)
def test_what_is_wrong_is_named_and_the_form_stays_as_it_was(
    fields: dict[str, str], refusal: Refusal
) -> None:
    command = read_form(fields, WHEN)

    tidied = {name: text.strip() for name, text in fields.items()}
    assert command == Misread(refusal, Filled(**tidied))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    "fields",
    [
        {"target": 5},
        {"target": [UMA]},
        {"target": UMA, "lifetime": 60},
        {"target": UMA, "reason": {"text": "lost"}},
        {"target": UMA, "use": "twice"},
        {"target": UMA, "use": False},
        {"person": UMA},
        {"person": f"{UMAS_ID},uma"},
        {"person": f"{UMAS_ID},"},
        {"person": f"../{UMAS_ID}"},
    ],
)
def test_what_no_form_of_ours_sends_is_not_understood(fields: Mapping[str, object]) -> None:
    assert read_form(fields, WHEN) == Misread(NotUnderstood(), Filled())


def test_a_misread_text_fills_a_form_that_can_be_sent() -> None:
    misread = read_command(f"tap {UMA} --multi --start tomorrow 9:00 --lifetime soon", WHEN)
    assert isinstance(misread, Misread)
    filled = misread.filled

    command = read_form(
        {"target": filled.target, "use": filled.use, "date": filled.date, "time": filled.time}, WHEN
    )

    terms = Terms(one_time=False, start=berlin(2026, 11, 25, 9, 0))
    assert filled.use is Use.MULTI
    assert command == RequestPass((UMA,), terms, None)
