"""TAP Bot's entry, and the one place where real things are wired together.

python app.py            serve Teams, with settings from the environment
python app.py demo       play the story against a sandbox, in one process
python app.py sandbox    run the stand-in for Microsoft alone
python app.py cards DIR  write every card in every state and language as JSON

The commands that look after a bot that serves are in bot/ops/, the sandbox's in bot/demo.py. Each
is imported when it is asked for.
"""

import gc
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

log = logging.getLogger("tap")


@contextmanager
def importing() -> Iterator[None]:
    """What is imported stays; to look for garbage in it would take a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def imported(name: str) -> Any:
    """What "module:name" stands for."""
    module, _, found = name.partition(":")
    with importing():
        return getattr(import_module(module), found)


async def serve() -> None:
    with importing():
        from bot.config import read_settings
        from bot.ops.command_line import stop_asked
        from bot.ops.microsoft import of_settings
        from bot.ops.serving import Address, serving, traced
        from bot.store.sql_store import open_store
    settings = read_settings()
    opening = partial(open_store, settings.database, timedelta, settings.audit_key)
    door = Address(settings.host, settings.port)
    ops = Address(settings.ops_host, settings.ops_port) if settings.ops_port else None
    with traced():
        async with serving(of_settings(settings), settings.desk(), opening, door, ops) as served:
            log.info("serving Teams at %s/api/messages, operators at %s", served.teams, served.ops)
            await stop_asked()


def rehearsal(name: str) -> Any:
    """What plays with the sandbox; an image that serves has none of it."""
    try:
        return imported(f"bot.demo:{name}")
    except ModuleNotFoundError as missing:
        if missing.name != "bot.demo":
            raise
        sys.exit("The sandbox is not installed here.")


def sandbox_to_examine() -> Any:
    return rehearsal("sandbox_to_examine")()


class Commands(click.Group):
    """Serving needs none of the others, and they need not wait for one another."""

    later: dict[str, Callable[[], click.Command]] = {  # noqa: RUF012 - nobody changes it
        "after-restore": lambda: imported("bot.ops.after_restore:after_restore"),
        "audit": lambda: imported("bot.ops.audit:audit"),
        "doctor": lambda: imported("bot.ops.doctor:doctor_command")(sandbox_to_examine),
        "migrate": lambda: imported("bot.ops.migrate:migrate"),
        "package": lambda: imported("bot.ops.package:package"),
        "pause": lambda: imported("bot.ops.pausing:pause"),
        "resume": lambda: imported("bot.ops.pausing:resume"),
        "revoke": lambda: imported("bot.ops.revoke:revoke"),
        "rules": lambda: imported("bot.ops.rules:rules_command")(sandbox_to_examine),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.later})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.later:
            return self.later[cmd_name]()
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands, invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Serve Teams, with settings from the environment or from .env."""
    set_up = imported("bot.ops.logs:set_up")
    if context.invoked_subcommand:
        set_up(logging.WARNING)
    else:
        set_up(logging.INFO, as_json=not sys.stderr.isatty())
        imported("bot.ops.command_line:administer")(serve())


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print what each person saw as JSON lines.")
@click.option("--stay", is_flag=True, help="Keep sandbox and bot running after the story.")
def demo(*, as_json: bool, stay: bool) -> None:
    """Play the story against a sandbox, in one process."""
    play = rehearsal("run_demo")(as_json=as_json, stay=stay)
    imported("bot.ops.command_line:run")(play)


@main.command()
@click.option("--port", default=0, help="The port to listen on; any free one by default.")
def sandbox(port: int) -> None:
    """Run the stand-in for Microsoft alone, and print where it is."""
    imported("bot.ops.command_line:run")(rehearsal("run_sandbox")(port))


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def cards(folder: Path) -> None:
    """Write every card in every state and language to FOLDER, as JSON with sample contents."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = imported("cards.samples:samples_in_every_language")()
    for name, card in drawn.items():
        (folder / f"{name}.json").write_text(json.dumps(card, indent=2, ensure_ascii=False))
    click.echo(f"{len(drawn)} cards in {folder}")


if __name__ == "__main__":
    main()
