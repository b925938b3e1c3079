"""A file of rules is read, or everything that is wrong with it is told with its line."""

import re
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.domain.demands import Approvers, Demands, Verify
from bot.domain.ruling import Hours, Rule, Targets
from bot.rule_file.reading import RulesProblem, read_rules
from tests.rule_file.telling import DENYING, DESK, LEADS, PAT, SALES, SOUND, told

README = Path(__file__).parents[2] / "README.md"


def test_a_rule_says_all_that_it_can(file: Path) -> None:
    file.write_text(
        f"""
        [[rule]]
        name = "Everything"
        requesters = ["{DESK}"]
        targets = {{ groups = ["{SALES.upper()}"], reports = true }}
        hours = {{ days = "fri-mon, Wednesday", from = "7:30", until = "24:00", zone = "UTC" }}
        approvers = {{ groups = ["{LEADS}"], manager = true, people = ["{PAT}"] }}
        approvals = 2
        verify = "manager"
        staff = true
        longest = "8h"
        one_time = true
        reason_pattern = 'INC\\d+'
        """
    )

    approvers = Approvers(frozenset({LEADS}), manager=True, people=frozenset({PAT}))
    assert read_rules(file) == (
        Rule(
            "Everything",
            frozenset({DESK}),
            Targets(frozenset({SALES}), reports=True),
            Demands(approvers, approvals=2, verify=Verify.MANAGER, rule="Everything"),
            staff=True,
            longest=timedelta(hours=8),
            one_time=True,
            reason_pattern=r"INC\d+",
            hours=Hours(frozenset({4, 5, 6, 0, 2}), time(7, 30), time(0), "UTC"),
        ),
    )


def test_what_a_rule_leaves_out_is_lenient_but_for_the_callers_verification(file: Path) -> None:
    file.write_text(SOUND)

    demands = Demands(Approvers(frozenset({LEADS})), verify=Verify.ATTESTED, rule="Sound")
    assert read_rules(file) == (Rule("Sound", frozenset({DESK}), demands=demands),)


def test_tables_of_their_own_mean_the_same_as_braces(file: Path) -> None:
    apart = SOUND.partition("approvers")[0] + f'[rule.approvers]\ngroups = ["{LEADS}"]\n'
    file.write_text(apart)

    rules = read_rules(file)

    file.write_text(SOUND)
    assert rules == read_rules(file)


def test_the_mark_that_windows_puts_before_a_text_is_no_problem(file: Path) -> None:
    file.write_text(SOUND.replace("\n", "\r\n"), "utf-8-sig", newline="")

    assert len(read_rules(file)) == 1


def test_the_example_of_the_readme_is_sound(file: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    file.write_text(example)

    assert len(read_rules(file)) > 3


def test_all_that_is_missing_is_told_where_it_would_stand(file: Path) -> None:
    found = told(file, "\n[[rule]]\n\nhours = {}\n")

    assert [each.partition(":")[0] for each in found] == ["line 2"] * 3 + ["line 4"] * 4


def test_each_wrong_id_of_a_list_is_told_on_its_own_line(file: Path) -> None:
    found = told(file, f'{DENYING}[[rule]]\nrequesters = [\n"{DESK}",\n"desk",\n# "x"\n"night",\n]')

    lines = [each.partition(":")[0] for each in found if "is no object id" in each]
    assert lines == ["line 9", "line 11"]


@pytest.mark.parametrize(
    "line", ["approvals = 1", "staff = false", 'longest = "8h"', "approvers = { manager = true }"]
)
def test_a_rule_that_denies_grants_nothing(file: Path, line: str) -> None:
    [found] = told(file, f"{SOUND}{DENYING}{line}")

    assert found.startswith('line 11: rule "Never": ')
    assert "means nothing in a rule that denies" in found


def test_a_rule_that_never_holds_is_told(file: Path) -> None:
    [after] = told(file, SOUND + SOUND.replace("Sound", "Later") + "targets = { reports = true }")
    [denied] = told(file, SOUND + DENYING)

    assert after.startswith('line 7: rule "Later": never holds, since the rule Sound stands before')
    assert denied.startswith('line 2: rule "Sound": never holds, since the rule Never denies')


def test_two_rules_have_two_names(file: Path) -> None:
    found = told(file, f"{SOUND}targets = {{ reports = true }}{SOUND}")

    assert found == ['line 8: rule "Sound": name is another rule\'s too; change one.']


@pytest.mark.parametrize("name", ['""', '" "', "1", '"a\\nb"', f'"{"x" * 101}"'])
def test_a_name_is_a_line_that_the_audit_can_show(file: Path, name: str) -> None:
    [found] = told(file, SOUND.replace('"Sound"', name))

    assert "name: write a name of at most 100 characters in quotes" in found
    assert "\n" not in found


def test_with_rules_that_deny_alone_nobody_could_ask(file: Path) -> None:
    assert told(file, DENYING) == ["lets nobody ask: add a rule that does not deny."]


def test_more_groups_than_can_be_asked_for_at_once_are_too_many(file: Path) -> None:
    groups = ", ".join(f'"{DESK[:-2]}{n:02}"' for n in range(21))

    [found] = told(file, SOUND.replace(f'"{DESK}"', groups))

    assert found.startswith('line 4: rule "Sound": requesters: with these it is more than 20')


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "has no rule; begin each rule with a line [[rule]]"),
        ("[[rules]]\n", "line 1: rules is not known at the top; begin each rule with"),
        ("[rule]\n", "line 1: begin each rule with a line [[rule]], in two brackets"),
        ("\nrule = 1\n", "line 2: begin each rule with a line [[rule]], in two brackets"),
        ('[[rule]]\nname = "x\n', "line 2: this is no TOML at column 10"),
        ("[[rule]]\nname = [", "line 2: this is no TOML"),
        ("[[rule]]\nname = 1\nname = 2", "line 3: this is no TOML"),
    ],
)
def test_what_is_no_list_of_rules_is_told(file: Path, text: str, problem: str) -> None:
    [found] = told(file, text)

    assert found.startswith(problem)


def test_a_file_that_cannot_be_read_is_told(file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    for each, problem in {file: "is not UTF-8", tmp_path / "none": "cannot be read"}.items():
        with pytest.raises(RulesProblem, match=re.escape(f"{each} {problem}")):
            read_rules(each)
