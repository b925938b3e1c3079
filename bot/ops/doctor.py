"""`python app.py doctor`: what is not as the bot needs it, and what to do about it."""

import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from bot.config import SettingsProblem, read_settings
from bot.ops.checks.finding import Finding, Verdict, problem
from bot.ops.command_line import administer, run, writable
from bot.ops.examination import examine
from bot.ops.installation import Installation, installation_of

OpenSandbox = Callable[[], AbstractAsyncContextManager[Installation]]

_MARKS = {
    Verdict.OK: ("✓", "ok", "green"),
    Verdict.UNSEEN: ("·", "-", "white"),
    Verdict.WARNING: ("!", "!", "yellow"),
    Verdict.PROBLEM: ("✗", "NO", "red"),
}
_WIDTH = 18


def doctor_command(open_sandbox: OpenSandbox) -> click.Command:
    """The command; `open_sandbox` hands out an installation to practise on."""

    @click.command()
    @click.option("--json", "as_json", is_flag=True, help="Print findings as JSON lines.")
    @click.option("--sandbox", is_flag=True, help="Examine the sandbox, not this installation.")
    @click.option(
        "--package",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A Teams app made before: does it still match the settings?",
    )
    def doctor(*, as_json: bool, sandbox: bool, package: Path | None) -> None:
        """Look whether settings and tenant are as the bot needs them; exit 1 on any problem."""
        findings = _in_sandbox(open_sandbox, package) if sandbox else _here(package)
        report = _report(findings, _as_json if as_json else _as_line)
        with _only_findings():
            (run if sandbox else administer)(report)

    return doctor


async def _in_sandbox(open_sandbox: OpenSandbox, package: Path | None) -> AsyncIterator[Finding]:
    async with open_sandbox() as installation:
        async for finding in examine(installation, package):
            yield finding


async def _here(package: Path | None) -> AsyncIterator[Finding]:
    try:
        installation = installation_of(read_settings())
    except SettingsProblem as found:
        for sentence in found.problems:
            remedy = "README.md, Settings, says what it means; .env.example has them all."
            yield problem("settings", sentence, remedy)
        return
    async for finding in examine(installation, package):
        yield finding


async def _report(findings: AsyncIterator[Finding], written: Callable[[Finding], str]) -> int:
    """Print each finding; return the exit code."""
    code = 0
    async for finding in findings:
        click.echo(written(finding))
        code = 1 if finding.verdict is Verdict.PROBLEM else code
    return code


def _as_json(finding: Finding) -> str:
    return json.dumps(asdict(finding))


def _as_line(finding: Finding) -> str:
    sign, plain, colour = _MARKS[finding.verdict]
    mark = click.style(sign if sign == writable(sign) else plain, fg=colour)
    line = f"{mark} {finding.name.ljust(_WIDTH)}{writable(finding.sentence)}"
    if not finding.remedy:
        return line
    return f"{line}\n  {'':{_WIDTH}}To do: {writable(finding.remedy)}"


@contextmanager
def _only_findings() -> Iterator[None]:
    """The log would tell each trouble a second time, in other words."""
    was = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(was)
