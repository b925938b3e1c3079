"""Cards drawn as on the page, by Microsoft's renderer, and looked at in Chromium."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Page, Route

from bot.sandbox.page.files import FILES
from cards.kit import Json
from tests.chromium import chromium

WIDTHS = (480, 320)
_AROUND = 12
_NOWHERE = "http://cards.invalid"
_LOOK = Path(__file__).parent / "look.js"
_STAGE = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Card</title>
<link rel="stylesheet" href="/page.css"><link rel="stylesheet" href="/card.css">
<script src="/adaptivecards.js"></script><script src="/markdown-it.js"></script>
<body><div id="stage"><div id="card" class="card"></div></div>
<style>#stage {{ padding: {_AROUND}px; background: var(--surface) }}</style>
<script type="module" src="/look.js"></script>
"""


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Studio:
    """One theme and one width; the cards come one after the other."""

    page: Page
    theme: Theme

    async def problems(self, card: Json, pictures: Path | None = None) -> list[str]:
        """Draw the card, folded and unfolded; `pictures` is a path to which endings are added."""
        found: list[str] = await self.page.evaluate(
            "([card, theme]) => show(card, theme)", [card, self.theme]
        )
        await self._take(pictures, "")
        unfolded: list[str] | None = await self.page.evaluate("(card) => unfold(card)", card)
        if unfolded is not None:
            await self._take(pictures, "-unfolded")
        return list(dict.fromkeys([*found, *(unfolded or [])]))

    async def _take(self, pictures: Path | None, ending: str) -> None:
        if pictures is not None:
            path = pictures.with_name(f"{pictures.name}{ending}.png")
            await self.page.locator("#stage").screenshot(path=path)


@asynccontextmanager
async def studio(theme: Theme, width: int) -> AsyncIterator[Studio]:
    """A studio that is offline: all that it loads comes from the disk."""
    async with chromium() as browser:
        page = await browser.new_page(
            viewport={"width": width + 2 * _AROUND, "height": 800},
            device_scale_factor=2,
            locale="en-GB",
            timezone_id="Europe/Berlin",
            offline=True,
        )
        await page.route("**/*", _answer)
        await page.goto(_NOWHERE, wait_until="load")
        yield Studio(page, theme)


async def _answer(route: Route) -> None:
    path = urlsplit(route.request.url).path
    if path == "/":
        await route.fulfill(body=_STAGE, content_type="text/html")
    elif path == "/look.js":
        await route.fulfill(path=_LOOK, content_type="text/javascript")
    else:
        await route.fulfill(path=FILES[path])


def listed(problems: Iterable[tuple[str, str]]) -> str:
    """Which card has which problem, one a line."""
    return "\n".join(f"{name}: {problem}" for name, problem in problems)
