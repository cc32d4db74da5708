"""Events are kept whole until they have been heard, so that a platform need not wait for that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column, NULL for what was heard before."""
    op.add_column("inbound", sa.Column("waiting", sa.Text(), nullable=True))
    op.create_index(
        "ix_inbound_waiting",
        "inbound",
        ["at"],
        unique=False,
        sqlite_where=sa.text("waiting IS NOT NULL"),
        postgresql_where=sa.text("waiting IS NOT NULL"),
    )
