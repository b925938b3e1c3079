"""What deploy/ says of the bot is true of the bot. Azure itself is not here to be asked."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import Settings
from bot.ops.checks.permissions import NEEDS
from tests.own_code import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
BICEP = (DEPLOY / "main.bicep").read_text("utf-8")
SETTINGS = {str(field.validation_alias) for field in Settings.model_fields.values()}
GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def image(folder: Path) -> Path:
    """The files of the image: what is copied, without what is removed."""
    for source, target in re.findall(r"^COPY (\w\S*) (\S+)$", DOCKERFILE, re.MULTILINE):
        _copy(ROOT / source, folder / (source if target in {"./", "."} else target))
    removed = re.search(r"^RUN rm -r (.+) \\$", DOCKERFILE, re.MULTILINE)
    assert removed is not None
    for path in removed[1].split():
        shutil.rmtree(folder / path) if (folder / path).is_dir() else (folder / path).unlink()
    return folder


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", "-W", "ignore::DeprecationWarning", "app.py", *words]
    return subprocess.run(
        command, cwd=folder, env={}, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_image_has_no_sandbox_and_says_so(tmp_path: Path) -> None:
    folder = image(tmp_path)

    done = run(folder, "demo")

    assert not (folder / "bot" / "sandbox").exists()
    assert (done.returncode, done.stderr.strip()) == (1, "The sandbox is not installed here.")


def test_the_image_has_all_that_the_bot_needs_to_serve(tmp_path: Path) -> None:
    done = run(image(tmp_path))

    assert "MicrosoftAppId: is not set" in done.stderr


@pytest.mark.parametrize("command", ["audit", "doctor", "migrate", "package", "pause", "revoke"])
def test_the_image_has_the_commands_of_operators(tmp_path: Path, command: str) -> None:
    done = run(image(tmp_path), command, "--help")

    assert done.returncode == 0


def test_whoever_builds_the_image_is_sent_what_is_copied() -> None:
    sent = re.findall(
        r"^!(\S+)$", (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8"), re.MULTILINE
    )

    copied = re.findall(r"^COPY (\w\S*) ", DOCKERFILE, re.MULTILINE)
    assert set(copied) == set(sent)


def test_the_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE)

    assert users != []
    assert int(users[-1]) > 0
    assert DOCKERFILE.index("\nUSER ") > DOCKERFILE.rindex("\nRUN ")


def test_the_image_and_the_container_app_set_nothing_that_is_no_setting() -> None:
    environment = DOCKERFILE.partition("\nENV ")[2].partition("\nRUN")[0]
    in_image = set(re.findall(r"^\s*(\w+)=", environment, re.MULTILINE))
    in_app = set(re.findall(r"\{ name: '(\w+)', (?:value|secretRef):", BICEP))

    known = SETTINGS | {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    assert in_image - known == set()
    assert in_app - SETTINGS == set()


def test_the_container_app_sets_what_the_bot_does_not_start_without() -> None:
    needed = {
        str(field.validation_alias)
        for field in Settings.model_fields.values()
        if field.is_required()
    }

    assert needed <= set(re.findall(r"\{ name: '(\w+)'", BICEP))


def test_probes_ask_where_the_image_answers() -> None:
    asked = set(re.findall(r"path: '(/\w+)', port: opsPort", BICEP))
    port = re.search(r"var opsPort = (\d+)", BICEP)

    assert asked == {"/healthz", "/readyz"}
    assert port is not None
    assert f"TAP_OPS_PORT={port[1]}" in DOCKERFILE


@pytest.mark.parametrize("script", ["grant-graph.sh", "Grant-Graph.ps1"])
def test_the_scripts_grant_what_the_bot_needs_and_nothing_else(script: str) -> None:
    text = (DEPLOY / script).read_text("utf-8")

    ends = "All|AuthenticationMethod|Directory|AzureADGroup"
    named = set(re.findall(rf"\b[A-Z][\w-]+\.[A-Za-z.]*(?:{ends})\b", text))

    own = {"Application.Read.All", "AppRoleAssignment.ReadWrite.All"}  # of whoever runs it
    assert named - own == {need.least for need in NEEDS}


def test_both_scripts_mean_the_same_by_a_permission() -> None:
    shell = (DEPLOY / "grant-graph.sh").read_text("utf-8")
    powershell = (DEPLOY / "Grant-Graph.ps1").read_text("utf-8")

    by_shell = {name: role for role, name in re.findall(rf"({GUID}) # (\S+)", shell)}
    by_powershell = dict(re.findall(rf"'(\S+)'\s+= '({GUID})'", powershell))

    assert len(by_shell) == len(NEEDS)
    assert by_shell == by_powershell
