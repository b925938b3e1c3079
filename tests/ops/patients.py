"""Installations for the doctor to examine: a sound one, and what a test breaks in it."""

import json
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner

from bot.demo import installed_in, of_sandbox
from bot.graph.credentials import Secret
from bot.identities import AppType, Identity
from bot.ops.checks.finding import Finding, Verdict
from bot.ops.doctor import doctor_command
from bot.ops.installation import Installation
from bot.sandbox.server import Sandbox
from bot.sandbox.tenant import Application, Credential

Breaking = Callable[[Sandbox, Installation], Installation | None]


@dataclass(frozen=True)
class Report:
    exit_code: int
    findings: list[Finding]

    def named(self, verdict: Verdict) -> set[str]:
        return {one.name for one in self.findings if one.verdict is verdict}

    @property
    def problems(self) -> set[str]:
        return self.named(Verdict.PROBLEM)

    @property
    def warnings(self) -> set[str]:
        return self.named(Verdict.WARNING)

    def of(self, name: str) -> Finding:
        """What is worst about this, or all that is said of it."""
        order = [Verdict.PROBLEM, Verdict.WARNING, Verdict.UNSEEN, Verdict.OK]
        return min((one for one in self.findings if one.name == name), key=_rank(order))


def _rank(order: list[Verdict]) -> Callable[[Finding], int]:
    return lambda finding: order.index(finding.verdict)


def examined(breaking: Breaking = lambda _sandbox, _sound: None, *options: str) -> Report:
    """What the command says of a sound installation in which something has been broken."""

    @asynccontextmanager
    async def open_sandbox() -> AsyncIterator[Installation]:
        with tempfile.TemporaryDirectory() as folder:
            async with Sandbox() as sandbox:
                sound = installed_in(sandbox, Path(folder))
                yield breaking(sandbox, sound) or sound

    command = doctor_command(open_sandbox)
    done = CliRunner().invoke(command, ["--sandbox", "--json", *options])
    return Report(done.exit_code, [_finding(line) for line in done.stdout.splitlines()])


def _finding(line: str) -> Finding:
    told = json.loads(line)
    return Finding(told["name"], Verdict(told["verdict"]), told["sentence"], told["remedy"])


def with_secret(
    sandbox: Sandbox,
    sound: Installation,
    *,
    secret: str | None = None,
    app_id: str | None = None,
    lasts: timedelta = timedelta(days=180),
) -> Installation:
    """The bot signs in with a secret in place of its certificate; Entra knows the right one."""
    now = datetime.now(UTC)
    known = Credential("1", "secret", now, now + lasts, hint=sandbox.app_secret[:3])
    sandbox.tenant.application = Application(secrets=[known])
    used, client = secret or sandbox.app_secret, app_id or sandbox.app_id
    microsoft = of_sandbox(sandbox, Secret(client, used))
    identity = Identity(AppType.SINGLE_TENANT, client, used, None, None)
    return replace(
        sound,
        microsoft=replace(microsoft, ca_file=sound.microsoft.ca_file),
        bot=identity,
        graph=identity,
    )
