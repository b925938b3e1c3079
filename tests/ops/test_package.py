"""The Teams app as a zip: made from the settings, and refused where Teams would refuse it."""

import json
import tomllib
import zipfile
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app import main
from bot.ops.checks.finding import Verdict
from bot.ops.checks.manifest import check_manifest
from bot.ops.teams_app import PackageInvalid, Publisher, filled_manifest, packed

ROOT = Path(__file__).parent.parent.parent
BOT, OTHER = "72e2eb87-c124-4bd9-8e01-a447a1752058", "11111111-2222-4333-8444-555555555555"
CONTOSO = Publisher("Contoso", "contoso.com")
SETTINGS = {
    "MicrosoftAppId": BOT,
    "MicrosoftAppPassword": "opens-nothing",
    "MicrosoftAppTenantId": OTHER,
    "TAP_REQUESTER_GROUPS": BOT,
    "TAP_APPROVER_GROUPS": OTHER,
}


def package(folder: Path, *options: str, **settings: str) -> Result:
    with chdir(folder):
        return CliRunner(env=SETTINGS | settings).invoke(
            main, ["package", "--out", "app.zip", *options]
        )


def in_package(folder: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(folder / "app.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_package_holds_manifest_and_icons_of_this_bot(tmp_path: Path) -> None:
    done = package(tmp_path, TAP_ORGANISATION="Contoso", TAP_DOMAIN="contoso.com")

    files = in_package(tmp_path)
    manifest: dict[str, Any] = json.loads(files["manifest.json"])
    assert done.exit_code == 0
    assert set(files) == {"manifest.json", "color.png", "outline.png"}
    assert manifest["bots"][0]["botId"] == manifest["composeExtensions"][0]["botId"] == BOT
    assert manifest["developer"]["name"] == "Contoso"
    assert manifest["developer"]["websiteUrl"] == "https://contoso.com"
    assert b"${{" not in files["manifest.json"]
    assert BOT in done.stdout


def test_options_win_over_settings(tmp_path: Path) -> None:
    package(
        tmp_path,
        *("--organisation", "Fabrikam", "--domain", "fabrikam.com"),
        TAP_ORGANISATION="Contoso",
        TAP_DOMAIN="contoso.com",
    )

    developer = json.loads(in_package(tmp_path)["manifest.json"])["developer"]
    assert (developer["name"], developer["websiteUrl"]) == ("Fabrikam", "https://fabrikam.com")


def test_a_name_cannot_break_out_of_its_place() -> None:
    name = 'A "B" \\ C ${{BOT_ID}}'

    manifest = filled_manifest(BOT, Publisher(name, "contoso.com"))

    assert manifest["developer"]["name"] == name


def test_the_app_keeps_its_id_and_another_bot_is_another_app() -> None:
    first, again, other = (filled_manifest(bot, CONTOSO)["id"] for bot in (BOT, BOT, OTHER))

    assert first == again
    assert len({first, other, BOT}) == 3


def test_the_same_settings_make_the_same_bytes() -> None:
    assert packed(filled_manifest(BOT, CONTOSO)) == packed(filled_manifest(BOT, CONTOSO))


def test_the_manifest_has_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert filled_manifest(BOT, CONTOSO)["version"] == project["version"]


@pytest.mark.parametrize(
    ("organisation", "domain", "why"),
    [
        ("Contoso", "https://contoso.com", "'https://contoso.com' is no domain"),
        ("Contoso", "contoso", "'contoso' is no domain"),
        ("Contoso", "contoso.com/apps", "is no domain"),
        ("Contoso", "con toso.com", "is no domain"),
        ("The Whole Contoso Group of Companies", "contoso.com", "longer than 32 characters"),
        ("  ", "contoso.com", "the organisation has no name"),
    ],
)
def test_what_teams_would_refuse_is_refused_in_one_sentence(
    tmp_path: Path, organisation: str, domain: str, why: str
) -> None:
    done = package(tmp_path, "--organisation", organisation, "--domain", domain)

    assert done.exit_code == 1
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "app.zip").exists()


def test_without_organisation_and_domain_it_says_where_to_set_them(tmp_path: Path) -> None:
    done = package(tmp_path)

    assert done.exit_code == 1
    assert "TAP_ORGANISATION and TAP_DOMAIN" in done.stderr


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(PackageInvalid, match=r"no name; 'nowhere' is no domain"):
        filled_manifest(BOT, Publisher("", "nowhere"))


def test_the_doctor_knows_a_package_of_this_bot_from_one_of_another(tmp_path: Path) -> None:
    own, other = tmp_path / "own.zip", tmp_path / "other.zip"
    own.write_bytes(packed(filled_manifest(BOT, CONTOSO)))
    other.write_bytes(packed(filled_manifest(OTHER, CONTOSO)))

    found = [check_manifest(BOT, None, each) for each in (own, other)]

    assert [one.verdict for one in found] == [Verdict.OK, Verdict.PROBLEM]
    assert "another bot" in found[1].sentence
    assert "app.py package" in found[1].remedy


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_the_doctor_is_not_put_off_by_what_is_no_package(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "app.zip"
    file.write_bytes(content)

    found = check_manifest(BOT, CONTOSO, file)

    assert found.verdict is Verdict.PROBLEM
    assert "is no package of this app" in found.sentence
