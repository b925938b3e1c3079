"""The tables. There is no column for a code anywhere, and none may be added."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

from bot.domain.demands import How
from bot.domain.request import LIVE, State, Why
from bot.domain.terms import Usability
from bot.domain.views import ViewKind
from bot.store.dialects import Instant, Span, word

metadata = MetaData()

# PostgreSQL matches an insert's condition with the index's only where both are written out.
WHILE_LIVE = text("state IN ({})".format(", ".join(f"'{state}'" for state in sorted(LIVE))))


def _person(prefix: str, *, nullable: bool = False) -> tuple[Column[str], ...]:
    parts = ("id", "name", "upn")
    return tuple(Column(f"{prefix}_{part}", String, nullable=nullable) for part in parts)


def _message(prefix: str = "") -> tuple[Column[str], ...]:
    parts = ("service_url", "conversation_id", "activity_id")
    return tuple(Column(f"{prefix}{part}", String) for part in parts)


requests = Table(
    "requests",
    metadata,
    Column("id", String, primary_key=True),
    *_person("requester"),
    *_person("target"),
    Column("lifetime", Span),
    Column("one_time", Boolean),
    Column("start", Instant),
    Column("reason", String),
    Column("state", word(State), nullable=False),
    Column("why", word(Why), nullable=False),
    Column("created", Instant, nullable=False),
    Column("lapses", Instant, nullable=False),
    Column("changed", Instant, nullable=False),
    Column("due", Instant),
    Column("version", Integer, nullable=False),
    *_person("decided_by", nullable=True),
    Column("note", String),
    *_message("claim_"),
    Column("claim_since", Instant),
    Column("claim_lease_until", Instant),
    Column("claim_passes_before", JSON(none_as_null=True)),
    Column("pass_id", String),
    Column("pass_created", Instant),
    Column("pass_start", Instant),
    Column("pass_lifetime", Span),
    Column("pass_one_time", Boolean),
    Column("pass_usability", word(Usability)),
    Column("hide_at", Instant),
    Column("hidden", Boolean, nullable=False),
    Column("earlier_id", String),
    Column("reference", String),
    Column("batch_id", String),
    Column("brief", JSON(none_as_null=True)),
    *_person("confirmed_by", nullable=True),
    Column("reminded", Integer, nullable=False, server_default="0"),
    Index("requests_by_requester", "requester_id", "created", "id"),
    Index("requests_by_batch", "batch_id"),
    Index("requests_by_target", "target_id", "state"),
    Index("requests_by_state", "state"),
)

Index(
    "requests_one_live_per_target",
    requests.c.target_id,
    unique=True,
    sqlite_where=WHILE_LIVE,
    postgresql_where=WHILE_LIVE,
)
_HAS_DUE = requests.c.due.is_not(None)
Index(
    "requests_due",
    requests.c.due,
    requests.c.id,
    sqlite_where=_HAS_DUE,
    postgresql_where=_HAS_DUE,
)

approvals = Table(
    "approvals",
    metadata,
    Column("request_id", ForeignKey("requests.id"), primary_key=True),
    Column("approver_id", String, primary_key=True),
    Column("approver_name", String, nullable=False),
    Column("approver_upn", String, nullable=False),
    Column("place", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("how", word(How)),
    Index("approvals_by_approver", "approver_id", "at"),
)

views = Table(
    "views",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("request_id", ForeignKey("requests.id"), nullable=False),
    Column("kind", word(ViewKind), nullable=False),
    Column("to_id", String, nullable=False),
    *_message(),
    Column("owed_since", Instant),
    Column("not_before", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    UniqueConstraint("request_id", "kind", "to_id", name="views_once"),
    # A dropped view's id is never given to another: its payer may still be on the way.
    sqlite_autoincrement=True,
)

_IS_OWED = views.c.owed_since.is_not(None)
Index(
    "views_owed",
    views.c.owed_since,
    views.c.id,
    sqlite_where=_IS_OWED,
    postgresql_where=_IS_OWED,
)

# All is text here, as it was hashed, so that a row has one spelling only. bot/store/chain.py
# numbers the rows, without gaps.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("what", String(32), nullable=False),
    Column("actor", String),
    Column("target", String),
    Column("request_id", String),
    Column("facts", String, nullable=False),
    Column("hash", String(64), nullable=False),
    Index("audit_by_request", "request_id", "id"),
    Index("audit_by_actor", "actor", "what", "at"),
    Index("audit_by_target", "target", "what", "at"),
)

# `sealed_…` is the last row that was exported and removed. `tell_at` is when the approvers'
# conversation is told of the head again.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="audit_head_only_one"), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("sealed_count", Integer, nullable=False),
    Column("sealed_hash", String(64), nullable=False),
    Column("key_check", String(64)),
    Column("tell_at", Instant),
)

# A person without a conversation id was forgotten; the address through which they spoke was not.
conversations = Table(
    "conversations",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("service_url", String, nullable=False),
    Column("conversation_id", String),
    Column("heard", Instant, nullable=False),
    Column("language", String),
    Column("zone", String),
)

pause = Table(
    "pause",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="pause_only_one"), primary_key=True),
    Column("since", Instant),
    Column("by", String),
)

room = Table(
    "room",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="room_only_one"), primary_key=True),
    Column("service_url", String, nullable=False),
    Column("conversation_id", String, nullable=False),
    Column("heard", Instant, nullable=False),
)
