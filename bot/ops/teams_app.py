"""The Teams app: its manifest filled in, held against Teams' limits, and packed with its icons."""

import json
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid5

Json = Mapping[str, Any]
T = TypeVar("T")

FOLDER = Path(__file__).parents[2] / "manifest"
MANIFEST, ICONS = "manifest.json", {"color.png": 192, "outline.png": 32}

# Source: Microsoft Teams app manifest schema 1.29.
_LONGEST = {
    "developer.name": 32,
    "name.short": 30,
    "name.full": 100,
    "description.short": 80,
    "description.full": 4000,
}
_MOST_LISTS, _MOST_COMMANDS = 3, 12
_COMMAND, _FORM = {"title": 128, "description": 4000}, {"title": 32, "description": 128}
_LABEL = r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{4,253}}$)({_LABEL}\.)+[a-zA-Z][a-zA-Z0-9-]+")
_VERSION = re.compile(r"\d{1,5}(\.\d{1,5}){2}")
_OPEN = re.compile(r"\$\{\{(\w+)\}\}")
_SAME_DAY = (2026, 1, 1, 0, 0, 0)


class PackageInvalid(Exception):  # noqa: N818 - it says what the package is
    """Teams would not take it; the words say why."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who gives the app out: Teams shows both beside it."""

    organisation: str
    domain: str


@dataclass(frozen=True, slots=True)
class Made:
    """A package that was made before: for which bots, in which version."""

    bots: frozenset[str]
    version: str


def filled_manifest(bot_id: str, publisher: Publisher) -> Json:
    """The manifest for this bot. Raises PackageInvalid with all that is wrong."""
    words = {
        # Teams knows an app by its id: made from the bot's, an update is an update.
        "APP_ID": str(uuid5(UUID(bot_id), "teams-app")),
        "BOT_ID": bot_id,
        "ORGANISATION": publisher.organisation,
        "DOMAIN": publisher.domain,
    }
    template = json.loads((FOLDER / MANIFEST).read_text(encoding="utf-8"))
    manifest: Json = _filled(template, words)
    problems = [*_wrong_publisher(publisher), *_over_limits(manifest), *_wrong_icons()]
    if problems:
        raise PackageInvalid("; ".join(problems))
    return manifest


def packed(manifest: Json) -> bytes:
    """The zip to upload; the same manifest always gives the same bytes."""
    files = {MANIFEST: json.dumps(manifest, indent=2, ensure_ascii=False).encode()}
    files |= {name: (FOLDER / name).read_bytes() for name in ICONS}
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=_SAME_DAY)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def unpacked(package: Path) -> Made:
    """What a package that was made before is for. Raises PackageInvalid."""
    try:
        with zipfile.ZipFile(package) as archive:
            manifest = json.loads(archive.read(MANIFEST))
        parts = [*manifest["bots"], *manifest["composeExtensions"]]
        return Made(frozenset(part["botId"] for part in parts), manifest["version"])
    except (OSError, LookupError, TypeError, ValueError, zipfile.BadZipFile):
        raise PackageInvalid(f"{package} is no package of this app") from None


def _filled(template: T, words: Mapping[str, str]) -> Any:
    """The words go into the texts of the JSON, so that no name can break out of them."""
    match template:
        case str():
            return _OPEN.sub(lambda found: words[found[1]], template)
        case dict():
            return {name: _filled(value, words) for name, value in template.items()}
        case list():
            return [_filled(value, words) for value in template]
    return template


def _wrong_publisher(publisher: Publisher) -> Iterator[str]:
    if not publisher.organisation.strip():
        yield "the organisation has no name"
    if not _DOMAIN.fullmatch(publisher.domain):
        yield f"'{publisher.domain}' is no domain such as contoso.com"


def _over_limits(manifest: Json) -> Iterator[str]:
    if not _VERSION.fullmatch(manifest["version"]):
        yield f"version '{manifest['version']}' is not three numbers"
    for path, longest in _LONGEST.items():
        part, name = path.split(".")
        yield from _too_long(path, manifest[part][name], longest)
    lists = manifest["bots"][0]["commandLists"]
    if len(lists) > _MOST_LISTS or any(len(one["commands"]) > _MOST_COMMANDS for one in lists):
        yield f"more than {_MOST_LISTS} lists of {_MOST_COMMANDS} commands"
    for command in (command for one in lists for command in one["commands"]):
        for name, longest in _COMMAND.items():
            yield from _too_long(f"command {name}", command[name], longest)
    for form in manifest["composeExtensions"][0]["commands"]:
        for name, longest in _FORM.items():
            yield from _too_long(f"form {name}", form[name], longest)


def _too_long(what: str, text: str, longest: int) -> Iterator[str]:
    if len(text) > longest:
        yield f"{what} is longer than {longest} characters: '{text}'"


def _wrong_icons() -> Iterator[str]:
    for name, side in ICONS.items():
        width, height = struct.unpack(">II", (FOLDER / name).read_bytes()[16:24])
        if (width, height) != (side, side):
            yield f"{name} is {width} by {height} pixels, not {side} by {side}"
