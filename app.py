"""TAP Bot's entry, and the one place where real things are wired together.

python app.py            serve Teams, with settings from the environment
python app.py demo       play the story against a sandbox, in one process
python app.py sandbox    run the stand-in for Microsoft alone
python app.py cards DIR  write every card in every state and language as JSON

The commands that look after a bot that serves are in bot/ops/, the sandbox's in bot/demo.py.
"""

import json
import logging
import sys
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click

from bot.config import read_settings
from bot.ops.after_restore import after_restore
from bot.ops.audit import audit
from bot.ops.command_line import administer, run, stop_asked
from bot.ops.doctor import doctor_command
from bot.ops.logs import set_up
from bot.ops.microsoft import of_settings
from bot.ops.migrate import migrate
from bot.ops.package import package
from bot.ops.pausing import pause, resume
from bot.ops.revoke import revoke
from bot.ops.rules import rules_command
from bot.ops.serving import Address, serving, traced
from bot.store.sql_store import open_store
from cards.samples import samples_in_every_language

log = logging.getLogger("tap")


async def serve() -> None:
    settings = read_settings()
    opening = partial(open_store, settings.database, timedelta, settings.audit_key)
    door = Address(settings.host, settings.port)
    ops = Address(settings.ops_host, settings.ops_port) if settings.ops_port else None
    with traced():
        async with serving(of_settings(settings), settings.desk(), opening, door, ops) as served:
            log.info("serving Teams at %s/api/messages, operators at %s", served.teams, served.ops)
            await stop_asked()


def rehearsal() -> ModuleType:
    """All that plays with the sandbox; an image that serves has none of it."""
    try:
        return import_module("bot.demo")
    except ModuleNotFoundError as missing:
        if missing.name != "bot.demo":
            raise
        sys.exit("The sandbox is not installed here.")


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Serve Teams, with settings from the environment or from .env."""
    if context.invoked_subcommand:
        set_up(logging.WARNING)
    else:
        set_up(logging.INFO, as_json=not sys.stderr.isatty())
        administer(serve())


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print what each person saw as JSON lines.")
@click.option("--stay", is_flag=True, help="Keep sandbox and bot running after the story.")
def demo(*, as_json: bool, stay: bool) -> None:
    """Play the story against a sandbox, in one process."""
    run(rehearsal().run_demo(as_json=as_json, stay=stay))


@main.command()
@click.option("--port", default=0, help="The port to listen on; any free one by default.")
def sandbox(port: int) -> None:
    """Run the stand-in for Microsoft alone, and print where it is."""
    run(rehearsal().run_sandbox(port))


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def cards(folder: Path) -> None:
    """Write every card in every state and language to FOLDER, as JSON with sample contents."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = samples_in_every_language()
    for name, card in drawn.items():
        (folder / f"{name}.json").write_text(json.dumps(card, indent=2, ensure_ascii=False))
    click.echo(f"{len(drawn)} cards in {folder}")


doctor = doctor_command(lambda: rehearsal().sandbox_to_examine())
rules = rules_command(lambda: rehearsal().sandbox_to_examine())
for command in (audit, migrate, pause, resume, revoke, after_restore, doctor, package, rules):
    main.add_command(command)


if __name__ == "__main__":
    main()
