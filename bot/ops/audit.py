"""The audit on the command line: verify, export, seal. It reads the same settings as the bot."""

import hashlib
import os
import re
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.config import read_records
from bot.domain.audit import Head
from bot.ops.audit_lines import Line, cef, jsonl, read_jsonl
from bot.ops.command_line import administer, operator
from bot.records import Records
from bot.store import chain
from bot.store.archive import Archive, Checked, open_archive
from bot.store.chain import Broken, Walk
from bot.store.keys import key_of

FORMATS: dict[str, Line] = {"jsonl": jsonl, "cef": cef}


class HeadText(click.ParamType[Head]):
    name = "COUNT:HASH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        found = re.fullmatch(r"(\d{1,9}):([0-9a-f]{64})", str(value).strip())
        if found is None:
            self.fail("is no head such as the log has: a number, a colon, 64 digits", param, ctx)
        return Head(int(found[1]), found[2])


class Moment(click.ParamType[datetime]):
    name = "TIME"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is no time such as 2026-11-24 or 2026-11-24T09:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.group()
def audit() -> None:
    """Verify, export and seal the audit; needs DATABASE_URL and TAP_AUDIT_KEY only."""


@audit.command()
@click.option("--head", type=HeadText(), help="A head from the log or from Teams.")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def verify(head: Head | None, file: Path | None) -> None:
    """Say whether the chain is unbroken, in the database or in an exported FILE.

    The first row that is not as it was written is named, and the exit status is 1.
    """
    administer(_told(_verify(head, file)))


@audit.command()
@click.option("--format", "shape", type=click.Choice(list(FORMATS)), default="jsonl")
@click.option("--since", type=Moment(), help="From the first row of this time on (UTC).")
def export(shape: str, since: datetime | None) -> None:
    """Write rows to standard output, one a line, oldest first."""
    administer(_told(_export(FORMATS[shape], since)))


@audit.command()
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="A file that is not there yet."
)
@click.option("--before", type=Moment(), help="Rows older than this; else TAP_KEEP_DAYS, or all.")
def seal(out: Path, before: datetime | None) -> None:
    """Verify the chain, move old rows to a file, and chain what follows to it."""
    administer(_told(_seal(out, before)))


async def _verify(head: Head | None, file: Path | None) -> None:
    checked = _file_checked(file, head) if file else await _checked(head)
    rows = checked.head.count - checked.start.count
    click.echo(f"{rows} rows unbroken after {checked.start}\naudit head {checked.head}")


async def _checked(head: Head | None) -> Checked:
    async with _opened() as (archive, _):
        return await archive.check(head)


def _file_checked(file: Path, head: Head | None) -> Checked:
    """Without the database, so that a file can be checked anywhere."""
    records, walk = read_records(), None
    key = key_of(records.database, records.audit_key)
    # Only the newline that was written ends a line, whatever else may stand in the file.
    with file.open(newline="\n", encoding="ascii", errors="surrogateescape") as lines:
        for number, line in enumerate(lines, 1):
            before, entry = read_jsonl(line.removesuffix("\n"), number)
            walk = walk or Walk(key, before, head)
            walk.follow([entry])
    if walk is None:
        raise Broken(1, "is missing: the file is empty")
    walk.end()
    return Checked(walk.start, walk.head)


async def _export(line: Line, since: datetime | None) -> None:
    async with _opened() as (archive, _):
        first = await archive.first_since(since) if since else None
        if since and first is None:
            return
        async with aclosing(archive.rows(first)) as rows:
            async for before, entry in rows:
                click.echo(line(before, entry))


async def _seal(out: Path, before: datetime | None) -> None:
    async with _opened() as (archive, records):
        if before is None and records.keep is not None:
            before = datetime.now(UTC) - records.keep
        checked = await archive.check()
        last = await archive.last_before(before)
        if last <= checked.start.count:
            click.echo("No row is that old.")
            return
        sealed, digest = await _write(archive, out, last)
        await archive.remove(checked.start, chain.seal(sealed, digest, operator()))
    click.echo(f"The rows up to {sealed} are in {out} now, SHA-256 {digest}.")


async def _write(archive: Archive, out: Path, last: int) -> tuple[Head, str]:
    """The head of the rows in the file, which is on the disk then, and its SHA-256."""
    digest, head = hashlib.sha256(), Head(0, "")
    # Only the owner reads it, and a file that is there is never overwritten.
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        async for before, entry in archive.rows(last=last):
            line = f"{jsonl(before, entry)}\n".encode("ascii")
            file.write(line)
            digest.update(line)
            head = entry.head
        file.flush()
        os.fsync(file.fileno())
    return head, digest.hexdigest()


@asynccontextmanager
async def _opened() -> AsyncIterator[tuple[Archive, Records]]:
    records = read_records()
    async with open_archive(records.database, records.audit_key) as archive:
        yield archive, records


async def _told(work: Coroutine[Any, Any, int | None]) -> int | None:
    """What is found is said in a sentence, and is the exit status."""
    try:
        return await work
    except Broken as broken:
        click.echo(f"The audit is broken: {broken}.", err=True)
    except FileExistsError as there:
        click.echo(f"{there.filename} is there already, and is not overwritten.", err=True)
    except FileNotFoundError as missing:
        click.echo(f"There is no folder for {missing.filename}.", err=True)
    return 1
