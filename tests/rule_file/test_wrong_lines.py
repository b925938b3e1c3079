"""One line that is wrong, and what is told of it."""

from pathlib import Path

import pytest

from tests.rule_file.telling import DESK, SOUND, told


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("aprovals = 2", "aprovals is not known; approvals is"),
        ("colour = 2", "colour is not known; there are name, deny, requesters"),
        ("approvals = 0", "approvals: write a number from 1 to 5"),
        ("approvals = 6", "approvals: write a number from 1 to 5"),
        ("approvals = 2.0", "approvals: write a number from 1 to 5"),
        ('approvals = "2"', "approvals: write a number from 1 to 5"),
        ("approvals = true", "approvals: write a number from 1 to 5"),
        ("verify = true", 'verify: write "none", "attested" or "manager"'),
        ("staff = true", "staff: needs approvals = 2 or more"),
        ('staff = "yes"', "staff: write true or false"),
        ("one_time = 1", "one_time: write true or false"),
        ("longest = 480", 'longest: write a time in quotes, such as "8h"'),
        ('longest = "soon"', "longest: 'soon' is no time such as"),
        ('longest = "9m"', "longest: '9m' is not within what Microsoft permits"),
        ('longest = "31d"', "longest: '31d' is not within what Microsoft permits"),
        ("reason = true", 'reason: write "required" or "optional"'),
        ("reason_pattern = '(INC'", "reason_pattern: '(INC' is no pattern"),
        ("reason_pattern = '(?=INC)'", "reason_pattern: '(?=INC)' is no pattern"),
        ('targets = "sales"', "targets: write a table in braces"),
        ("targets = {}", "targets: name groups or write reports = true"),
        ("targets = { reports = false }", "targets: name groups or write reports = true"),
        ("targets = { groups = [] }", "targets.groups: name at least one"),
        ('targets = { groups = ["sales"] }', "targets.groups: 'sales' is no object id"),
        ("targets = { report = true }", "targets.report is not known; reports is"),
        ('hours = "mon-fri"', "hours: write a table in braces"),
    ],
)
def test_a_senseless_line_is_told_with_what_to_write(file: Path, line: str, problem: str) -> None:
    [found] = told(file, SOUND + line)

    assert found.startswith(f'line 6: rule "Sound": {problem}')


@pytest.mark.parametrize(
    ("approvers", "problem"),
    [
        ("{}", "approvers: name groups or people, or write manager = true"),
        ("{ manager = false }", "approvers: name groups or people, or write manager = true"),
        ("{ groups = [] }", "approvers.groups: name at least one"),
        ('{ people = ["pat@contoso.com"] }', "approvers.people: 'pat@contoso.com' is no object id"),
        ("{ manager = true }\napprovals = 2", "approvals: 2 must approve, and 1 could"),
        (
            "{ manager = true }\ntargets = { reports = true }",
            "approvers: the manager is who asks here",
        ),
    ],
)
def test_somebody_must_be_able_to_approve(file: Path, approvers: str, problem: str) -> None:
    text = f'[[rule]]\nname = "Sound"\nrequesters = ["{DESK}"]\napprovers = {approvers}\n'

    [found] = told(file, text)

    assert problem in found


@pytest.mark.parametrize(
    ("hours", "problem"),
    [
        ('days = "mon-fryday"', 'hours.days: write days as in "mon-fri"'),
        ("days = 5", 'hours.days: write days as in "mon-fri"'),
        ('from = "25:00"', 'hours.from: write a time of the day in quotes, such as "07:30"'),
        ('from = "19:00"', "hours.until: is the same as from"),
        ('zone = "Berlin"', "hours.zone: 'Berlin' is no time zone such as Europe/Berlin"),
    ],
)
def test_senseless_hours_are_told(file: Path, hours: str, problem: str) -> None:
    good = {
        "days": 'days = "mon-fri"',
        "from": 'from = "07:00"',
        "until": 'until = "19:00"',
        "zone": 'zone = "Europe/Berlin"',
    }
    written = good | {hours.partition(" ")[0]: hours}

    [found] = told(file, f"{SOUND}hours = {{ {', '.join(written.values())} }}")

    assert found.startswith(f'line 6: rule "Sound": {problem}')
