"""A town whose bot serves as in production: with a port for those who look after it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from bot.demo import of_sandbox
from bot.domain.rules import Pace
from bot.ops.serving import Address, serving
from bot.sandbox.server import Sandbox
from bot.store.journal import Hear
from bot.store.sql_store import SqlStore, open_store
from tests.stories.town import HURRIED, Town, desk_of

ANYWHERE = Address("127.0.0.1", 0)


@dataclass(frozen=True)
class Scrape:
    text: str

    def values(self, sample: str) -> dict[frozenset[tuple[str, str]], float]:
        """The samples of this name by their labels."""
        return {
            frozenset(each.labels.items()): each.value
            for family in text_string_to_metric_families(self.text)
            for each in family.samples
            if each.name == sample
        }

    def value(self, sample: str, **labels: str) -> float:
        """0 where there is no such sample."""
        return self.values(sample).get(frozenset(labels.items()), 0)


@dataclass(frozen=True)
class Port:
    """What an operator asks of a bot that serves."""

    address: str

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as http:
            return await http.get(f"{self.address}{path}")

    async def scrape(self) -> Scrape:
        return Scrape((await self.get("/metrics")).text)

    async def state(self) -> tuple[int, Mapping[str, str]]:
        answer = await self.get("/readyz")
        return answer.status_code, answer.json()


@asynccontextmanager
async def served(folder: Path, pace: Pace = HURRIED) -> AsyncIterator[tuple[Town, Port]]:
    """Everybody of the desk has the app installed."""
    database, opened = folder / "tap.db", list[SqlStore]()
    async with Sandbox() as sandbox:

        async def opening(hear: Hear) -> SqlStore:
            url = f"sqlite:///{database}"
            opened.append(
                await open_store(url, lambda: sandbox.clock.now() - datetime.now(UTC), hear=hear)
            )
            return opened[0]

        microsoft, desk = of_sandbox(sandbox), desk_of(sandbox)
        async with serving(microsoft, desk, opening, ANYWHERE, ANYWHERE, pace) as at:
            sandbox.teams.bot_endpoint = f"{at.teams}/api/messages"
            for key in ("rita", "rob", "adam", "ada"):
                await sandbox.teams.client(key).install()
            yield Town(sandbox, opened[0], database), Port(at.ops or "")
