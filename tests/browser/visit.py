"""Somebody who looks at the page, and does on it what a person would."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from tests.chromium import chromium
from tests.stories.town import Town

SECONDS = 60
# What the page was told, word for word, whether or not it showed it.
_LISTEN = """
globalThis.told = [];
const Plain = globalThis.EventSource;
globalThis.EventSource = class extends Plain {
  constructor(address) {
    super(address);
    this.addEventListener("message", (event) => globalThis.told.push(event.data));
  }
};
"""


@dataclass
class Visit:
    town: Town
    address: str
    browser: Browser
    page: Page
    complaints: list[str] = field(default_factory=list)

    @property
    def rita(self) -> Locator:
        return self.page.locator("[data-side=left]")

    @property
    def adam(self) -> Locator:
        return self.page.locator("[data-side=right]")

    async def says(self, who: Locator, text: str) -> None:
        await who.get_by_label("Message").fill(text)
        await who.get_by_role("button", name="Send").click()

    async def presses(self, who: Locator, title: str) -> None:
        """Click the newest button with this title in this person's chat."""
        await who.get_by_role("button", name=title, exact=True).last.click()

    async def sees(self, who: Locator, words: str) -> None:
        await expect(who.get_by_text(words).last).to_be_visible()

    async def opens(self, left: str, right: str, **how: Any) -> "Visit":
        """Look at the page once more, in another window, with these people in it."""
        page = await self.browser.new_page(locale="en-GB", **how)
        page.set_default_timeout(SECONDS * 1000)
        await page.add_init_script(_LISTEN)
        another = Visit(self.town, self.address, self.browser, page, self.complaints)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._hears(said.type, said.text))
        await page.goto(f"{self.address}?left={left}&right={right}")
        await expect(another.rita.locator(".message").first).to_be_visible()
        return another

    async def everything(self) -> str:
        """All that this window holds, and all that it was ever told."""
        told = await self.page.evaluate("globalThis.told")
        return await self.page.content() + json.dumps(told)

    def _hears(self, kind: str, words: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(words)


@asynccontextmanager
async def visitor(town: Town, address: str) -> AsyncIterator[Visit]:
    expect.set_options(timeout=SECONDS * 1000)
    async with chromium() as browser:
        page = await browser.new_page()
        size = {"width": 1440, "height": 900}
        yield await Visit(town, address, browser, page).opens("rita", "adam", viewport=size)
