"""What a company learns from (memo, examples, readiness); team objectives, roll-ups, kept consents, who is listed in which unit."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from storage.columns import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds columns, of which the rows that are there get a value, and tables."""
    _add("objectives", "for_team", sa.Boolean(), sa.false())
    _add("key_results", "roll_up", sa.Boolean(), sa.false())
    _add("change_requests", "consents", sa.Text(), sa.literal_column("'[]'"))
    _add("listed", "active", sa.Boolean(), sa.true())
    op.add_column("listed", sa.Column("unit", sa.String(), nullable=True))
    _improvements()
    op.create_table(
        "examples",
        sa.Column("objective", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("objective", name=op.f("pk_examples")),
    )
    op.create_table(
        "readiness",
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("at", "by", name=op.f("pk_readiness")),
    )


def _add(table: str, name: str, kind: TypeEngine[Any], value: sa.ColumnElement[Any]) -> None:
    """A column that is never empty; the value is only for what is there."""
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=value))
    with op.batch_alter_table(table) as batch:
        batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def _improvements() -> None:
    op.create_table(
        "improvements",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "team", "cycle", "by")),
        sa.Column("at", UtcTime(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("text", "state")),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvements")),
    )
    op.create_index(op.f("ix_improvements_team"), "improvements", ["team"], unique=False)
