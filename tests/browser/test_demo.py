"""`python app.py demo` on a terminal: the story, and then an address to go on at."""

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(rb"Try it yourself: (http://127\.0\.0\.1:\d+/)")


def read_until(terminal: int, wanted: re.Pattern[bytes]) -> re.Match[bytes]:
    """Read what the program prints until this stands there; OSError if it ends before."""
    printed = b""
    while (found := wanted.search(printed)) is None:
        printed += os.read(terminal, 4096)
    return found


def test_on_a_terminal_the_demo_ends_with_the_address_of_the_page() -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, str(ROOT / "app.py"), "demo"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs) as demo:
        os.close(theirs)
        address = read_until(ours, ADDRESS)[1].decode()

        answer = httpx.get(address, trust_env=False)

        demo.send_signal(signal.SIGTERM)
        assert demo.wait(20) == 0
    os.close(ours)
    assert "<title>Try TAP Bot</title>" in answer.text
