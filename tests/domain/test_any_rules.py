"""Which rule holds, whatever the rules are and whoever asks for whom."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.demands import Demands
from bot.domain.people import Account
from bot.domain.refusals import NoRule, TargetRefused
from bot.domain.ruling import (
    STAFF_NEEDS,
    Rule,
    Targets,
    hides,
    matches,
    may_ask_at_all,
    rule_for,
)
from bot.domain.survey import Candidate, Known
from tests.domain.stages import MIA, RITA, UMA
from tests.domain.test_ruling import CLOSED, FOR_UMA, NOW, OFFICE

GROUPS = st.frozensets(st.sampled_from(["desk", "night", "sales", "board"]), max_size=3)
RULES = st.lists(
    st.builds(
        Rule,
        name=st.just("any"),
        requesters=GROUPS,
        targets=st.builds(Targets, GROUPS, st.booleans()),
        demands=st.builds(Demands, approvals=st.integers(1, 3)),
        deny=st.integers(0, 4).map(lambda n: n == 0),
        staff=st.booleans(),
        hours=st.sampled_from([None, OFFICE, CLOSED]),
    ),
    max_size=6,
)
REQUESTERS = st.builds(
    Known,
    st.builds(
        Account,
        st.just(RITA),
        enabled=st.sampled_from([True, True, False]),
        guest=st.just(value=False),
    ),
    GROUPS,
)
CANDIDATES = st.builds(
    lambda groups, manager, staff: replace(
        FOR_UMA,
        groups=groups,
        manager=Account(manager, enabled=True, guest=False),
        staff=staff,
    ),
    GROUPS,
    st.sampled_from([RITA, MIA]),
    st.booleans(),
)


@given(RULES, REQUESTERS, CANDIDATES)
def test_deny_beats_all_and_else_the_first_match_holds(
    rules: list[Rule], requester: Known, candidate: Candidate
) -> None:
    outcome = rule_for(rules, RITA.id, requester, candidate, NOW)

    matching = [each for each in rules if matches(each, RITA.id, requester, candidate, NOW)]
    if not matching or any(each.deny for each in matching):
        assert outcome == NoRule(UMA)
    else:
        assert outcome in {TargetRefused(UMA), matching[0]}
        assert candidate.staff or outcome is matching[0]


@given(RULES, REQUESTERS, CANDIDATES)
def test_nobody_outside_the_groups_of_a_rule_gets_it(
    rules: list[Rule], requester: Known, candidate: Candidate
) -> None:
    outcome = rule_for(rules, RITA.id, requester, candidate, NOW)

    if isinstance(outcome, Rule):
        assert requester.account is not None
        assert requester.account.in_good_standing
        assert outcome.requesters & requester.groups
        assert not outcome.deny
        assert may_ask_at_all(rules, requester)


@given(RULES, REQUESTERS, CANDIDATES)
def test_staff_are_targets_with_two_approvals_only(
    rules: list[Rule], requester: Known, candidate: Candidate
) -> None:
    staff = replace(candidate, staff=True)

    outcome = rule_for(rules, RITA.id, requester, staff, NOW)

    if isinstance(outcome, Rule):
        assert outcome.staff
        assert outcome.demands.approvals >= STAFF_NEEDS


@given(RULES, REQUESTERS, CANDIDATES)
def test_taking_a_hidden_rule_out_changes_nothing(
    rules: list[Rule], requester: Known, candidate: Candidate
) -> None:
    kept: list[Rule] = []
    for rule in rules:
        if rule.deny or not any(hides(each, rule) for each in kept):
            kept.append(rule)

    outcome = rule_for(kept, RITA.id, requester, candidate, NOW)

    assert outcome == rule_for(rules, RITA.id, requester, candidate, NOW)
