"""`python app.py revoke`: live passes are taken back, such as after an account was stolen."""

from datetime import UTC, datetime
from functools import partial

import click

from bot import messages
from bot.config import read_records
from bot.domain import recovery
from bot.domain.request import Request, State
from bot.ops.command_line import administer, operator
from bot.store.sql_store import SqlStore, open_store

LIVE = frozenset({State.ISSUING, State.ISSUED})


class Moment(click.ParamType[datetime]):
    """A point in time; one without a zone is UTC."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            said = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value} is no time such as 2026-12-24T09:00, in UTC.", param, ctx)
        return said if said.tzinfo else said.replace(tzinfo=UTC)


@click.command()
@click.option("--by", metavar="PERSON", help="Asked for or approved by: sign-in address or id.")
@click.option("--since", metavar="TIME", type=Moment(), help="Made since then, in UTC.")
def revoke(by: str | None, since: datetime | None) -> None:
    """Take back the live passes that PERSON had a hand in, or that were made since TIME.

    With both options a pass goes if both are true of it. A running bot deletes them.
    """
    if by is None and since is None:
        raise click.UsageError("Say whose passes go (--by), since when they were made (--since).")
    administer(_revoke(by, since))


async def _revoke(by: str | None, since: datetime | None) -> int:
    records = read_records()
    async with await open_store(records.database, audit_key=records.audit_key) as store:
        return await take_back(store, by, since, operator())


async def take_back(store: SqlStore, by: str | None, since: datetime | None, operator: str) -> int:
    """Say of each request what was done; 1 if one has to be looked at again."""
    found = [
        request
        for request in await store.in_states(LIVE)
        if _concerns(request, by) and _made_since(request, since)
    ]
    again = 0
    for request in found:
        changed = await store.change(request.id, partial(recovery.withdraw, operator=operator))
        now = changed if isinstance(changed, Request) else await store.get(request.id) or request
        click.echo(f"{now.id}  {_people(now)}: {_done(now)}")
        again |= now.state is State.ISSUING
    click.echo(f"{len(found)} found. Running bots delete what is to be revoked.")
    return int(again)


def _concerns(request: Request, by: str | None) -> bool:
    if by is None:
        return True
    hands = (request.requester, *(given.by for given in request.approvals))
    return by.lower() in {word.lower() for each in hands for word in (each.id, each.upn)}


def _made_since(request: Request, since: datetime | None) -> bool:
    """Of a pass that is being made, the time of its claim counts."""
    return since is None or (request.made.created if request.made else request.changed) >= since


def _people(request: Request) -> str:
    approver = request.decided_by.upn if request.decided_by else "nobody"
    return f"{request.target.upn}, asked by {request.requester.upn}, approved by {approver}"


def _done(request: Request) -> str:
    if request.state is State.ISSUING:
        return "is being made at this moment; run `pause`, then this again"
    if request.state is State.REVOKING:
        return "to be revoked"
    return messages.state(request)
