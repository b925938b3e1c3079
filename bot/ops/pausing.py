"""`python app.py pause` and `resume`: stop every issue on all replicas, and let them go on."""

import click

from bot import messages
from bot.config import read_records
from bot.domain.audit import Event, Happened
from bot.domain.refusals import NotPaused
from bot.ops.command_line import administer, operator
from bot.store.sql_store import open_store


@click.command()
def pause() -> None:
    """Make no more passes, on all replicas, until resume."""
    administer(_pause())


@click.command()
def resume() -> None:
    """Let passes be made again."""
    administer(_resume())


async def _pause() -> None:
    records = read_records()
    async with await open_store(records.database, audit_key=records.audit_key) as store:
        by = operator()
        event = Event(Happened.PAUSED, facts={"operator": by})
        standing = await store.pause(f"An administrator ({by})", event)
    click.echo(messages.refusal(standing) if standing else messages.paused_now())


async def _resume() -> None:
    records = read_records()
    async with await open_store(records.database, audit_key=records.audit_key) as store:
        done = await store.resume(Event(Happened.RESUMED, facts={"operator": operator()}))
    click.echo(messages.resumed() if done else messages.refusal(NotPaused()))
