"""Settings: what an administrator may write, and what stops the bot."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clouds import CLOUDS
from bot.config import Settings, SettingsProblem, read_records, read_settings
from bot.domain.demands import Approvers, Demands, Verify
from bot.domain.limiting import Limit, Limits
from bot.domain.rules import Delivery, Existing
from bot.domain.ruling import Rule

ID, OTHER = "72e2eb87-c124-4bd9-8e01-a447a1752058", "11111111-2222-4333-8444-555555555555"
THIRD = "33333333-3333-4333-8333-333333333333"
GOOD = {
    "MicrosoftAppId": ID,
    "MicrosoftAppPassword": "opens-nothing",
    "MicrosoftAppTenantId": OTHER,
    "TAP_REQUESTER_GROUPS": ID,
    "TAP_APPROVER_GROUPS": OTHER,
}

Read = Callable[..., Settings]


@pytest.fixture
def read() -> Iterator[Read]:
    """Reads settings from an environment of these names alone; None leaves a good one out."""
    with pytest.MonkeyPatch.context() as environment:

        def read_with(**changes: str | None) -> Settings:
            for field in Settings.model_fields.values():
                environment.delenv(str(field.validation_alias), raising=False)
            for name, text in (GOOD | changes).items():
                if text is not None:
                    environment.setenv(name, text)
            return read_settings()

        yield read_with


def problems(read: Read, **changes: str | None) -> list[str]:
    with pytest.raises(SettingsProblem) as caught:
        read(**changes)
    return caught.value.problems


def test_the_needed_settings_are_enough(read: Read) -> None:
    settings = read()

    assert settings.approval_timeout == timedelta(minutes=60)
    assert settings.cloud == CLOUDS["global"]
    assert settings.desk().approver_groups == {OTHER}


def test_how_codes_are_shown_and_passes_replaced_is_read(read: Read) -> None:
    desk = read(TAP_DELIVERY="dialog", TAP_CLAIM_WITHIN="10m", TAP_EXISTING="refuse").desk()

    assert (desk.delivery, desk.existing) == (Delivery.DIALOG, Existing.REFUSE)
    assert desk.claim_within == timedelta(minutes=10)


def test_names_are_read_in_any_case(read: Read) -> None:
    assert read(MicrosoftAppId=None, MICROSOFTAPPID=OTHER).app_id == OTHER


def test_without_a_word_there_are_limits_and_managers_hear_nothing(read: Read) -> None:
    desk = read().desk()

    assert desk.limit_requester == Limit(30, timedelta(hours=1))
    assert desk.limit_target == Limit(3, timedelta(days=1))
    assert not desk.tell_manager


def test_limits_are_numbers_for_a_time_or_off(read: Read) -> None:
    desk = read(TAP_LIMIT_REQUESTER=" 5 / Minute ", TAP_LIMIT_TARGET="off").desk()

    assert desk.limits == Limits(Limit(5, timedelta(minutes=1)), None)


def test_groups_are_separated_by_commas(read: Read) -> None:
    assert read(TAP_REQUESTER_GROUPS=f" {ID}, {OTHER.upper()} ,").requester_groups == {ID, OTHER}


def test_all_problems_are_reported_at_once(read: Read) -> None:
    found = problems(
        read,
        MicrosoftAppId="my bot",
        MicrosoftAppPassword=None,
        MicrosoftAppTenantId=None,
        TAP_REQUESTER_GROUPS=None,
        TAP_APPROVER_GROUPS="",
        TAP_HIDE_AFTER="soon",
        PORT="0",
    )

    assert [each.partition(":")[0] for each in found] == [
        "MicrosoftAppId",
        "MicrosoftAppCertificateFile",
        "MicrosoftAppTenantId",
        "TAP_REQUESTER_GROUPS",
        "TAP_APPROVER_GROUPS",
        "TAP_HIDE_AFTER",
        "PORT",
    ]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("TAP_CLOUD", "china", "no temporary access passes"),
        ("TAP_CLOUD", "moon", "none of global"),
        (
            "TAP_REQUESTER_GROUPS",
            ",".join(f"{ID[:-2]}{n:02}" for n in range(21)),
            "at most 20",
        ),
        ("TAP_APPROVAL_TIMEOUT", "0m", "no time such as"),
        ("TAP_APPROVERS_ASKED", "0", "greater than or equal to 1"),
        ("TAP_APPROVALS_REQUIRED", "0", "greater than or equal to 1"),
        ("TAP_APPROVALS_REQUIRED", "6", "less than or equal to 5"),
        ("TAP_VERIFY", "perhaps", "'none', 'attested' or 'manager'"),
        ("TAP_DELIVERY", "mail", "'chat' or 'dialog'"),
        ("TAP_CLAIM_WITHIN", "soon", "no time such as"),
        ("TAP_EXISTING", "perhaps", "'ask', 'replace' or 'refuse'"),
        ("TAP_REASON", "perhaps", "'optional' or 'required'"),
        ("TAP_REASON_PATTERN", "INC(", "missing )"),
        ("TAP_LIMIT_REQUESTER", "30", "no limit such as 30/hour"),
        ("TAP_LIMIT_TARGET", "0/day", "no limit such as 30/hour"),
        ("TAP_LIMIT_TARGET", "3/week", "nor off"),
        ("TAP_RULES", "no-such-file.toml", "cannot be read"),
        ("TAP_AUDIT_KEY", "too short", "fewer than 32 characters"),
        ("TAP_AUDIT_HEAD_DAILY", "perhaps", "valid boolean"),
        ("TAP_KEEP_DAYS", "0", "greater than or equal to 1"),
        ("DATABASE_URL", "postgresql://h/d", "all replicas share one"),
        ("MicrosoftAppType", "MultiTenant", "SingleTenant"),
        ("MicrosoftAppType", "Federated", "SingleTenant or UserAssignedMSI"),
        ("TAP_GRAPH_APP_TYPE", "Federated", "client id of the managed identity"),
    ],
)
def test_a_senseless_setting_stops_the_bot(read: Read, name: str, text: str, words: str) -> None:
    [problem] = problems(read, **{name: text})

    assert words in problem


def test_without_rules_the_settings_are_the_rule(read: Read) -> None:
    desk = read(
        TAP_APPROVALS_REQUIRED="2",
        TAP_VERIFY="manager",
        TAP_REASON="required",
        TAP_REASON_PATTERN=r"INC\d{6}",
    ).desk()

    demands = Demands(Approvers(frozenset({OTHER})), approvals=2, verify=Verify.MANAGER)
    assert desk.rulebook == (
        Rule(
            "",
            frozenset({ID}),
            demands=demands,
            reason_needed=True,
            reason_pattern=r"INC\d{6}",
        ),
    )


def test_approvers_say_how_they_verified_the_caller_unless_somebody_decides_otherwise(
    read: Read,
) -> None:
    assert read().desk().verify is Verify.ATTESTED


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A file with one rule, by which managers approve for members of one group."""
    file = tmp_path / "rules.toml"
    file.write_text(
        f'[[rule]]\nname = "One"\nrequesters = ["{THIRD}"]\napprovers = {{ manager = true }}\n'
    )
    return file


def test_with_rules_no_groups_need_be_set(read: Read, rules: Path) -> None:
    desk = read(TAP_RULES=str(rules), TAP_REQUESTER_GROUPS="", TAP_APPROVER_GROUPS=None).desk()

    assert [rule.name for rule in desk.rulebook] == ["One"]
    assert desk.requester_groups == {THIRD}
    assert not desk.approver_groups


def test_groups_beside_rules_are_the_desks_too(read: Read, rules: Path) -> None:
    desk = read(TAP_RULES=str(rules)).desk()

    assert desk.requester_groups == {ID, THIRD}
    assert desk.approver_groups == {OTHER}


def test_what_each_rule_says_is_not_set_beside_them(read: Read, rules: Path) -> None:
    [problem] = problems(read, TAP_RULES=str(rules), TAP_VERIFY="manager")

    assert problem.startswith("TAP_VERIFY: each rule of TAP_RULES says this for itself")


def test_every_problem_of_the_rules_stops_the_bot(read: Read, rules: Path) -> None:
    """Groups that were to come from the rules are not asked for on top of that."""
    rules.write_text(rules.read_text() + "approvals = 9\nfriday = true\n")

    found = problems(
        read, TAP_RULES=str(rules), TAP_REQUESTER_GROUPS=None, TAP_APPROVER_GROUPS=None
    )

    assert [each.partition(': rule "One"')[0] for each in found] == [
        f"TAP_RULES: {rules}, line 5",
        f"TAP_RULES: {rules}, line 6",
    ]


def test_how_long_things_are_kept_is_the_desks(read: Read) -> None:
    desk = read(TAP_KEEP_DAYS="90", TAP_AUDIT_HEAD_DAILY="true").desk()

    assert (desk.keep, desk.head_daily) == (timedelta(days=90), True)


def test_an_auditor_needs_no_other_settings_than_those_of_the_records(read: Read) -> None:
    problems(read, MicrosoftAppId=None, TAP_AUDIT_KEY="k" * 32)

    records = read_records()

    assert records.audit_key == "k" * 32


def test_an_identity_of_graphs_own_must_be_able_to_sign_in(read: Read) -> None:
    [problem] = problems(read, TAP_GRAPH_APP_ID=ID)

    assert "TAP_GRAPH_APP_PASSWORD" in problem


def test_no_problem_repeats_a_secret(read: Read) -> None:
    found = problems(read, MicrosoftAppPassword="canary-secret", MicrosoftAppId="x")

    assert "canary-secret" not in str(found)


def test_secrets_do_not_show(read: Read) -> None:
    settings = read(
        MicrosoftAppPassword="canary-1",
        DATABASE_URL="postgresql://u:canary-2@h/d",
        TAP_AUDIT_KEY="canary-3" * 4,
    )

    assert "canary" not in repr(settings)


@pytest.mark.parametrize("cloud", ["gcc-high", "dod"])
def test_a_government_cloud_changes_every_address(read: Read, cloud: str) -> None:
    chosen = read(TAP_CLOUD=cloud).cloud

    told = (chosen.graph, chosen.login, chosen.bot_issuer, chosen.bot_metadata, chosen.bot_scope)
    assert not [address for address in told if ".com" in address]
