"""What tests of several rooms need."""

import gc
import logging
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from bot.ops.logs import TALKATIVE
from tests.postgresql import server
from tests.watch import Watch

# How long an example takes says how busy the machine is, and nothing of the bot.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def _without_type(moment: datetime) -> NoReturn:
    raise TypeError(f"{moment} came to SQLite past the store's own way to write times")


# Python before 3.12 writes such a time in a form of its own, and says nothing.
sqlite3.register_adapter(datetime, _without_type)


def pytest_collection_finish() -> None:
    """All that was imported and collected stays: the collector need not go through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def a_log_of_its_own() -> Iterator[None]:
    """How a command sets up the log of its process ends with the test that ran the command."""
    logs = [logging.getLogger(name) for name in (None, *TALKATIVE)]
    levels = [log.level for log in logs]
    yield
    for log, level in zip(logs, levels, strict=True):
        log.setLevel(level)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server on which databases can be made."""
    with server() as address:
        yield address
