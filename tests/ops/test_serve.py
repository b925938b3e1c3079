"""`python app.py` as a service starts it: it speaks to nobody here, and says so where asked."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ops.serving import Port
from tests.own_code import ROOT

ID, OTHER = "72e2eb87-c124-4bd9-8e01-a447a1752058", "11111111-2222-4333-8444-555555555555"
# Every call goes through a proxy that is not there, so that none leaves this machine.
NOWHERE = "http://127.0.0.1:9"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def settings(folder: Path, ops_port: int) -> dict[str, str]:
    clean = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return clean | {
        "MicrosoftAppId": ID,
        "MicrosoftAppPassword": "opens-nothing",
        "MicrosoftAppTenantId": OTHER,
        "TAP_REQUESTER_GROUPS": ID,
        "TAP_APPROVER_GROUPS": OTHER,
        "DATABASE_URL": f"sqlite:///{folder / 'tap.db'}",
        "PORT": str(free_port()),
        "TAP_OPS_PORT": str(ops_port),
        "HTTPS_PROXY": NOWHERE,
    }


@contextmanager
def running(environment: dict[str, str], stderr: int) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")], env=environment, stderr=stderr, text=True, cwd="/"
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)


async def test_a_service_logs_json_answers_operators_and_stops_when_told(tmp_path: Path) -> None:
    ops = free_port()

    with running(settings(tmp_path, ops), subprocess.PIPE) as bot:
        assert bot.stderr is not None
        told = [json.loads(await asyncio.to_thread(bot.stderr.readline))]
        while "serving Teams" not in told[-1]["message"]:
            told.append(json.loads(await asyncio.to_thread(bot.stderr.readline)))
        port = Port(f"http://127.0.0.1:{ops}")
        alive = await port.get("/healthz")
        status, found = await port.state()

    assert bot.returncode == 0
    assert alive.status_code == 200
    assert (status, found["database"]) == (503, "ok")
    assert found["token for Graph"].startswith("sign-in, reference ")
    assert str(ops) in told[-1]["message"]


def test_on_a_terminal_people_read_plain_lines(tmp_path: Path) -> None:
    mine, theirs = os.openpty()

    with running(settings(tmp_path, free_port()), theirs):
        os.close(theirs)
        seen = ""
        while "serving Teams" not in seen or not seen.endswith("\n"):
            seen += os.read(mine, 1000).decode()
    os.close(mine)

    assert "\nINFO tap serving Teams at http://127.0.0.1:" in f"\n{seen}"


def test_what_is_not_asked_for_is_not_loaded() -> None:
    heavy = ["bot.sandbox", "bot.demo", "prometheus_client", "opentelemetry", "alembic"]
    code = f"import sys, app; print([name for name in {heavy!r} if name in sys.modules])"

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
