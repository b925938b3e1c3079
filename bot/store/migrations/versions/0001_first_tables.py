"""Requests, approvals, views owed, the audit, and where people were last heard."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
SPAN = sa.BigInteger()
WORD = sa.String(32)


def upgrade() -> None:
    _requests()
    _approvals()
    _views()
    _places()
    _audit()
    if op.get_bind().dialect.name == "postgresql":
        _seal_audit_on_postgresql()
    else:
        _seal_audit_on_sqlite()


def _requests() -> None:
    op.create_table(
        "requests",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("requester_id", sa.String, nullable=False),
        sa.Column("requester_name", sa.String, nullable=False),
        sa.Column("requester_upn", sa.String, nullable=False),
        sa.Column("target_id", sa.String, nullable=False),
        sa.Column("target_name", sa.String, nullable=False),
        sa.Column("target_upn", sa.String, nullable=False),
        sa.Column("lifetime", SPAN),
        sa.Column("one_time", sa.Boolean),
        sa.Column("start", INSTANT),
        sa.Column("reason", sa.String),
        sa.Column("state", WORD, nullable=False),
        sa.Column("why", WORD, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("lapses", INSTANT, nullable=False),
        sa.Column("changed", INSTANT, nullable=False),
        sa.Column("due", INSTANT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("decided_by_id", sa.String),
        sa.Column("decided_by_name", sa.String),
        sa.Column("decided_by_upn", sa.String),
        sa.Column("note", sa.String),
        sa.Column("claim_service_url", sa.String),
        sa.Column("claim_conversation_id", sa.String),
        sa.Column("claim_activity_id", sa.String),
        sa.Column("claim_since", INSTANT),
        sa.Column("claim_lease_until", INSTANT),
        sa.Column("claim_passes_before", sa.JSON),
        sa.Column("pass_id", sa.String),
        sa.Column("pass_created", INSTANT),
        sa.Column("pass_start", INSTANT),
        sa.Column("pass_lifetime", SPAN),
        sa.Column("pass_one_time", sa.Boolean),
        sa.Column("pass_usability", WORD),
        sa.Column("hide_at", INSTANT),
        sa.Column("hidden", sa.Boolean, nullable=False),
        sa.Column("earlier_id", sa.String),
        sa.Column("reference", sa.String),
    )
    live = "state IN ('APPROVED', 'ISSUING', 'PENDING')"
    op.create_index("requests_by_requester", "requests", ["requester_id", "created", "id"])
    op.create_index("requests_by_state", "requests", ["state"])
    _create_partial_index(
        "requests_one_live_per_target", "requests", ["target_id"], live, unique=True
    )
    _create_partial_index("requests_due", "requests", ["due", "id"], "due IS NOT NULL")


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("request_id", sa.String, sa.ForeignKey("requests.id"), primary_key=True),
        sa.Column("approver_id", sa.String, primary_key=True),
        sa.Column("approver_name", sa.String, nullable=False),
        sa.Column("approver_upn", sa.String, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )


def _views() -> None:
    op.create_table(
        "views",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("request_id", sa.String, sa.ForeignKey("requests.id"), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("to_id", sa.String, nullable=False),
        sa.Column("service_url", sa.String),
        sa.Column("conversation_id", sa.String),
        sa.Column("activity_id", sa.String),
        sa.Column("owed_since", INSTANT),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.UniqueConstraint("request_id", "kind", "to_id", name="views_once"),
        sqlite_autoincrement=True,
    )
    _create_partial_index("views_owed", "views", ["owed_since", "id"], "owed_since IS NOT NULL")


def _places() -> None:
    op.create_table(
        "conversations",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("service_url", sa.String, nullable=False),
        sa.Column("conversation_id", sa.String),
        sa.Column("heard", INSTANT, nullable=False),
    )
    op.create_table(
        "room",
        sa.Column(
            "id", sa.Integer, sa.CheckConstraint("id = 1", name="room_only_one"), primary_key=True
        ),
        sa.Column("service_url", sa.String, nullable=False),
        sa.Column("conversation_id", sa.String, nullable=False),
        sa.Column("heard", INSTANT, nullable=False),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("what", WORD, nullable=False),
        sa.Column("actor", sa.String),
        sa.Column("target", sa.String),
        sa.Column("request_id", sa.String),
        sa.Column("facts", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_by_request", "audit", ["request_id", "id"])


def _create_partial_index(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = False
) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition
    )


def _seal_audit_on_sqlite() -> None:
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'audit rows are only ever added'); END"
        )


def _seal_audit_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_is_sealed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'audit rows are only ever added'; END$$"
    )
    op.execute(
        "CREATE TRIGGER audit_sealed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_sealed()"
    )
