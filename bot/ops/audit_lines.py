"""Audit rows as lines: JSON that can be checked again, and CEF for a SIEM."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

from bot.domain.audit import Happened, Head
from bot.store.chain import Broken, Entry, facts_text

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00Z")
_MILLISECOND = timedelta(milliseconds=1)
_WORTH_A_LOOK = {
    Happened.REFUSED,
    Happened.FAILED,
    Happened.REVOKING,
    Happened.ALARMED,
    Happened.UNSEEN,
    Happened.SEALED,
}

Line = Callable[[Head, Entry], str]


def jsonl(before: Head, entry: Entry) -> str:
    """One JSON object with all that the chain needs: the hash of the row before, and its own."""
    row = asdict(entry) | {"facts": entry.event.facts}
    ends = {"previous": before.hash, "hash": row.pop("hash")}
    return json.dumps(row | ends, separators=(",", ":"))


def read_jsonl(line: str, number: int) -> tuple[Head, Entry]:
    """The row of a line, and the head before it. Raises Broken; `number` is the line's."""
    try:
        row = json.loads(line)
        previous = row.pop("previous")
        entry = Entry(**row | {"facts": facts_text(row["facts"])})
        before = Head(entry.number - 1, previous)
        as_written = jsonl(before, entry)
    except (ValueError, TypeError, KeyError, AttributeError, Broken):
        as_written = ""
    # A line has one spelling only, so not even a space can be added to it unseen.
    if line != as_written:
        raise Broken(number, "of the file is no row of the audit as it was exported")
    return before, entry


def cef(_before: Head, entry: Entry) -> str:
    """Source: ArcSight Common Event Format, version 0."""
    happened = entry.event
    severity = "6" if happened.what in _WORTH_A_LOOK else "3"
    what = happened.what.value
    header = "|".join(("CEF:0", "TAP Bot", "TAP Bot", "1", what, what.replace("-", " "), severity))
    fields = {
        "rt": str((datetime.fromisoformat(entry.at) - _EPOCH) // _MILLISECOND),
        "externalId": str(entry.number),
        "suid": happened.actor,
        "duid": happened.target,
        "reason": happened.facts.get("refusal") or happened.facts.get("why"),
        **_custom("cs1", "requestId", happened.request_id),
        **_custom("cs2", "passId", happened.facts.get("pass_id")),
        **_custom("cs3", "graphRequestId", happened.facts.get("graph_request_id")),
        **_custom("cs4", "clientRequestId", happened.facts.get("client_request_id")),
        **_custom("cs5", "facts", entry.facts),
        **_custom("cs6", "hash", entry.hash),
    }
    told = " ".join(f"{name}={_escaped(text)}" for name, text in fields.items() if text)
    return f"{header}|{told}"


def _custom(field: str, label: str, text: str | None) -> dict[str, str]:
    return {f"{field}Label": label, field: text} if text else {}


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("=", "\\=")
    return escaped.replace("\r", "\\r").replace("\n", "\\n")
