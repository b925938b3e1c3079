"""`python app.py rules`: is the file of rules sound, and which rule holds for whom."""

import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import messages
from bot.config import read_settings
from bot.domain import checks
from bot.domain.refusals import Refusal
from bot.domain.rules import Desk, ruled_by
from bot.domain.ruling import Rule, approver_groups
from bot.graph.client import GraphClient, open_http
from bot.graph.directory import GraphDirectory
from bot.ops.checks.finding import counted
from bot.ops.command_line import administer, run, writable
from bot.ops.doctor import OpenSandbox
from bot.ops.explanation import Explanation, explain
from bot.ops.house import directory_of
from bot.ops.installation import Installation, installation_of
from bot.rule_file.reading import RulesProblem, read_rules

_FILE = click.Path(path_type=Path)


def rules_command(open_sandbox: OpenSandbox) -> click.Group:
    """The commands; `open_sandbox` hands out an installation to practise on."""

    @click.group()
    def rules() -> None:
        """Read the file of rules, and say which of them holds."""

    @rules.command()
    @click.argument("file", type=_FILE)
    def check(file: Path) -> None:
        """Name every problem in FILE with its line; exit 1 if there is any."""
        found = _read_or_exit(file)
        click.echo(f"{counted(len(found), 'rule', 'rules')}, no problem")

    @rules.command(name="explain")
    @click.argument("requester")
    @click.argument("target")
    @click.option("--file", type=_FILE, help="Rules to try, instead of those of the settings.")
    @click.option("--sandbox", is_flag=True, help="Ask the sandbox, not this installation.")
    def explain_(requester: str, target: str, file: Path | None, *, sandbox: bool) -> None:
        """Say which rule holds now if REQUESTER asks for TARGET, and why.

        Both by sign-in address, object id, or a name that only one person has. Exit 1 if it
        would be refused.
        """
        tried = _read_or_exit(file) if file else ()
        opening = open_sandbox() if sandbox else _here()
        (run if sandbox else administer)(_explain(opening, requester, target, tried))

    return rules


def _read_or_exit(file: Path) -> tuple[Rule, ...]:
    try:
        return read_rules(file)
    except RulesProblem as found:
        for sentence in found.problems:
            click.echo(writable(sentence))
        sys.exit(1)


@asynccontextmanager
async def _here() -> AsyncIterator[Installation]:
    yield installation_of(read_settings())


async def _explain(
    opening: AbstractAsyncContextManager[Installation],
    requester: str,
    target: str,
    tried: tuple[Rule, ...],
) -> int:
    """Print the explanation; return the exit code."""
    async with opening as installation:
        microsoft = installation.microsoft
        desk = ruled_by(installation.desk, tried)
        async with open_http(microsoft.ca_file, through_proxies=microsoft.through_proxies) as http:
            graph = GraphClient(http, microsoft.graph_tokens, microsoft.graph)
            directory = directory_of(microsoft, desk, graph)
            found = await _explained(directory, desk, requester, target)
    if isinstance(found, Refusal):
        click.echo(writable(messages.refusal(found)))
        return 1
    for line in found.lines:
        click.echo(writable(line))
    return 0 if found.granted else 1


async def _explained(
    directory: GraphDirectory, desk: Desk, requester: str, target: str
) -> Explanation | Refusal:
    (who,) = (await directory.survey((), (requester,))).targets
    if isinstance(who, Refusal):
        return who
    requester_id = who.account.person.id
    people = {requester_id, *checks.named_people(desk.rulebook)}
    survey = await directory.survey(people, (target,), approver_groups(desk.rulebook))
    (found,) = survey.targets
    if isinstance(found, Refusal):
        return found
    return explain(desk, requester_id, found, survey, datetime.now(UTC))
