"""What the doctor says of a desk with rules: everybody whom they name is there, or is missed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.demands import Approvers, Demands
from bot.domain.rules import Desk, ruled_by
from bot.domain.ruling import Rule, Targets
from bot.ops.checks.finding import Verdict
from bot.ops.installation import Installation
from bot.sandbox.server import Sandbox
from tests.ops.patients import Report, examined

NOBODY = "00000000-0000-4000-8000-000000000000"
Making = Callable[[Sandbox, Rule], Rule]


def examined_with(making: Making) -> Report:
    """The sandbox's desk by one rule for the sales people, which `making` changes."""

    def ruled(sandbox: Sandbox, sound: Installation) -> Installation:
        groups = {key: frozenset({each.id}) for key, each in sandbox.tenant.groups.items()}
        demands = Demands(Approvers(groups["approvers"]))
        rule = Rule("Sales", groups["requesters"], Targets(groups["sales"]), demands)
        bare = Desk(frozenset(), frozenset())
        return replace(sound, desk=ruled_by(bare, (making(sandbox, rule),)))

    return examined(ruled)


def approved_by(rule: Rule, *people: str, groups: frozenset[str] = frozenset()) -> Rule:
    approvers = Approvers(groups, people=frozenset(people))
    return replace(rule, demands=replace(rule.demands, approvers=approvers))


def as_it_is(_sandbox: Sandbox, rule: Rule) -> Rule:
    return rule


def for_a_group_that_is_gone(_sandbox: Sandbox, rule: Rule) -> Rule:
    return replace(rule, targets=Targets(frozenset({NOBODY})))


def by_nobody(_sandbox: Sandbox, rule: Rule) -> Rule:
    return approved_by(rule, NOBODY, groups=rule.demands.approvers.groups)


def by_somebody_who_left(sandbox: Sandbox, rule: Rule) -> Rule:
    dora = sandbox.tenant.person("dora").id
    return approved_by(rule, dora, groups=rule.demands.approvers.groups)


def asked_by_a_group_that_is_gone(_sandbox: Sandbox, rule: Rule) -> Rule:
    return replace(rule, requesters=rule.requesters | {NOBODY})


def by_one_person_who_asks_alone(sandbox: Sandbox, rule: Rule) -> Rule:
    night = sandbox.tenant.groups["night"].id
    return approved_by(
        replace(rule, requesters=frozenset({night})), sandbox.tenant.person("nina").id
    )


def by_the_manager(_sandbox: Sandbox, rule: Rule) -> Rule:
    return replace(rule, demands=Demands(Approvers(manager=True)))


def by_ada(sandbox: Sandbox, rule: Rule) -> Rule:
    return approved_by(rule, sandbox.tenant.person("ada").id)


@pytest.mark.parametrize("making", [as_it_is, by_the_manager, by_ada])
def test_rules_that_name_who_is_there_are_all_ticks(making: Making) -> None:
    report = examined_with(making)

    assert report.exit_code == 0
    assert {one.verdict for one in report.findings} == {Verdict.OK}
    assert '"Sales"' in report.of("rules").sentence


@pytest.mark.parametrize(
    ("making", "name", "told"),
    [
        (for_a_group_that_is_gone, "rules", f"no group {NOBODY}"),
        (by_nobody, "rules", f"no person {NOBODY}"),
        (by_somebody_who_left, "rules", "Dora Dunn, an approver by name, is disabled"),
        (asked_by_a_group_that_is_gone, "requesters", f"no group {NOBODY}"),
        (by_one_person_who_asks_alone, "two people", "Nobody could approve"),
    ],
)
def test_whom_the_rules_name_and_is_not_there_is_missed(
    making: Making, name: str, told: str
) -> None:
    report = examined_with(making)

    assert report.exit_code == 1
    assert name in report.problems
    assert told in report.of(name).sentence
