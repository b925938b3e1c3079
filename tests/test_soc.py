"""The rules for a SOC look for what the audit really writes."""

import re
from pathlib import Path

from bot.domain.audit import Event, Happened
from bot.domain.terms import Trace
from bot.ops.audit_lines import jsonl
from bot.store.chain import START, chained
from tests.domain.stages import ASKED

SOC = Path(__file__).parent.parent / "deploy/soc"
KQL = (SOC / "tap-without-audit.kql").read_text()
SIGMA = (SOC / "tap-without-audit.sigma.yml").read_text()


def test_they_use_the_names_of_the_facts_that_a_call_leaves_behind() -> None:
    written = set(Trace("", "").facts())

    assert set(re.findall(r"facts\.(\w+)", KQL)) == written
    assert set(re.findall(r"facts\.(\w+)", SIGMA)) <= written


def test_the_events_that_they_look_for_are_the_bots() -> None:
    named = re.search(r"what in \(([^)]+)\)", KQL)

    assert named is not None
    looked_for = set(re.findall(r'"(\w+)"', named[1]))
    assert looked_for == {Happened.CLAIMED, Happened.MADE, Happened.FAILED}


def test_the_columns_of_the_custom_table_are_those_of_an_exported_line() -> None:
    line = jsonl(START, chained("key", START, Event(Happened.MADE), ASKED))

    for column in ("at", "number", "what", "target", "facts"):
        assert f'"{column}":' in line
        assert re.search(rf"\b{column}\b", KQL)
