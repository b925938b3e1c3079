"""The bot against the stand-in for Microsoft: the demo, and what the doctor practises on.

An image that serves has neither this nor bot/sandbox/, so app.py imports it when it is asked for.
"""

import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bot.clouds import CLOUDS
from bot.domain.demands import Verify
from bot.domain.rules import Desk
from bot.graph.credentials import Certificate, Credential, Secret, Session
from bot.graph.tokens import MsalTokens
from bot.identities import AppType, Identity
from bot.ops.command_line import stop_asked
from bot.ops.house import listening, running
from bot.ops.installation import Installation, login_address
from bot.ops.microsoft import Microsoft
from bot.ops.teams_app import Publisher
from bot.sandbox.page import Page, missing
from bot.sandbox.server import Sandbox, describe
from bot.sandbox.story import play, scene_as_text, told
from bot.store.sql_store import SqlStore, open_store
from bot.teams.trust import Trust


def of_sandbox(sandbox: Sandbox, proof: Credential | None = None) -> Microsoft:
    """The stand-in for Microsoft. Nothing of it comes from the environment."""
    authority, session = (
        f"{sandbox.login}/{sandbox.tenant_id}",
        partial(Session, str(sandbox.ca_file), through_proxies=False),
    )
    cloud, credential = CLOUDS["global"], proof or Secret(sandbox.app_id, sandbox.app_secret)
    return Microsoft(
        trust=Trust(
            sandbox.app_id, sandbox.tenant_id, cloud.bot_issuer, ("127.0.0.1",), plain_http=True
        ),
        signing_keys=sandbox.teams.keys.metadata_url,
        service_url=sandbox.connector,
        graph=sandbox.graph,
        bot_tokens=MsalTokens(credential, authority, cloud.bot_scope, session),
        graph_tokens=MsalTokens(credential, authority, f"{sandbox.graph}/.default", session),
        apps=frozenset({sandbox.app_id}),
        ca_file=None,
        through_proxies=False,
    )


@asynccontextmanager
async def demo_bot(sandbox: Sandbox, folder: Path) -> AsyncIterator[tuple[str, SqlStore]]:
    """A bot against the sandbox, with the sandbox's clock; hands out base address and store."""
    groups = sandbox.tenant.groups
    requesters, approvers = (frozenset({groups[key].id}) for key in ("requesters", "approvers"))
    desk = Desk(requesters, approvers, verify=Verify.ATTESTED)
    opening = open_store(
        f"sqlite:///{folder / 'demo.db'}", lambda: sandbox.clock.now() - datetime.now(UTC)
    )
    async with (
        await opening as store,
        running(of_sandbox(sandbox), desk, store) as app,
        listening(app, "127.0.0.1", 0) as address,
    ):
        sandbox.teams.bot_endpoint = f"{address}/api/messages"
        yield address, store


async def run_demo(*, as_json: bool, stay: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox() as sandbox, demo_bot(sandbox, Path(folder)) as (address, store):
            async for scene in play(sandbox):
                if not as_json:
                    Console().print(scene_as_text(sandbox.teams, scene))
            for line in told(sandbox.teams) if as_json else ():
                click.echo(json.dumps(line, ensure_ascii=False))
            if stay or (sys.stdout.isatty() and not as_json):
                await show_page(sandbox, store, address, as_json=stay)
            elif not as_json:
                click.echo("\nOn a terminal, or with --stay, a page to try it in follows.")


async def show_page(sandbox: Sandbox, store: SqlStore, bot: str, *, as_json: bool) -> None:
    """Serve the page to try the bot in until Ctrl-C; say what is missing where it cannot be had."""
    lacks = missing()
    async with nullcontext() if lacks else Page(sandbox, partial(audit_rows, store)) as page:
        if as_json:
            click.echo(json.dumps(describe(sandbox) | {"bot": bot, "page": page}))
        else:
            click.echo(f"\n{lacks or f'Try it yourself: {page}  (Ctrl-C ends it)'}")
        if as_json or page:
            await stop_asked()


async def audit_rows(store: SqlStore) -> list[dict[str, Any]]:
    """The newest rows of the audit, newest first, as the page shows them."""
    return [
        {
            "number": row.number,
            "at": row.at.isoformat(),
            "what": row.event.what,
            "actor": row.event.actor,
            "target": row.event.target,
            "request": row.event.request_id,
            "facts": dict(row.event.facts),
        }
        for row in await store.events(100)
    ]


@asynccontextmanager
async def sandbox_to_examine() -> AsyncIterator[Installation]:
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox() as sandbox:
            yield installed_in(sandbox, Path(folder))


def installed_in(sandbox: Sandbox, folder: Path) -> Installation:
    """The bot as it should be installed: nothing in this tenant is left for the doctor to say."""
    file, groups = sandbox.certify(), sandbox.tenant.groups
    identity = Identity(AppType.SINGLE_TENANT, sandbox.app_id, None, file, None)
    microsoft = of_sandbox(sandbox, Certificate(sandbox.app_id, file))
    sandbox.tokens.granted = (*sandbox.tokens.granted, "Application.Read.All")
    for person_id in sandbox.tenant.members_of(groups["approvers"]):
        if person := sandbox.tenant.by_id(person_id):
            sandbox.teams.chats.personal(person.key).installed = True
    return Installation(
        microsoft=replace(microsoft, ca_file=str(sandbox.ca_file)),
        login=login_address(sandbox.login, sandbox.tenant_id),
        bot=identity,
        graph=identity,
        desk=Desk(frozenset({groups["requesters"].id}), frozenset({groups["approvers"].id})),
        database=f"sqlite:///{folder / 'doctor.db'}",
        publisher=Publisher(sandbox.tenant.name, sandbox.tenant.domain),
    )


async def run_sandbox(port: int) -> None:
    async with Sandbox(port) as sandbox:
        click.echo(json.dumps(describe(sandbox)))
        await stop_asked()
