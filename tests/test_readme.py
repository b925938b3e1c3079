"""What the README says of commands, settings and states is true of the code."""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.commands.command import (
    CancelRequest,
    Misread,
    Pause,
    RequestPass,
    Resume,
    RevokePass,
    SetRoom,
    ShowForm,
    ShowHelp,
    ShowPending,
    ShowStatus,
)
from bot.commands.grammar import read_command
from bot.commands.times import When
from bot.config import Settings
from bot.domain.request import NEXT, State

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
WHEN = When(datetime(2026, 11, 24, 9, tzinfo=UTC), ZoneInfo("UTC"))


def first_cells(heading: str) -> list[str]:
    section = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_every_setting_is_in_the_readme_and_nothing_else_is() -> None:
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}

    assert set(first_cells("Settings")) == known


def test_the_example_of_settings_has_them_all() -> None:
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}

    example = (ROOT / ".env.example").read_text()

    assert set(re.findall(r"^#?(\w+)=", example, re.MULTILINE)) == known


def test_the_diagram_shows_the_table_of_states() -> None:
    arrows = set(re.findall(r"^ +([A-Z]+) --> ([A-Z]+)$", README, re.MULTILINE))

    assert arrows == {(state, following) for state in State for following in NEXT[state]}


def test_the_diagram_ends_where_states_are_final() -> None:
    ends = set(re.findall(r"^ +([A-Z]+) --> \[\*\]$", README, re.MULTILINE))

    assert ends == {state for state in State if not NEXT[state]}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("/tap user@contoso.com", RequestPass),
        ("/tap a@contoso.com b@contoso.com", RequestPass),
        ("/tap", ShowForm),
        ("/tap status", ShowStatus),
        ("/tap pending", ShowPending),
        ("/tap cancel ID", CancelRequest),
        ("/tap revoke ID", RevokePass),
        ("/tap here", SetRoom),
        ("/tap pause", Pause),
        ("/tap resume", Resume),
        ("/tap help", ShowHelp),
    ],
)
def test_commands_of_the_readme_are_understood(text: str, kind: type[object]) -> None:
    assert text in first_cells("Commands")

    assert isinstance(read_command(text, WHEN), kind)


def test_options_of_the_readme_are_understood() -> None:
    options = [cell for cell in first_cells("Commands") if cell.startswith("--")]

    read = {option: read_command(f"/tap uma@contoso.com {option}", WHEN) for option in options}

    assert len(options) == 5
    assert [option for option, command in read.items() if isinstance(command, Misread)] == []


def test_the_commands_that_the_readme_opens_with_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"^make (\w+)", README, re.MULTILINE)) == {"demo", "test"}
    assert {"demo", "test"} <= targets


def test_the_picture_of_the_page_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)

    assert [one for one in pictures if not (ROOT / one).is_file()] == []
    assert len(pictures) == 1
