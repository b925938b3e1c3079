"""The audit's rows are chained; the head of the chain is a row of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
NOTHING_YET = "0" * 64
ONLY_ADDED = "audit rows are only ever added"
ONLY_ONWARDS = "the audit head only moves on"


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    _set_old_rows_aside(on_postgresql)
    _audit()
    _audit_head()
    if on_postgresql:
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _set_old_rows_aside(on_postgresql: bool) -> None:
    """Rows from before the chain keep their triggers in a table that the bot does not read."""
    op.drop_index("audit_by_request", "audit")
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM audit")) == 0:
        op.drop_table("audit")
        return
    if on_postgresql:
        op.execute("ALTER TABLE audit RENAME CONSTRAINT audit_pkey TO audit_before_chain_pkey")
    op.rename_table("audit", "audit_before_chain")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("actor", sa.String),
        sa.Column("target", sa.String),
        sa.Column("request_id", sa.String),
        sa.Column("facts", sa.String, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("audit_by_request", "audit", ["request_id", "id"])


def _audit_head() -> None:
    head = op.create_table(
        "audit_head",
        sa.Column(
            "id",
            sa.Integer,
            sa.CheckConstraint("id = 1", name="audit_head_only_one"),
            primary_key=True,
        ),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("sealed_count", sa.Integer, nullable=False),
        sa.Column("sealed_hash", sa.String(64), nullable=False),
        sa.Column("key_check", sa.String(64)),
        sa.Column("tell_at", INSTANT),
    )
    first = {"id": 1, "count": 0, "hash": NOTHING_YET}
    op.bulk_insert(head, [first | {"sealed_count": 0, "sealed_hash": NOTHING_YET}])


# A row may go once the head says that it is sealed; that needs a right on audit_head's sealed_…
# columns that the serving role does not have (README.md).
UNSEALED = "OLD.id > coalesce((SELECT sealed_count FROM audit_head), 0)"
BACKWARDS = (
    "NEW.count < OLD.count OR NEW.sealed_count < OLD.sealed_count OR NEW.sealed_count > NEW.count"
)


def _guard_on_sqlite() -> None:
    _trigger("audit_stays", "BEFORE UPDATE ON audit", ONLY_ADDED)
    _trigger("audit_keeps", f"BEFORE DELETE ON audit WHEN {UNSEALED}", ONLY_ADDED)
    # INSERT OR REPLACE would remove a row without a word to the trigger above.
    known = "EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
    _trigger("audit_adds", f"BEFORE INSERT ON audit WHEN {known}", ONLY_ADDED)
    _trigger("audit_head_stays", "BEFORE DELETE ON audit_head", ONLY_ONWARDS)
    _trigger("audit_head_goes_on", f"BEFORE UPDATE ON audit_head WHEN {BACKWARDS}", ONLY_ONWARDS)


def _trigger(name: str, when: str, words: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")


def _guard_on_postgresql() -> None:
    _function("audit_head_is_guarded", ONLY_ONWARDS)
    refuse, refuse_head = "audit_is_sealed()", "audit_head_is_guarded()"
    op.execute(
        "CREATE FUNCTION audit_keeps_unsealed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN IF {UNSEALED} THEN RAISE EXCEPTION '{ONLY_ADDED}'; END IF; RETURN OLD; END$$"
    )
    for name, when, refusing in (
        ("audit_stays", "BEFORE UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT", refuse),
        ("audit_keeps", "BEFORE DELETE ON audit FOR EACH ROW", "audit_keeps_unsealed()"),
        ("audit_head_stays", "BEFORE DELETE OR TRUNCATE ON audit_head", refuse_head),
        (
            "audit_head_goes_on",
            f"BEFORE UPDATE ON audit_head FOR EACH ROW WHEN ({BACKWARDS})",
            refuse_head,
        ),
    ):
        op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {refusing}")


def _function(name: str, words: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN RAISE EXCEPTION '{words}'; END$$"
    )
