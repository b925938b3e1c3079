"""The programs as processes: environments of their own, a core of their own, and what they use."""

import asyncio
import os
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from tests.bench.programs.given import VARIABLE, Given
from tests.bench.wire import LOCAL

ROOT = Path(__file__).parent.parent.parent
VENVS = ROOT / "build" / "bench" / "venvs"
_STARTS_WITHIN = 60.0
_STOPS_WITHIN = 15.0
_POLL = 0.003
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Program:
    """`packages` are what its own environment needs; none, if it runs in this one."""

    key: str
    title: str
    packages: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        return f"tests.bench.programs.{self.key}"


THIS_BOT = Program("this_bot", "this bot")
CEILING = Program("ceiling", "bare aiohttp, same token and reply")
REFUSER = Program("refuser", "bare aiohttp, 401")
STOCK = Program(
    "stock",
    "botbuilder CloudAdapter, stock",
    ("botbuilder-integration-aiohttp==4.17.1", "aiohttp==3.14.5", "msal==1.39.0"),
)
AGENTS = Program(
    "agents",
    "microsoft-agents-hosting-aiohttp",
    (
        "microsoft-agents-hosting-aiohttp==1.9.0",
        "microsoft-agents-authentication-msal==1.9.0",
        "aiohttp==3.14.5",
        "msal==1.39.0",
    ),
)
TEAMS_APPS = Program(
    "teams_apps", "microsoft-teams-apps", ("microsoft-teams-apps==2.1.1", "msal==1.39.0")
)
TALKERS = (THIS_BOT, CEILING, STOCK, AGENTS, TEAMS_APPS)


def python_of(program: Program) -> Path:
    """Return the interpreter, in an environment that is made once. Raises CalledProcessError."""
    if not program.packages:
        return Path(sys.executable)
    home, wanted = VENVS / program.key, "\n".join(program.packages)
    made = home / "made-of"
    if not made.exists() or made.read_text() != wanted:
        venv.create(home, clear=True, with_pip=True)
        pip = (str(home / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check")
        subprocess.run((*pip, *program.packages), check=True, capture_output=True)
        made.write_text(wanted)
    return home / "bin" / "python"


class Cores:
    """The first core is the bots', the last one everybody else's, if there are two."""

    def __init__(self) -> None:
        pinned = hasattr(os, "sched_setaffinity")
        self._all = sorted(os.sched_getaffinity(0)) if pinned else []

    @property
    def told(self) -> str:
        if len(self._all) < 2:
            return "not pinned: this machine has one core for all"
        return f"bots on core {self._all[0]}, load on core {self._all[-1]}"

    def for_bots(self) -> AbstractContextManager[None]:
        """What is started within runs on the bots' core."""
        return self._on(self._all[:1])

    def for_load(self) -> AbstractContextManager[None]:
        """Off the bots' core: for this process and all that it starts within."""
        return self._on(self._all[-1:])

    @contextmanager
    def _on(self, cores: Sequence[int]) -> Iterator[None]:
        if len(self._all) < 2:
            yield
            return
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, cores)
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)


@dataclass(frozen=True, slots=True)
class Used:
    """`cpu` is in seconds since the start, `memory` in megabytes."""

    cpu: float
    memory: float


@dataclass(slots=True)
class Started:
    """A program that runs. `cold` is how many seconds passed until it could be connected to."""

    program: Program
    port: int
    cold: float
    _process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def used(self) -> Used:
        stat = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        pages = Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]
        return Used((int(stat[11]) + int(stat[12])) / _TICKS, int(pages) * _PAGE / 1e6)

    async def stop(self) -> None:
        self._process.terminate()
        try:
            await asyncio.to_thread(self._process.wait, _STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@dataclass(frozen=True, slots=True)
class Starter:
    """Starts programs; what they write goes to files in `folder`."""

    cores: Cores
    folder: Path
    places: dict[str, str]
    reply: dict[str, object]

    async def start(
        self, program: Program, more: dict[str, str] | None = None, profile: Path | None = None
    ) -> Started:
        """Raises RuntimeError with the end of its log if it does not start."""
        python, port = python_of(program), _free_port()
        told = Given(port, self.places, self.reply, more or {})
        log = self.folder / f"{program.key}.log"
        env = self._environment(told, profile)
        began = time.perf_counter()
        with log.open("ab") as out, self.cores.for_bots():
            process = _spawn((str(python), "-m", program.module), self.folder, env, out)
        if not await _is_reached(process, port):
            process.kill()
            process.wait()
            raise RuntimeError(f"{program.title} did not start: {log.read_text()[-2000:]}")
        return Started(program, port, time.perf_counter() - began, process)

    def _environment(self, told: Given, profile: Path | None) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        ca_file = self.places["ca_file"]
        traced = {"TAP_BENCH_PROFILE": str(profile)} if profile else {}
        return {
            **kept,
            **traced,
            VARIABLE: told.as_text(),
            "PYTHONPATH": str(ROOT),
            "SSL_CERT_FILE": ca_file,
            "REQUESTS_CA_BUNDLE": ca_file,
        }


def _spawn(
    command: Sequence[str], folder: Path, env: dict[str, str], out: BinaryIO
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out)


async def _is_reached(process: subprocess.Popen[bytes], port: int) -> bool:
    end = time.perf_counter() + _STARTS_WITHIN
    while process.poll() is None and time.perf_counter() < end:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(LOCAL, port)
            writer.close()
            return True
        await asyncio.sleep(_POLL)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        port: int = probe.getsockname()[1]
        return port
