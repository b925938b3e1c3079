"""`python app.py after-restore`: a backup holds an older state than the truth; this settles it.

What waits for people lapses, and everything else is compared with what Entra has. Nothing that a
backup says is taken for an order to make a pass.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

import click

from bot import messages
from bot.config import read_settings
from bot.domain import afterwards, making, recovery
from bot.domain.audit import Event, Happened
from bot.domain.lost_pass import lost_pass
from bot.domain.request import NEXT, Request, State, Why
from bot.domain.terms import Pass, Usability
from bot.graph.client import GraphClient, open_http
from bot.graph.passes import GraphPasses
from bot.ops.command_line import administer, operator
from bot.ops.microsoft import of_settings
from bot.ports import DirectoryFailed, PassIssuer, RequestStore, Step
from bot.service.settling import SKEW
from bot.store.sql_store import SqlStore, open_store

OPEN = frozenset(state for state in State if NEXT[state])


@click.command("after-restore")
def after_restore() -> None:
    """Settle what is not final in a restored database, before a bot serves on it."""
    administer(_after_restore())


async def _after_restore() -> int:
    settings = read_settings()
    microsoft = of_settings(settings)
    async with (
        await open_store(settings.database, audit_key=settings.audit_key) as store,
        open_http(microsoft.ca_file, through_proxies=microsoft.through_proxies) as http,
    ):
        graph = GraphClient(http, microsoft.graph_tokens, microsoft.graph)
        return await settle_all(store, GraphPasses(graph), operator())


async def settle_all(store: SqlStore, issuer: PassIssuer, operator: str) -> int:
    """Say of each request what became of it; 1 if some of them must be looked at again."""
    backup, unsettled = Backup(store, issuer), 0
    requests = await store.in_states(OPEN)
    for request in requests:
        try:
            async for sentence in backup.settle(request):
                click.echo(f"{request.id}  {request.target.upn}: {sentence}")
        except (DirectoryFailed, StillHeld) as reason:
            unsettled += 1
            click.echo(f"{request.id}  {request.target.upn}: left as it was, {reason}")
    facts = {"operator": operator, "open": str(len(requests)), "unsettled": str(unsettled)}
    await store.record(Event(Happened.RESTORED, facts=facts))
    click.echo(f"{len(requests)} were open, {unsettled} of them must be settled by another run.")
    click.echo("What was asked after the backup was made is not known here: see Entra's audit log.")
    return int(unsettled > 0)


class StillHeld(Exception):  # noqa: N818 - named as the state that it tells of
    """A replica may be making the pass at this moment."""


@dataclass(frozen=True, slots=True)
class Backup:
    store: RequestStore
    issuer: PassIssuer

    async def settle(self, request: Request) -> AsyncIterator[str]:
        """What was done, in words. Raises DirectoryFailed, StillHeld."""
        passes = await self.issuer.passes(request.target.id)
        match request.state:
            case State.PENDING | State.APPROVED:
                yield await self._change(request, recovery.forget_approval)
                for each in _unknown(request, passes):
                    yield f"pass {each.id}, made since then, is not in the records; is it needed?"
            case State.ISSUING:
                yield await self._break_off(request, passes)
            case State.ISSUED:
                yield await self._compare(request, passes)
            case _:
                yield await self._delete(request)

    async def _break_off(self, request: Request, passes: tuple[Pass, ...]) -> str:
        if request.claim and request.claim.lease_until > await self.store.now():
            raise StillHeld(f"since it is held until {request.claim.lease_until:%H:%M:%S} UTC")
        made = request.made or lost_pass(request, passes, SKEW)
        if made is None:
            return await self._change(request, partial(making.fail, why=Why.RESTORED))
        await self._change(request, partial(making.revoke, why=Why.RESTORED, made=made))
        return await self._delete(request, made)

    async def _compare(self, request: Request, passes: tuple[Pass, ...]) -> str:
        """A delivered pass that Entra has stays as it is; what Entra says of it is the truth."""
        found = next((each for each in passes if request.made and each.id == request.made.id), None)
        if request.made and await self.store.now() >= request.made.end:
            return await self._change(request, afterwards.end)
        if found is None:
            await self._change(request, recovery.vanished)
            return await self._change(request, making.revoked)
        if found.usability is Usability.USED:
            return await self._change(request, afterwards.used)
        return "the pass is there and stays"

    async def _delete(self, request: Request, made: Pass | None = None) -> str:
        doomed = made or request.made
        if doomed is not None:
            await self.issuer.delete(request.target.id, doomed.id)
        return await self._change(request, making.revoked)

    async def _change(self, request: Request, step: Step) -> str:
        changed = await self.store.change(request.id, step)
        now = changed if isinstance(changed, Request) else request
        return f"{messages.state(request)} in the backup, now {messages.state(now)}"


def _unknown(request: Request, passes: tuple[Pass, ...]) -> tuple[Pass, ...]:
    """The backup may have missed an approval: passes that are younger than their request."""
    return tuple(each for each in passes if each.created >= request.created - SKEW)
