"""The audit's chain: what is hashed of a row, in which order, and what following it finds.

Pure, so that an auditor can read it and compute it again with anything that has HMAC-SHA-256:

    hash = HMAC-SHA-256(key, hash of the row before + content), in hexadecimal
    content = the JSON array [number, at, what, actor, target, request_id, facts]

Both are ASCII. The array has no spaces, null for what is not known, and `facts` as the text that is
stored: a JSON object, its names sorted, without spaces. Before the first row stand 64 zeros.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.audit import Event, Happened, Head
from bot.store.dialects import utc_text

START = Head(0, "0" * 64)
_COMPACT = (",", ":")
_KEY_CHECK = b"TAP Bot's audit key"


class Broken(Exception):  # noqa: N818 - named as what is found of a chain
    """The first row that is not as it was written."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(f"row {number} {what}")
        self.number = number


@dataclass(frozen=True, slots=True)
class Entry:
    """An audit row exactly as it is stored: text, whatever may stand in it."""

    number: int
    at: str
    what: str
    actor: str | None
    target: str | None
    request_id: str | None
    facts: str
    hash: str = ""

    @property
    def head(self) -> Head:
        return Head(self.number, self.hash)

    @property
    def event(self) -> Event:
        """Raises Broken."""
        try:
            what, facts = Happened(self.what), json.loads(self.facts)
        except ValueError:
            raise Broken(self.number, "holds what the bot never wrote") from None
        return Event(what, self.actor, self.target, self.request_id, facts)


def chained(key: str, last: Head, event: Event, now: datetime) -> Entry:
    """The row of `event` after `last`."""
    entry = Entry(
        number=last.count + 1,
        at=utc_text(now),
        what=event.what.value,
        actor=event.actor,
        target=event.target,
        request_id=event.request_id,
        facts=facts_text(event.facts),
    )
    return replace(entry, hash=link(key, last, entry))


def facts_text(facts: object) -> str:
    return json.dumps(facts, sort_keys=True, separators=_COMPACT)


def content(entry: Entry) -> bytes:
    fields = [
        entry.number,
        entry.at,
        entry.what,
        entry.actor,
        entry.target,
        entry.request_id,
        entry.facts,
    ]
    # Somebody may have put anything into a row, bytes too; the check must come to its end.
    return json.dumps(fields, separators=_COMPACT, default=repr).encode("ascii")


def link(key: str, last: Head, entry: Entry) -> str:
    return _hmac(key, last.hash.encode() + content(entry))


def key_check(key: str) -> str:
    """Tells whether a key is the one that a database's rows are chained with, and nothing else."""
    return _hmac(key, _KEY_CHECK)


def _hmac(key: str, message: bytes) -> str:
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


@dataclass
class Walk:
    """Follows a chain row by row from `head` on; every method raises Broken.

    `noted` is a head that somebody wrote down earlier, elsewhere.
    """

    key: str = field(repr=False)
    head: Head
    noted: Head | None = None
    seals: set[Head] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.start = self.head
        if self.noted is not None and self.noted.count < self.start.count:
            raise Broken(self.noted.count, "is sealed: check the file that it was sealed into")
        self._compare_noted()

    def follow(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._step(entry)

    def _step(self, entry: Entry) -> None:
        due = self.head.count + 1
        if entry.number > due:
            raise Broken(due, "is missing")
        if entry.number < due:
            raise Broken(entry.number, "does not belong here: it is sealed, or stands twice")
        if entry.hash != link(self.key, self.head, entry):
            raise Broken(due, f"was changed, or never followed row {due - 1}")
        self.head = entry.head
        if entry.what == Happened.SEALED:
            self.seals.add(sealed(entry.event))
        self._compare_noted()

    def end(self, stored: Head | None = None) -> None:
        """No more rows: `stored` is where the database says that the chain ends."""
        for at_least in (self.noted, stored):
            if at_least is not None and at_least.count > self.head.count:
                raise Broken(self.head.count + 1, f"is missing: there were {at_least.count} rows")
        if stored is not None and stored != self.head:
            raise Broken(self.head.count, "is not the one that the stored head names")

    def must_be_sealed(self) -> None:
        """What was removed before the first row was removed by a seal."""
        if self.start != START and self.start not in self.seals:
            raise Broken(self.start.count, "and those before it were removed without a seal")

    def _compare_noted(self) -> None:
        noted = self.noted
        if noted is not None and noted.count == self.head.count and noted != self.head:
            raise Broken(noted.count, "is another one than that of the head given")


def seal(head: Head, digest: str, operator: str) -> Event:
    """The event of removing all rows up to `head`; `digest` is of the file that has them now."""
    facts = {"count": str(head.count), "hash": head.hash, "file_sha256": digest}
    facts["operator"] = operator
    return Event(Happened.SEALED, facts=facts)


def sealed(event: Event) -> Head:
    return Head(int(event.facts["count"]), event.facts["hash"])
