"""`python app.py migrate`: the database's owner brings it to the tables of this version."""

import click

from bot.config import read_database
from bot.ops.command_line import administer
from bot.store.migrate import HEAD, migrate_at


@click.command()
def migrate() -> None:
    """Bring the database to the tables of this version, as its owner."""
    administer(_migrate())


async def _migrate() -> None:
    was = await migrate_at(read_database().database)
    click.echo(
        f"The database is at {HEAD}." if was == HEAD else f"From {was or 'nothing'} to {HEAD}."
    )
