"""The pause: one row that is there from the start, so that it can be locked."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    only_one = sa.CheckConstraint("id = 1", name="pause_only_one")
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer, only_one, primary_key=True),
        sa.Column("since", INSTANT),
        sa.Column("by", sa.String),
    )
    op.execute("INSERT INTO pause (id) VALUES (1)")
