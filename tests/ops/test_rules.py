"""`python app.py rules`: what is wrong with a file of rules, and which rule holds for whom."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.demo import installed_in
from bot.ops.installation import Installation
from bot.ops.rules import rules_command
from bot.sandbox.cast import stable_id
from bot.sandbox.server import Sandbox

REQUESTERS, APPROVERS, SALES, KEEPERS, NIGHT = (
    stable_id(f"group-{key}") for key in ("requesters", "approvers", "sales", "keepers", "night")
)
RULES = f"""
[[rule]]
name = "Nobody touches the vault"
deny = true
requesters = ["{REQUESTERS}"]
targets = {{ groups = ["{KEEPERS}"] }}

[[rule]]
name = "Nights"
requesters = ["{NIGHT}"]
targets = {{ reports = true }}
approvers = {{ groups = ["{APPROVERS}"] }}

[[rule]]
name = "Sales"
requesters = ["{REQUESTERS}"]
targets = {{ groups = ["{SALES}"] }}
approvers = {{ groups = ["{APPROVERS}"], manager = true }}
approvals = 2
verify = "manager"
longest = "8h"
one_time = true
reason_pattern = 'INC\\d{{6}}'

[[rule]]
name = "Everybody else"
requesters = ["{REQUESTERS}"]
approvers = {{ groups = ["{APPROVERS}"] }}
"""


def rules(*arguments: str) -> Result:
    @asynccontextmanager
    async def open_sandbox() -> AsyncIterator[Installation]:
        with tempfile.TemporaryDirectory() as folder:
            async with Sandbox() as sandbox:
                yield installed_in(sandbox, Path(folder))

    return CliRunner().invoke(rules_command(open_sandbox), arguments)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "rules.toml"
    found.write_text(RULES)
    return found


def explained(file: Path, requester: str, target: str) -> Result:
    return rules("explain", f"{requester}@contoso.com", target, "--file", str(file), "--sandbox")


def test_a_sound_file_has_no_problem(file: Path) -> None:
    done = rules("check", str(file))

    assert (done.exit_code, done.stdout) == (0, "4 rules, no problem\n")


def test_every_problem_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(
        "[[rule]]\n"
        'name = "Staff"\n'
        'requesters = ["help desk"]\n'
        f'approvers = {{ groups = ["{APPROVERS}"] }}\n'
        "staff = true\n"
        "\n"
        "[[rule]]\n"
        'name = "Late"\n'
        f'requesters = ["{REQUESTERS}"]\n'
        "aprovals = 2\n"
        'longest = "10d 4h"\n'
        'reason_pattern = "(?=INC)"\n'
        'hours = { days = "mon-sunday", from = "25:00", until = "19:00", zone = "Berlin" }\n'
    )

    done = rules("check", str(file))

    told = [line.removeprefix(f"{file}, line ") for line in done.stdout.splitlines()]
    assert [line.partition(":")[0] for line in told] == [
        *("3", "5"),
        *("7", "10", "11", "12", "13", "13"),
    ]
    assert done.exit_code == 1


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text('[[rule]]\nname = "Sales\n')

    done = rules("check", str(file))

    assert done.stdout.startswith(f"{file}, line 2: ")
    assert done.exit_code == 1


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    done = rules("check", str(tmp_path / "none.toml"))

    assert "none.toml cannot be read" in done.stdout
    assert done.exit_code == 1


def test_the_rule_that_holds_is_explained_with_all_that_it_asks(file: Path) -> None:
    done = explained(file, "rita", "uma@contoso.com")

    assert done.stdout.splitlines()[1:] == [
        '  1. "Nobody touches the vault": no, Uma Underwood is in none of its groups of targets.',
        (
            '  2. "Nights": no, Rita Reyes is in none of its groups of requesters and '
            "Uma Underwood does not report to the requester."
        ),
        (
            '  3. "Sales": yes, Rita Reyes is in one of its groups of requesters and '
            "Uma Underwood is in one of its groups of targets."
        ),
        '  4. "Everybody else": would match, but an earlier one does already.',
        '"Sales" holds.',
        "  - 2 approvals needed.",
        "  - the target's manager confirms first.",
        "  - a pass of at most 8 hours.",
        "  - a pass for one sign-in only.",
        "  - a reason with INC\\d{6} in it.",
        "Who could decide: Nora Norden, Ada Adler, Ulf Ude and Adam Abel.",
    ]
    assert done.exit_code == 0


@pytest.mark.parametrize(
    ("requester", "target", "why"),
    [
        ("rita", "mia@contoso.com", "So it is refused: a rule that denies beats all others."),
        ("ulf", "uma@contoso.com", "So it is refused: no rule matches."),
        (
            "rita",
            "adam@contoso.com",
            (
                'So it is refused: Adam Abel is of this desk, for whom "Everybody else" would need '
                "staff = true and approvals = 2 or more."
            ),
        ),
        (
            "rita",
            "grace@contoso.com",
            (
                "Yet it is refused, in these words: Grace Global cannot get a pass from this bot. "
                "Please ask your administrator for another way."
            ),
        ),
    ],
)
def test_a_refusal_is_explained_too(file: Path, requester: str, target: str, why: str) -> None:
    done = explained(file, requester, target)

    assert done.stdout.splitlines()[-1] == why
    assert done.exit_code == 1


def test_nobody_of_this_name_is_a_plain_answer(file: Path) -> None:
    done = explained(file, "rita", "nobody@contoso.com")

    assert done.stdout.startswith("Nobody called “nobody@contoso.com” was found.")
    assert done.exit_code == 1


def test_without_a_file_the_settings_are_the_one_rule() -> None:
    done = rules("explain", "rita@contoso.com", "una@contoso.com", "--sandbox")

    assert "  1. What the settings say: yes, " in done.stdout
    assert done.exit_code == 0


def test_a_bad_file_is_not_tried(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text("")

    done = explained(file, "rita", "uma@contoso.com")

    assert "has no rule" in done.stdout
    assert done.exit_code == 1
