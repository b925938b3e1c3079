"""A whole town for stories: the sandbox, a bot that runs against it, and the people at Teams."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.demo import of_sandbox
from bot.domain.audit import Happened
from bot.domain.people import Person
from bot.domain.request import Request, State
from bot.domain.rules import Desk, Pace
from bot.messages import labels
from bot.ops.house import listening, running
from bot.sandbox.graph.world import Call
from bot.sandbox.passes import Pass
from bot.sandbox.server import Sandbox
from bot.sandbox.teams import Client, Message
from bot.store.sql_store import SqlStore, open_store
from tests.databases import furnish
from tests.patience import PATIENCE, looked_for

HURRIED = Pace(
    lease=timedelta(seconds=12),
    settle_for=timedelta(seconds=1),
    delivery_margin=timedelta(seconds=1),
    upkeep_every=timedelta(milliseconds=50),
    due_lease=timedelta(seconds=4),
    view_lease=timedelta(seconds=10),
    late_update=timedelta(milliseconds=500),
    # Longer than in production, so that a busy machine is no trouble of Graph's and puts no word of
    # patience where a story expects the answer.
    look_up=timedelta(seconds=15),
    answer_within=timedelta(seconds=PATIENCE),
    silence=timedelta(seconds=PATIENCE),
)
ASK_FOR_UMA = "/tap uma@contoso.com --lifetime 2h --reason Lost phone"
APPROVE, DENY, DONE, TRY_AGAIN = "Approve", "Deny the request", "Done, hide it", "Try again"


@dataclass
class Town:
    sandbox: Sandbox
    store: SqlStore
    database: Path

    def client(self, key: str) -> Client:
        return self.sandbox.teams.client(key)

    def person(self, key: str) -> Person:
        """The person as the bot knows them."""
        found = self.sandbox.tenant.person(key)
        return Person(found.id, found.name, found.user_principal_name)

    @property
    def posts(self) -> list[Call]:
        """The passes that were asked of Graph."""
        return [
            call
            for call in self.sandbox.calls
            if call.method == "POST" and call.path.endswith("/temporaryAccessPassMethods")
        ]

    def pass_of(self, key: str) -> Pass | None:
        """The pass that Entra has for this person now, ended or not."""
        person = self.sandbox.tenant.person(key)
        return self.sandbox.tenant.passes.at(person.id, self.sandbox.clock.now())

    def code_of(self, key: str) -> str:
        found = self.pass_of(key)
        assert found is not None
        return found.code

    async def asked(self, text: str = ASK_FOR_UMA, by: str = "rita") -> Message:
        """Somebody asks; what comes back is the card that Adam gets."""
        await self.client(by).say(text)
        card = await self.client("adam").sees(APPROVE)
        await self.all_is_shown()
        return card

    async def all_is_shown(self) -> None:
        """A clock that jumps before that would end the lease of a view that is being sent."""
        await looked_for(self.store.counts, lambda counts: not counts.views_owed)

    async def issued(self, text: str = ASK_FOR_UMA) -> Message:
        """Rita asks, Adam approves; what comes back is his message with the code."""
        await self.client("adam").click(await self.asked(text), APPROVE)
        with_code = await self.client("adam").sees(DONE)
        await self.client("rita").sees("Adam Abel has the code")
        await self.at_rest()
        return with_code

    async def at_rest(self) -> None:
        """All is shown; the message with a code is only looked at once more, a while later."""
        await looked_for(self.store.counts, lambda counts: counts.views_owed <= 1)

    async def removes_app(self, key: str) -> None:
        """Somebody takes the app out of Teams, and the bot has heard of it."""
        await self.client(key).sees(labels.WELCOME)
        await self.client(key).uninstall()
        remembered = partial(self.store.remembered, self.person(key).id)
        await looked_for(remembered, lambda chat: chat is None)

    async def events(self) -> list[Happened]:
        """What the audit says, oldest first."""
        return [each.event.what for each in reversed(await self.store.events(1000))]

    async def refusals(self) -> list[str]:
        """The refusals in the audit by their names, oldest first."""
        rows = reversed(await self.store.events(1000))
        return [each.event.facts["refusal"] for each in rows if each.event.what is Happened.REFUSED]

    async def request(self) -> Request:
        """What Rita asked for last."""
        (latest,) = await self.store.latest(self.person("rita").id, 1)
        return latest

    async def comes_to(self, state: State) -> Request:
        """Rita's latest request, as soon as it is in this state. Raises TimeoutError."""
        latest = partial(self.store.latest, self.person("rita").id, 1)
        (found,) = await looked_for(latest, lambda them: [it.state for it in them] == [state])
        return found


def desk_of(sandbox: Sandbox) -> Desk:
    groups = sandbox.tenant.groups
    return Desk(frozenset({groups["requesters"].id}), frozenset({groups["approvers"].id}))


@asynccontextmanager
async def town_at(
    folder: Path, desk: Callable[[Sandbox], Desk] = desk_of, pace: Pace = HURRIED
) -> AsyncIterator[Town]:
    """Everybody of the desk has the app installed."""
    async with Sandbox() as sandbox:
        database = folder / "tap.db"
        opening = open_store(
            await furnish(database), lambda: sandbox.clock.now() - datetime.now(UTC)
        )
        async with (
            await opening as store,
            running(of_sandbox(sandbox), desk(sandbox), store, pace) as app,
            listening(app, "127.0.0.1", 0) as address,
        ):
            sandbox.teams.bot_endpoint = f"{address}/api/messages"
            for key in ("rita", "rob", "adam", "ada"):
                await sandbox.teams.client(key).install()
            yield Town(sandbox, store, database)
