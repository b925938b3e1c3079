"""What the doctor says of an installation: the one thing that is broken, and how to mend it."""

import sqlite3
from collections.abc import Callable
from contextlib import chdir
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from app import main
from bot.domain.rules import Desk
from bot.ops.checks.finding import Verdict
from bot.ops.checks.permissions import NEEDS
from bot.ops.installation import Installation
from bot.ops.teams_app import Publisher
from bot.sandbox.certificates import Authority
from bot.sandbox.graph.permissions import GRANTED_TO_THE_BOT
from bot.sandbox.server import Sandbox
from tests.ops.patients import examined, with_secret

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
NOBODY = "00000000-0000-4000-8000-000000000000"
NOWHERE = "http://127.0.0.1:9"

Breaking = Callable[[Sandbox, Installation], Installation | None]


def wrong_secret(sandbox: Sandbox, sound: Installation) -> Installation:
    return with_secret(sandbox, sound, secret="another one")


def secret_has_expired(sandbox: Sandbox, sound: Installation) -> Installation:
    return with_secret(sandbox, sound, lasts=timedelta(days=-1))


def secret_expires_in_three_days(sandbox: Sandbox, sound: Installation) -> Installation:
    return with_secret(sandbox, sound, lasts=timedelta(days=3, hours=1))


def unknown_application(sandbox: Sandbox, sound: Installation) -> Installation:
    return with_secret(sandbox, sound, app_id=NOBODY)


def certificate_that_entra_does_not_know(_sandbox: Sandbox, sound: Installation) -> None:
    stranger = Authority()
    made = stranger.for_application(timedelta(days=90))
    assert sound.bot.certificate is not None
    sound.bot.certificate.write_bytes(made.file.read_bytes())
    stranger.close()


def certificate_that_cannot_be_read(_sandbox: Sandbox, sound: Installation) -> None:
    assert sound.bot.certificate is not None
    sound.bot.certificate.write_text("-----BEGIN NOTHING-----")


def certificate_ends_in_hours(sandbox: Sandbox, _sound: Installation) -> None:
    sandbox.certify(timedelta(hours=5))


def login_is_away(_sandbox: Sandbox, sound: Installation) -> Installation:
    return replace(sound, login=NOWHERE)


def graph_is_away(_sandbox: Sandbox, sound: Installation) -> Installation:
    return replace(sound, microsoft=replace(sound.microsoft, graph=NOWHERE))


def clocks_differ(sandbox: Sandbox, _sound: Installation) -> None:
    sandbox.clock.move(timedelta(minutes=10))


def token_of_another_tenant(_sandbox: Sandbox, sound: Installation) -> Installation:
    trust = replace(sound.microsoft.trust, tenant_id=NOBODY)
    return replace(sound, microsoft=replace(sound.microsoft, trust=trust))


def passes_are_switched_off(sandbox: Sandbox, _sound: Installation) -> None:
    sandbox.tenant.policy.enabled = False


def no_such_group(_sandbox: Sandbox, sound: Installation) -> Installation:
    return replace(sound, desk=Desk(sound.desk.requester_groups, frozenset({NOBODY})))


def nobody_approves(sandbox: Sandbox, _sound: Installation) -> None:
    sandbox.tenant.groups["approvers"].members.clear()


def only_the_disabled_request(sandbox: Sandbox, _sound: Installation) -> None:
    sandbox.tenant.groups["requesters"].members = {sandbox.tenant.person("dora").id}


def approvers_are_public(sandbox: Sandbox, _sound: Installation) -> None:
    sandbox.tenant.groups["approvers"].types = ("Unified",)
    sandbox.tenant.groups["approvers"].visibility = "Public"


def public_group_among_approvers(sandbox: Sandbox, _sound: Installation) -> None:
    sandbox.tenant.groups["abroad"].visibility = "Public"


def approvers_are_dynamic(sandbox: Sandbox, _sound: Installation) -> None:
    approvers = sandbox.tenant.groups["approvers"]
    approvers.types, approvers.membership_rule = ("DynamicMembership",), 'user.city -eq "Oslo"'


def one_person_alone(sandbox: Sandbox, _sound: Installation) -> None:
    for key in ("requesters", "approvers"):
        sandbox.tenant.groups[key].members = {sandbox.tenant.person("adam").id}


def nobody_has_the_app(sandbox: Sandbox, _sound: Installation) -> None:
    for chat in sandbox.teams.chats:
        chat.installed = False


def teams_refuses_the_bot(sandbox: Sandbox, _sound: Installation) -> None:
    sandbox.faults.add("connector", status=401)


def guard_cannot_see(sandbox: Sandbox, _sound: Installation) -> None:
    sandbox.faults.add("graph", path="roleEligibilityScheduleInstances", status=403)


def no_folder_for_the_database(_sandbox: Sandbox, sound: Installation) -> Installation:
    return replace(sound, database="sqlite:////no/such/folder/tap.db")


def database_of_a_newer_version(_sandbox: Sandbox, sound: Installation) -> None:
    with sqlite3.connect(sound.database.removeprefix("sqlite:///")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    connection.close()


def database_that_is_away(_sandbox: Sandbox, sound: Installation) -> Installation:
    return replace(sound, database="postgresql://tap:tap@127.0.0.1:9/tap")


def no_domain(_sandbox: Sandbox, sound: Installation) -> Installation:
    return replace(sound, publisher=Publisher("Contoso", "https://contoso.com"))


@pytest.mark.parametrize(
    ("breaking", "problems", "told", "remedy"),
    [
        (wrong_secret, {"sign-in to Teams", "sign-in to Graph"}, "AADSTS7000215", "value (not its"),
        (secret_has_expired, {"sign-in to Teams", "sign-in to Graph"}, "AADSTS7000222", "new one"),
        (secret_expires_in_three_days, {"client secret"}, "ends in 3 days", "Make a new one"),
        (unknown_application, {"sign-in to Teams", "sign-in to Graph"}, NOBODY, "application id"),
        (
            certificate_that_entra_does_not_know,
            {"sign-in to Teams", "sign-in to Graph"},
            "AADSTS700027",
            "upload its public part",
        ),
        (
            certificate_that_cannot_be_read,
            {"certificate", "sign-in to Teams", "sign-in to Graph"},
            "MicrosoftAppCertificateFile",
            "a PEM file with certificate and key",
        ),
        (certificate_ends_in_hours, {"certificate"}, "within a day", "Make a new one"),
        (login_is_away, {"login"}, "cannot be reached", "HTTPS_PROXY"),
        (graph_is_away, {"Graph"}, "cannot be reached", "HTTPS_PROXY"),
        (clocks_differ, {"clock"}, "10 minutes behind", "time server"),
        (token_of_another_tenant, {"sign-in to Graph", "reach"}, NOBODY, "MicrosoftAppTenantId"),
        (passes_are_switched_off, {"policy"}, "does not use", "Temporary Access Pass: enable"),
        (no_such_group, {"approvers"}, f"no group {NOBODY}", "Correct TAP_APPROVER_GROUPS"),
        (nobody_approves, {"approvers"}, "TAP Approvers has no people", "Add people"),
        (only_the_disabled_request, {"requesters"}, "only disabled accounts", "are enabled"),
        (approvers_are_public, {"approvers"}, "TAP Approvers is public", "private"),
        (public_group_among_approvers, {"approvers"}, "Abroad, inside", "private"),
        (approvers_are_dynamic, {"approvers"}, "TAP Approvers is dynamic", "are assigned"),
        (one_person_alone, {"two people"}, "Nobody could approve", "two people between them"),
        (nobody_has_the_app, {"reach"}, "reaches no approver", "Setup policies"),
        (teams_refuses_the_bot, {"reach"}, "does not let the bot open", "Azure Bot"),
        (guard_cannot_see, {"guard"}, "does not let the bot look", "RoleManagement.Read.Directory"),
        (no_folder_for_the_database, {"database"}, "folder does not exist", "DATABASE_URL"),
        (database_of_a_newer_version, {"database"}, "newer version", "Install that version"),
        (database_that_is_away, {"database"}, "no answer", "host, name and password"),
        (no_domain, {"manifest"}, "is no domain", "app.py package"),
    ],
)
def test_what_is_broken_is_named_with_its_remedy(
    breaking: Breaking, problems: set[str], told: str, remedy: str
) -> None:
    report = examined(breaking)

    assert report.exit_code == 1
    assert report.problems == problems
    named = [report.of(name) for name in sorted(problems)]
    assert any(told in one.sentence and remedy in one.remedy for one in named)


@pytest.mark.parametrize("permission", GRANTED_TO_THE_BOT)
def test_a_permission_that_is_missing_is_named(permission: str) -> None:
    def missing(sandbox: Sandbox, _sound: Installation) -> None:
        sandbox.tokens.granted = [one for one in GRANTED_TO_THE_BOT if one != permission]

    report = examined(missing)

    assert report.exit_code == 1
    assert permission in report.of("permissions").sentence
    assert "admin consent" in report.of("permissions").remedy


def test_a_sound_installation_is_all_ticks() -> None:
    report = examined()

    assert report.exit_code == 0
    assert {one.verdict for one in report.findings} == {Verdict.OK}
    assert not any(one.remedy for one in report.findings)


def test_the_other_permission_for_passes_is_enough_but_wide() -> None:
    def wide(sandbox: Sandbox, _sound: Installation) -> None:
        sandbox.tokens.granted = [
            "UserAuthenticationMethod.ReadWrite.All",
            *(one for one in GRANTED_TO_THE_BOT if "TAP" not in one),
        ]

    report = examined(wide)

    assert report.exit_code == 0
    assert report.warnings == {"permissions"}
    assert "does more than UserAuthMethod-TAP" in report.of("permissions").sentence


def test_to_do_without_pim_for_groups_is_a_choice_and_is_said() -> None:
    def without(sandbox: Sandbox, sound: Installation) -> Installation:
        sandbox.tokens.granted = [one for one in GRANTED_TO_THE_BOT if "AzureADGroup" not in one]
        return replace(sound, desk=replace(sound.desk, sees_pim_for_groups=False))

    report = examined(without)

    assert report.exit_code == 0
    assert report.of("permissions").verdict is Verdict.WARNING
    assert "TAP_PIM_FOR_GROUPS" in report.of("permissions").remedy


def test_what_nobody_needs_is_named() -> None:
    def greedy(sandbox: Sandbox, _sound: Installation) -> None:
        sandbox.tokens.granted = [*sandbox.tokens.granted, "Directory.ReadWrite.All"]

    report = examined(greedy)

    assert report.exit_code == 0
    assert report.of("permissions").verdict is Verdict.WARNING
    assert "Directory.ReadWrite.All not needed" in report.of("permissions").sentence


def test_without_the_permission_to_look_at_the_application_that_is_said_and_no_failure() -> None:
    def least(sandbox: Sandbox, _sound: Installation) -> None:
        sandbox.tokens.granted = GRANTED_TO_THE_BOT

    report = examined(least)

    assert report.exit_code == 0
    assert report.named(Verdict.UNSEEN) == {"application"}
    assert "Application.Read.All" in report.of("application").sentence


def test_a_secret_that_opens_every_account_is_warned_of() -> None:
    report = examined(with_secret)

    assert report.exit_code == 0
    assert report.warnings == {"credential"}
    assert "can make a pass for anybody" in report.of("credential").sentence
    assert "certificate" in report.of("credential").remedy


def test_a_secret_beside_the_certificate_is_warned_of() -> None:
    def forgotten_secret(sandbox: Sandbox, sound: Installation) -> None:
        certificates = sandbox.tenant.application.certificates
        with_secret(sandbox, sound)
        sandbox.tenant.application.certificates = certificates

    report = examined(forgotten_secret)

    assert report.warnings == {"credentials"}
    assert "1 other credential: client secret 'secret'" in report.of("credentials").sentence


@pytest.mark.parametrize("owner", ["gina", "dora", "rita", "adam"])
def test_an_owner_of_the_application_who_should_not_be_is_warned_of(owner: str) -> None:
    """A guest, somebody whose account is disabled, and people of the desk."""

    def owned(sandbox: Sandbox, _sound: Installation) -> None:
        sandbox.tenant.app_owners.add(sandbox.tenant.person(owner).id)

    report = examined(owned)

    assert report.warnings == {"owners"}
    assert report.of("owners").sentence.count("Olaf") == 0


@pytest.mark.parametrize("owner", ["gina", "rita"])
def test_an_owner_of_a_group_who_should_not_be_is_warned_of(owner: str) -> None:
    def owned(sandbox: Sandbox, _sound: Installation) -> None:
        sandbox.tenant.groups["approvers"].owners.add(sandbox.tenant.person(owner).id)

    report = examined(owned)

    assert report.warnings == {"approvers"}
    assert "is owned by" in report.of("approvers").sentence


def test_requesters_by_rule_are_a_warning_only() -> None:
    def dynamic(sandbox: Sandbox, _sound: Installation) -> None:
        sandbox.tenant.groups["requesters"].types = ("DynamicMembership",)

    report = examined(dynamic)

    assert (report.exit_code, report.warnings) == (0, {"requesters"})


def test_an_approver_without_the_app_is_named() -> None:
    def without(sandbox: Sandbox, _sound: Installation) -> None:
        sandbox.teams.chats.personal("ada").installed = False

    report = examined(without)

    assert (report.exit_code, report.warnings) == (0, {"reach"})
    assert report.of("reach").sentence == "The bot does not reach Ada Adler."


@pytest.mark.parametrize(("days", "verdict"), [(31, Verdict.OK), (20, Verdict.WARNING)])
def test_a_certificate_is_told_of_a_month_before_its_end(days: int, verdict: Verdict) -> None:
    def lasts(sandbox: Sandbox, _sound: Installation) -> None:
        sandbox.certify(timedelta(days=days, hours=1))

    report = examined(lasts)

    assert report.exit_code == 0
    assert report.of("certificate").verdict is verdict


def test_looking_makes_no_database(tmp_path: Path) -> None:
    file = tmp_path / "tap.db"

    report = examined(lambda _, sound: replace(sound, database=f"sqlite:///{file}"))

    assert report.of("database").verdict is Verdict.OK
    assert not file.exists()


def test_settings_that_are_missing_are_told_line_by_line(tmp_path: Path) -> None:
    runner = CliRunner(env={"MicrosoftAppId": NOBODY, "TAP_APPROVER_GROUPS": "the approvers"})

    with chdir(tmp_path):
        done = runner.invoke(main, ["doctor"])

    assert done.exit_code == 1
    assert "MicrosoftAppTenantId: is not set" in done.stdout
    assert "TAP_APPROVER_GROUPS: 'the approvers' is no object id" in done.stdout
    assert "To do: README.md, Settings" in done.stdout


def test_the_permissions_are_those_of_the_readme() -> None:
    install = README.partition("## Install")[2].partition("## Settings")[0]

    assert {need.least for need in NEEDS} == set(GRANTED_TO_THE_BOT)
    assert all(f"`{need.least}`" in install for need in NEEDS)


def test_where_only_letters_can_be_written_there_are_words_for_ticks() -> None:
    done = CliRunner(charset="ascii").invoke(main, ["doctor", "--sandbox"])

    assert done.exit_code == 0
    assert all(line.startswith("ok ") for line in done.stdout.splitlines())


def test_people_get_a_line_with_a_tick_for_each_thing() -> None:
    done = CliRunner().invoke(main, ["doctor", "--sandbox"])

    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert len(lines) > 15
    assert all(line.startswith("✓ ") for line in lines)
