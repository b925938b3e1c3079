"""The command line, as an administrator or a newcomer uses it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent
ID, OTHER = "72e2eb87-c124-4bd9-8e01-a447a1752058", "11111111-2222-4333-8444-555555555555"


def app(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *words],
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def told(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def codes_in(lines: list[dict[str, Any]]) -> set[str]:
    """The large monospace runs of the cards that have a Done button."""
    cards = [line["card"] for line in lines if "Done, hide it" in json.dumps(line.get("card"))]

    def runs(node: Any) -> list[str]:
        match node:
            case {"type": "TextRun", "fontType": "Monospace", "text": str(text), "size": _}:
                return [text]
            case dict():
                return [text for each in node.values() for text in runs(each)]
            case list():
                return [text for each in node for text in runs(each)]
        return []

    return {runs(card)[0] for card in cards}


def test_the_demo_tells_the_code_to_adam_alone_and_the_log_nothing(tmp_path: Path) -> None:
    done = app("demo", "--json", TMPDIR=str(tmp_path))

    lines = told(done.stdout)
    codes = codes_in(lines)
    assert done.returncode == 0
    assert len(codes) == 4
    for code in codes:
        assert {line["who"] for line in lines if code in json.dumps(line)} == {"adam"}
        assert code not in done.stderr
    assert any("Adam Abel has the code" in line.get("text", "") for line in lines)


def test_the_demo_shows_what_else_a_help_desk_needs(tmp_path: Path) -> None:
    done = app("demo", "--json", TMPDIR=str(tmp_path))

    for shown in (
        "cannot get a pass",  # an administrator
        "asks for passes for 2 people",
        "Pass used",
        "A newer pass has taken its place",
        "Pass revoked",
    ):
        assert shown in done.stdout


def test_the_demo_prints_the_story_for_people() -> None:
    done = app("demo")

    assert done.returncode == 0
    assert "Adam approves, and he alone receives the code" in done.stdout
    assert "[ Approve ]  [ Deny ]" in done.stdout


def test_the_demo_does_not_read_the_environment() -> None:
    nowhere = "http://127.0.0.1:9"

    done = app("demo", "--json", HTTP_PROXY=nowhere, HTTPS_PROXY=nowhere, TAP_CLOUD="china")

    assert done.returncode == 0


def test_the_sandbox_prints_where_it_is_and_answers_there() -> None:
    command = [sys.executable, str(ROOT / "app.py"), "sandbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        places = json.loads(running.stdout.readline())

        answer = httpx.get(
            f"{places['graph']}/v1.0/users/{places['people']['uma']['id']}",
            headers={"Authorization": f"Bearer {places['token']}"},
            trust_env=False,
        )

        running.send_signal(signal.SIGTERM)
    assert answer.json()["userPrincipalName"] == places["people"]["uma"]["userPrincipalName"]
    assert running.returncode == 0


def test_every_card_is_written_as_json(tmp_path: Path) -> None:
    done = app("cards", str(tmp_path / "cards"))

    written = list((tmp_path / "cards").glob("*.json"))
    assert done.returncode == 0
    assert {file.stem[-3:] for file in written} == {"-en", "-de", "-fr", "-es"}
    assert len(written) > 4 * 40
    assert {json.loads(file.read_text())["type"] for file in written} == {"AdaptiveCard"}


def test_without_settings_the_bot_does_not_start_and_says_all_that_is_missing(
    tmp_path: Path,
) -> None:
    done = app(HOME=str(tmp_path))

    assert done.returncode == 1
    for name in ("MicrosoftAppId", "MicrosoftAppTenantId", "TAP_REQUESTER_GROUPS"):
        assert f"{name}: is not set" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_cannot_be_opened_is_said_in_a_sentence(tmp_path: Path) -> None:
    done = app(
        MicrosoftAppId=ID,
        MicrosoftAppPassword="opens-nothing",
        MicrosoftAppTenantId=OTHER,
        TAP_REQUESTER_GROUPS=ID,
        TAP_APPROVER_GROUPS=OTHER,
        DATABASE_URL=f"sqlite:///{tmp_path}/no/such/folder.db",
    )

    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
