"""The manifest and icons with which Teams shows the bot."""

import json
import re
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands.command import Command, SetRoom, ShowForm, ShowHelp, ShowStatus
from bot.commands.grammar import read_command
from bot.commands.times import When
from bot.domain.form import Filled
from manifest.draw_icons import outline_icon, png

FOLDER = Path(__file__).parent.parent / "manifest"
TEXT = (FOLDER / "manifest.json").read_text(encoding="utf-8")
MANIFEST: dict[str, Any] = json.loads(TEXT)
BOT: dict[str, Any] = MANIFEST["bots"][0]
FORM: dict[str, Any] = MANIFEST["composeExtensions"][0]["commands"][0]

WHEN = When(datetime(2026, 11, 24, 9, tzinfo=UTC), ZoneInfo("Europe/Oslo"))
MEANT: dict[str, Command] = {
    "tap": ShowForm(Filled()),
    "tap status": ShowStatus(None),
    "tap here": SetRoom(),
    "tap help": ShowHelp(),
}
LONGEST = {
    "developer.name": 32,
    "name.short": 30,
    "name.full": 100,
    "description.short": 80,
    "description.full": 4000,
}


def test_only_what_an_administrator_has_of_their_own_is_left_open() -> None:
    placeholders = set(re.findall(r"\$\{\{(\w+)\}\}", TEXT))

    assert placeholders == {"APP_ID", "BOT_ID", "ORGANISATION", "DOMAIN"}
    assert TEXT.count("${") == len(re.findall(r"\$\{\{\w+\}\}", TEXT))


def test_the_form_and_the_bot_are_one_application() -> None:
    assert BOT["botId"] == MANIFEST["composeExtensions"][0]["botId"] == "${{BOT_ID}}"
    assert MANIFEST["id"] == "${{APP_ID}}"


def test_the_bot_asks_teams_for_no_permission() -> None:
    asking = {"permissions", "devicePermissions", "authorization", "webApplicationInfo"}

    assert asking.isdisjoint(MANIFEST)


def test_the_bot_is_there_in_every_kind_of_chat() -> None:
    assert set(BOT["scopes"]) == {"personal", "team", "groupChat"}
    assert BOT["isNotificationOnly"] is False


def test_the_version_of_the_manifest_knows_slash_commands() -> None:
    """1.29 is the first one."""
    major, minor = map(int, MANIFEST["manifestVersion"].split("."))

    assert (major, minor) >= (1, 29)
    assert f"/v{major}.{minor}/" in MANIFEST["$schema"]
    assert BOT["supportsTargetedMessages"] is True


@pytest.mark.parametrize(("path", "longest"), LONGEST.items())
def test_texts_are_as_short_as_teams_wants_them(path: str, longest: int) -> None:
    part, name = path.split(".")

    assert 0 < len(MANIFEST[part][name]) <= longest


def test_commands_stay_within_the_limits_of_teams() -> None:
    lists = BOT["commandLists"]

    assert len(lists) <= 3
    assert all(len(each["commands"]) <= 12 for each in lists)
    for command in _commands():
        assert 0 < len(command["title"]) <= 128
        assert 0 < len(command["description"]) <= 4000


def test_each_kind_of_chat_has_one_list_of_commands() -> None:
    scopes = [scope for each in BOT["commandLists"] for scope in each["scopes"]]

    assert sorted(scopes) == sorted(BOT["scopes"])


def test_slash_commands_are_offered_where_teams_has_them() -> None:
    """In a personal chat there are no slash commands of apps; everywhere mentions work."""
    for each in BOT["commandLists"]:
        personal = "personal" in each["scopes"]

        assert set(each["triggers"]) == ({"mention"} if personal else {"mention", "slash"})


def test_the_bot_understands_every_command_that_teams_offers() -> None:
    """Teams sends the title as the text of a message."""
    understood = {title: read_command(title, WHEN) for title in _titles(BOT["scopes"])}

    assert understood == MEANT


def test_a_room_is_set_where_there_is_a_room() -> None:
    assert "tap here" in _titles(["team", "groupChat"])
    assert "tap here" not in _titles(["personal"])


def test_the_form_opens_as_a_dialog_from_the_compose_box_and_the_slash() -> None:
    assert (FORM["type"], FORM["fetchTask"]) == ("action", True)
    assert set(FORM["context"]) == {"compose", "commandBox"}
    assert FORM["triggers"] == ["slash"]
    assert 0 < len(FORM["title"]) <= 32
    assert 0 < len(FORM["description"]) <= 128


@pytest.mark.parametrize(("icon", "side"), [("color", 192), ("outline", 32)])
def test_icons_have_the_size_that_teams_wants(icon: str, side: int) -> None:
    picture = (FOLDER / MANIFEST["icons"][icon]).read_bytes()

    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert _size(picture) == (side, side)


def test_the_outline_is_white_on_nothing() -> None:
    pixels = list(_pixels((FOLDER / "outline.png").read_bytes()))

    assert {pixel[:3] for pixel in pixels} == {(255, 255, 255)}
    assert {0, 255} <= {pixel[3] for pixel in pixels}


def test_the_colour_icon_leaves_no_pixel_open() -> None:
    pixels = list(_pixels((FOLDER / "color.png").read_bytes()))

    assert {pixel[3] for pixel in pixels} == {255}


def test_the_icon_is_what_its_script_draws() -> None:
    stored = (FOLDER / "outline.png").read_bytes()

    drawn = png(outline_icon, 32)

    assert list(_pixels(drawn)) == list(_pixels(stored))


def _commands() -> Iterator[dict[str, str]]:
    for each in BOT["commandLists"]:
        yield from each["commands"]


def _titles(scopes: list[str]) -> set[str]:
    """The titles that are offered in any of these scopes."""
    lists = (each for each in BOT["commandLists"] if set(scopes) & set(each["scopes"]))
    return {command["title"] for each in lists for command in each["commands"]}


def _size(picture: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def _pixels(picture: bytes) -> Iterator[tuple[int, ...]]:
    """The pixels of an icon of ours: RGBA, one chunk of pixels, no filters."""
    width, height = _size(picture)
    start = picture.index(b"IDAT")
    (length,) = struct.unpack(">I", picture[start - 4 : start])
    lines = zlib.decompress(picture[start + 4 : start + 4 + length])
    for top in range(0, len(lines), width * 4 + 1):
        assert lines[top] == 0
        line = lines[top + 1 : top + 1 + width * 4]
        yield from (tuple(line[x : x + 4]) for x in range(0, len(line), 4))
    assert len(lines) == height * (width * 4 + 1)
