"""What binds a request's decision, the batch it came with, and in which words people are told."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for column in ("batch_id", "confirmed_by_id", "confirmed_by_name", "confirmed_by_upn"):
        op.add_column("requests", sa.Column(column, sa.String))
    op.add_column("requests", sa.Column("brief", sa.JSON))
    reminded = sa.Column("reminded", sa.Integer, nullable=False, server_default="0")
    op.add_column("requests", reminded)
    op.create_index("requests_by_batch", "requests", ["batch_id"])
    op.create_index("requests_by_target", "requests", ["target_id", "state"])
    op.add_column("approvals", sa.Column("how", sa.String(32)))
    op.create_index("approvals_by_approver", "approvals", ["approver_id", "at"])
    op.add_column("conversations", sa.Column("language", sa.String))
    op.add_column("conversations", sa.Column("zone", sa.String))
    # The limits count what somebody asked, and what was asked for somebody.
    op.create_index("audit_by_actor", "audit", ["actor", "what", "at"])
    op.create_index("audit_by_target", "audit", ["target", "what", "at"])
