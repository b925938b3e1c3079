"""Whether the Teams app that people install belongs to the bot of the settings."""

from pathlib import Path

from bot.ops.checks.finding import Finding, fine, problem, unseen
from bot.ops.teams_app import PackageInvalid, Publisher, filled_manifest, unpacked

NAME = "manifest"
_ANEW = "Make it anew with `python app.py package`, and upload it as an update."


def check_manifest(bot_id: str, publisher: Publisher | None, package: Path | None) -> Finding:
    """The package that the settings make, and the one that was made before, if one is named."""
    try:
        if package is not None:
            return _check_package(bot_id, package)
        if publisher is None:
            remedy = "Set them, or name the package with --package FILE."
            return unseen(NAME, "Not looked at: no TAP_ORGANISATION or TAP_DOMAIN.", remedy)
        filled_manifest(bot_id, publisher)
    except PackageInvalid as invalid:
        return problem(NAME, f"Teams would not take the package: {invalid}.", _ANEW)
    return fine(NAME, f"The package for {publisher.organisation} is as Teams wants it.")


def _check_package(bot_id: str, package: Path) -> Finding:
    made = unpacked(package)
    if made.bots != {bot_id}:
        return problem(NAME, f"{package} is for another bot than {bot_id}.", _ANEW)
    return fine(NAME, f"{package} is for this bot, version {made.version}.")
