"""A case: a town with a bot's replicas, a story that goes wrong in it, and what it has cost."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.request import State, Why
from bot.sandbox.server import Sandbox
from bot.store.archive import open_archive
from bot.store.chain import Broken
from bot.store.migrate import migrate_at
from bot.store.sql_store import SqlStore, open_store
from tests import postgresql
from tests.chaos.bots import Bots, bots_for
from tests.chaos.people import People
from tests.chaos.replica import AUDIT_KEY
from tests.chaos.toll import Books, Toll, books_of, toll_of, unanswered

DESK = ("rita", "rob", "adam", "ada")
OPEN = (State.PENDING, State.APPROVED, State.ISSUING, State.REVOKING)
# Alembic's context is global to the process, so one case at a time opens its database.
_OPENING = asyncio.Lock()
# Nothing that a bot owes takes longer here.
COMES_TO_REST = 45
LONGEST = 240.0

End = tuple[State, Why]


@dataclass(slots=True)
class Scene:
    """`at` is the database's address, `amiss` what a story finds wrong by itself."""

    sandbox: Sandbox
    bots: Bots
    people: People
    at: str
    amiss: list[str] = field(default_factory=list)

    async def begin(self) -> None:
        """One bot, and everybody has it."""
        await self.bots.start()
        await self.people.install(*DESK)

    @asynccontextmanager
    async def store(self) -> AsyncIterator[SqlStore]:
        """The bot's records, in the sandbox's time."""

        def ahead() -> timedelta:
            return self.sandbox.clock.now() - datetime.now(UTC)

        async with _OPENING:
            store = await open_store(self.at, ahead, AUDIT_KEY)
        async with store:
            yield store

    async def rest(self, seconds: float = COMES_TO_REST) -> None:
        """Wait until nothing is open and nothing owed, or for as long as that may take."""
        quiet = 0
        with suppress(TimeoutError):
            async with self.store() as store, asyncio.timeout(seconds):
                while quiet < 2:
                    counts = await store.counts()
                    still_open = sum(counts.requests[state] for state in OPEN)
                    quiet = 0 if still_open or counts.views_owed else quiet + 1
                    await asyncio.sleep(0.25)

    async def follow_the_audit(self) -> None:
        async with open_archive(self.at, AUDIT_KEY) as archive:
            try:
                await archive.check()
            except Broken as broken:
                self.amiss.append(f"audit: {broken}")

    async def books(self) -> Books:
        async with self.store() as store:
            return await books_of(self.sandbox, store)


@dataclass(frozen=True, slots=True)
class Case:
    """`ends` is how the story about Uma may end."""

    name: str
    play: Callable[[Scene], Awaitable[None]]
    ends: frozenset[End]
    on_postgresql: bool = False
    longest: float = LONGEST


@dataclass(frozen=True, slots=True)
class Result:
    """`amiss` says in words what is wrong; nothing, if all went well."""

    case: Case
    toll: Toll
    ended: str
    amiss: tuple[str, ...]

    @property
    def good(self) -> bool:
        return self.toll.is_nothing and not self.amiss


async def run(case: Case, server: str | None) -> Result:
    """Play the case in a town of its own; `server` is PostgreSQL's address, if it needs one."""
    async with (
        _folder() as folder,
        Sandbox() as sandbox,
        _database(case, folder, server) as at,
        bots_for(sandbox, folder, at) as bots,
    ):
        return await _run(case, Scene(sandbox, bots, People(sandbox), at))


async def _run(case: Case, scene: Scene) -> Result:
    try:
        async with asyncio.timeout(case.longest):
            await case.play(scene)
            await scene.rest()
            await scene.follow_the_audit()
    except (TimeoutError, RuntimeError, AssertionError) as error:
        scene.amiss.append(f"{type(error).__name__}: {error}")
    return _result(case, scene, await scene.books())


def _result(case: Case, scene: Scene, books: Books) -> Result:
    uma = scene.sandbox.tenant.person("uma").id
    ends = [(each.state, each.why) for each in books.requests if each.target.id == uma]
    missing = [f"{each.id} {who}" for each in books.requests for who in unanswered(books, each)]
    amiss = [*scene.amiss, *(f"never answered: {key}" for key in scene.people.unanswered)]
    if set(ends) - case.ends or (case.ends and not ends):
        amiss.append(f"should have ended as {sorted(map(_words, case.ends))}")
    toll = toll_of(books) + Toll(unanswered=len(scene.people.unanswered))
    return Result(case, toll, ", ".join(map(_words, ends)), (*amiss, *missing))


def _words(end: End) -> str:
    return f"{end[0]} ({end[1]})"


@asynccontextmanager
async def _folder() -> AsyncIterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tap-chaos-") as folder:
        yield Path(folder)


@asynccontextmanager
async def _database(case: Case, folder: Path, server: str | None) -> AsyncIterator[str]:
    if not case.on_postgresql:
        yield f"sqlite:///{folder}/tap.db"
        return
    assert server is not None
    async with postgresql.empty_database(server) as at:
        async with _OPENING:
            await migrate_at(at)
        yield at
