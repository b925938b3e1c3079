"""The audit on the command line, as an administrator or an auditor uses it."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.domain.audit import Event, Happened, Head
from bot.ops.audit import audit
from bot.store.sql_store import open_store
from tests.store.tampering import hash_of, head, removal, row, tamper

KEY = "the audit key of these tests, which opens nothing"
MADE = Event(
    Happened.MADE,
    None,
    "uma-id",
    "r1",
    {"pass_id": "p=1|x", "graph_request_id": "g-1", "client_request_id": "c-1"},
)
REFUSED = Event(Happened.REFUSED, "adam-id", "uma-id", "r1", {"refusal": "OwnPass"})


@dataclass(frozen=True)
class Desk:
    """A database with an audit, and the commands on it."""

    url: str
    folder: Path
    environment: dict[str, str | None]

    def run(self, *words: str, **environment: str) -> tuple[int, str, str]:
        """Exit status, output and errors."""
        done = CliRunner().invoke(audit, words, env=self.environment | environment)
        return done.exit_code, done.stdout, done.stderr

    def happens(self, *events: Event) -> Head:
        return asyncio.run(self._write(events))

    async def _write(self, events: tuple[Event, ...]) -> Head:
        async with await open_store(self.url, audit_key=KEY) as store:
            for event in events:
                await store.record(event)
            return await store.head()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Of five rows."""
    url = f"sqlite:///{tmp_path}/tap.db"
    made = Desk(url, tmp_path, {"DATABASE_URL": url, "TAP_AUDIT_KEY": KEY, "TAP_KEEP_DAYS": None})
    made.happens(REFUSED, MADE, REFUSED, REFUSED, REFUSED)
    return made


def test_an_unbroken_chain_is_said_to_be_so_with_its_head(desk: Desk) -> None:
    noted = desk.happens()

    status, said, _ = desk.run("verify")

    assert (status, said.splitlines()[-1]) == (0, f"audit head {noted}")


TAMPERINGS = {
    "one changed byte": ((row(3, what="refusea"),), "row 3 was changed"),
    "a removed row": ((removal(3, 3),), "row 3 is missing"),
    "the last row removed": ((removal(5, 5),), "row 5 is missing"),
    "a moved row": ((row(2, id=9), row(3, id=2), row(9, id=3)), "row 2 was changed"),
}


@pytest.mark.parametrize(("acts", "found"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_is_named_and_fails(desk: Desk, acts: tuple[object, ...], found: str) -> None:
    asyncio.run(tamper(desk.url, *acts))  # type: ignore[arg-type]  # updates and deletes

    status, said, troubles = desk.run("verify")

    assert (status, said) == (1, "")
    assert f"The audit is broken: {found}" in troubles


def test_a_head_that_was_written_down_shows_an_end_that_was_cut_off(desk: Desk) -> None:
    noted = desk.happens()
    cut = (head(count=3, hash=hash_of(3)), removal(4, 5))
    asyncio.run(tamper(desk.url, *cut))

    assert desk.run("verify")[0] == 0
    status, _, troubles = desk.run("verify", "--head", str(noted))

    assert status == 1
    assert "row 4 is missing: there were 5 rows" in troubles


def test_what_is_no_head_is_said(desk: Desk) -> None:
    status, _, troubles = desk.run("verify", "--head", "5:beef")

    assert status == 2
    assert "a number, a colon, 64 digits" in troubles


def test_exported_lines_are_a_chain_that_can_be_verified_without_the_database(desk: Desk) -> None:
    _, lines, _ = desk.run("export")
    file = desk.folder / "rows.jsonl"
    file.write_text(lines)

    status, said, _ = desk.run("verify", str(file), DATABASE_URL="sqlite:////not/there.db")

    assert status == 0
    assert said.splitlines()[-1] == f"audit head {desk.happens()}"
    assert json.loads(lines.splitlines()[1])["facts"] == dict(MADE.facts)


@pytest.mark.parametrize(
    ("was", "becomes", "found"),
    [
        ("OwnPass", "OwnPasT", "row 1 was changed"),
        ('{"number"', '{ "number"', "row 1 of the file is no row"),
        ('"number":1,', "", "row 1 of the file is no row"),
        ("{", "[", "row 1 of the file is no row"),
    ],
)
def test_a_changed_file_is_found(desk: Desk, was: str, becomes: str, found: str) -> None:
    file = desk.folder / "rows.jsonl"
    file.write_text(desk.run("export")[1].replace(was, becomes, 1))

    status, _, troubles = desk.run("verify", str(file))

    assert status == 1
    assert found in troubles


def test_a_file_without_its_end_is_found_by_the_head(desk: Desk) -> None:
    file = desk.folder / "rows.jsonl"
    file.write_text("\n".join(desk.run("export")[1].splitlines()[:3]))

    status, _, troubles = desk.run("verify", "--head", str(desk.happens()), str(file))

    assert status == 1
    assert "row 4 is missing" in troubles


def test_rows_since_a_time_are_exported(desk: Desk) -> None:
    from_then = desk.run("export", "--since", "2026-01-01T00:00+01:00")[1]
    later = desk.run("export", "--since", "2999-01-01")[1]

    assert from_then == desk.run("export")[1]
    assert later == ""


def test_what_is_no_time_is_said(desk: Desk) -> None:
    status, _, troubles = desk.run("export", "--since", "yesterday")

    assert status == 2
    assert "no time such as 2026-11-24" in troubles


def test_rows_are_exported_for_a_siem(desk: Desk) -> None:
    _, lines, _ = desk.run("export", "--format", "cef")

    made = lines.splitlines()[1]
    assert made.startswith("CEF:0|TAP Bot|TAP Bot|1|made|made|3|rt=")
    for part in (
        "externalId=2",
        "duid=uma-id",
        "cs1Label=requestId cs1=r1",
        "cs2Label=passId cs2=p\\=1|x",
        "cs3Label=graphRequestId cs3=g-1",
        "cs4Label=clientRequestId cs4=c-1",
    ):
        assert f" {part} " in made
    assert "|6|" in lines.splitlines()[0]
    assert "reason=OwnPass" in lines.splitlines()[0]


@pytest.mark.parametrize("shape", ["jsonl", "cef"])
def test_a_row_that_the_bot_never_wrote_ends_the_export(desk: Desk, shape: str) -> None:
    asyncio.run(tamper(desk.url, row(3, what="nonsense")))

    status, lines, troubles = desk.run("export", "--format", shape)

    assert status == 1
    assert len(lines.splitlines()) == 2
    assert "row 3 holds what the bot never wrote" in troubles


def test_sealed_rows_are_in_the_file_and_the_chain_goes_on(desk: Desk) -> None:
    before, file = desk.happens(), desk.folder / "2026.jsonl"

    status, said, _ = desk.run("seal", "--out", str(file))

    assert status == 0
    assert hashlib.sha256(file.read_bytes()).hexdigest() in said
    assert file.stat().st_mode & 0o077 == 0
    assert desk.run("verify", "--head", str(before), str(file))[0] == 0
    assert desk.run("verify")[1].startswith(f"1 rows unbroken after {before}")
    assert desk.run("verify", "--head", str(desk.happens(MADE)))[0] == 0


def test_only_rows_that_were_kept_long_enough_are_sealed(desk: Desk) -> None:
    file = desk.folder / "old.jsonl"

    status, said, _ = desk.run("seal", "--out", str(file), TAP_KEEP_DAYS="30")

    assert (status, said) == (0, "No row is that old.\n")
    assert not file.exists()


def test_a_broken_chain_is_not_sealed(desk: Desk) -> None:
    asyncio.run(tamper(desk.url, row(3, actor="nobody")))
    file = desk.folder / "old.jsonl"

    status, _, troubles = desk.run("seal", "--out", str(file))

    assert status == 1
    assert "row 3 was changed" in troubles
    assert not file.exists()


def test_a_file_that_is_there_is_not_overwritten(desk: Desk) -> None:
    file = desk.folder / "precious.txt"
    file.write_text("precious")

    status, _, troubles = desk.run("seal", "--out", str(file))

    assert status == 1
    assert "there already" in troubles
    assert file.read_text() == "precious"
    assert desk.run("verify")[1].startswith("5 rows")


def test_a_folder_that_is_not_there_is_said(desk: Desk) -> None:
    status, _, troubles = desk.run("seal", "--out", str(desk.folder / "no/such.jsonl"))

    assert status == 1
    assert "There is no folder for" in troubles


def test_a_key_that_is_not_the_right_one_is_said(desk: Desk) -> None:
    status, said, _ = desk.run("verify", TAP_AUDIT_KEY="another key of at least 32 characters")

    assert status == 1
    assert "chained with another key" in said


def test_a_setting_that_is_wrong_is_said(desk: Desk) -> None:
    status, said, _ = desk.run("verify", TAP_AUDIT_KEY="short")

    assert status == 1
    assert "TAP_AUDIT_KEY: has fewer than 32 characters" in said
