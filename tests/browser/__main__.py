"""Take the pictures of the page in the midst of the story: python -m tests.browser DIR."""

import asyncio
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import click

from bot.demo import audit_rows
from bot.messages import labels
from bot.sandbox.page import Page
from tests.browser.visit import Visit, visitor
from tests.stories.town import town_at

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PICTURES: dict[str, dict[str, Any]] = {
    "page-light": {"viewport": DESK, "color_scheme": "light"},
    "page-dark": {"viewport": DESK, "color_scheme": "dark"},
    "page-phone": {"viewport": PHONE, "color_scheme": "light", "device_scale_factor": 2},
}


async def play(visit: Visit) -> None:
    """Up to the moment at which Adam has the code on his screen."""
    await visit.says(visit.rita, "/tap uma@contoso.com --lifetime 2h --reason Lost phone, INC-4711")
    await visit.presses(visit.adam, labels.APPROVE)
    await visit.sees(visit.rita, "Adam Abel has the code")
    await visit.sees(visit.adam, labels.DONE)


async def take(folder: Path, scratch: Path) -> None:
    async with (
        town_at(scratch) as town,
        Page(town.sandbox, partial(audit_rows, town.store)) as address,
        visitor(town, address) as visit,
    ):
        await play(visit)
        for name, how in PICTURES.items():
            looked = await visit.opens("rita", "adam", **how)
            await visit.sees(looked.adam, labels.DONE)
            await looked.page.screenshot(path=folder / f"{name}.png")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(take(Path(sys.argv[1]), Path(made)))
    click.echo(f"{len(PICTURES)} pictures in {sys.argv[1]}")
