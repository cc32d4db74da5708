"""The first tables: people, goals, conversations, outbox, moments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - one statement a table and index
    """Makes all tables."""
    op.create_table(
        "actions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
    )
    op.create_index("ix_actions_by_id", "actions", ["by", "id"], unique=False)
    op.create_index("ix_actions_subject_id", "actions", ["subject", "id"], unique=False)
    op.create_table(
        "blocks",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "scope", name=op.f("pk_blocks")),
    )
    op.create_table(
        "paces",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("api", sa.String(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "api", name=op.f("pk_paces")),
    )
    op.create_table(
        "cycles",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("drafting_opens", sa.Date(), nullable=False),
        sa.Column("drafts_due", sa.Date(), nullable=False),
        sa.Column("scoring_opens", sa.Date(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("max_objectives", sa.Integer(), nullable=False),
        sa.Column("max_key_results", sa.Integer(), nullable=False),
        sa.Column("writing", sa.String(), nullable=False),
        sa.Column("review", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_cycles")),
    )
    op.create_table(
        "days",
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "day", name=op.f("pk_days")),
    )
    op.create_table(
        "inbound",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "event", name=op.f("pk_inbound")),
    )
    op.create_index("ix_inbound_at", "inbound", ["at"], unique=False)
    op.create_table(
        "moments",
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("rhythm", "kind", name=op.f("pk_moments")),
    )
    op.create_index("ix_moments_at", "moments", ["at"], unique=False)
    op.create_table(
        "objectives",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("aligned_to", sa.Text(), nullable=False),
        sa.Column("unaligned_because", sa.String(), nullable=True),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("shared_with", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objectives")),
    )
    op.create_index("ix_objectives_cycle_state", "objectives", ["cycle", "state"], unique=False)
    op.create_index("ix_objectives_owner_cycle", "objectives", ["owner", "cycle"], unique=False)
    op.create_index("ix_objectives_team_cycle", "objectives", ["team", "cycle"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("due", UtcTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("thread", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("flow", sa.String(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("edits", sa.String(), nullable=True),
        sa.Column("only", sa.String(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("expires", UtcTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("settled", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(
        "ix_outbox_receipt",
        "outbox",
        ["receipt"],
        unique=False,
        sqlite_where=sa.text("receipt IS NOT NULL"),
        postgresql_where=sa.text("receipt IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_edits",
        "outbox",
        ["edits"],
        unique=False,
        sqlite_where=sa.text("edits IS NOT NULL"),
        postgresql_where=sa.text("edits IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_worded",
        "outbox",
        ["settled"],
        unique=False,
        sqlite_where=sa.text("state IN ('sent', 'dropped') AND message IS NOT NULL"),
        postgresql_where=sa.text("state IN ('sent', 'dropped') AND message IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_expiring",
        "outbox",
        ["expires"],
        unique=False,
        sqlite_where=sa.text("state = 'ready' AND expires IS NOT NULL"),
        postgresql_where=sa.text("state = 'ready' AND expires IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_held",
        "outbox",
        ["conversation"],
        unique=False,
        sqlite_where=sa.text("state IN ('sending', 'uncertain')"),
        postgresql_where=sa.text("state IN ('sending', 'uncertain')"),
    )
    op.create_index(
        "ix_outbox_leased",
        "outbox",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state IN ('sending', 'uncertain')"),
        postgresql_where=sa.text("state IN ('sending', 'uncertain')"),
    )
    op.create_index(
        "ix_outbox_ready",
        "outbox",
        ["platform", "priority", "due", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["conversation", "priority", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_table(
        "people",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("manager", sa.String(), nullable=True),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("calendar", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("prompt_time", sa.Time(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("stand_in", sa.String(), nullable=True),
        sa.Column("last_platform", sa.String(), nullable=True),
        sa.Column("rhythm", sa.String(), nullable=True),
        sa.Column("key_folded", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("email_folded", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_email_folded"), "people", ["email_folded"], unique=False)
    op.create_index(op.f("ix_people_key_folded"), "people", ["key_folded"], unique=False)
    op.create_index("ix_people_manager_active", "people", ["manager", "active"], unique=False)
    op.create_index(op.f("ix_people_name_folded"), "people", ["name_folded"], unique=False)
    op.create_index(op.f("ix_people_rhythm"), "people", ["rhythm"], unique=False)
    op.create_index(op.f("ix_people_stand_in"), "people", ["stand_in"], unique=False)
    op.create_index("ix_people_team_active", "people", ["team", "active"], unique=False)
    _asking()
    _week()
    _linking()
    _ending()
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "talks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("past", sa.Text(), nullable=False),
        sa.Column("pending", sa.String(), nullable=False),
        sa.Column("offers", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("touched", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
    )
    op.create_index("ix_talks_person_state", "talks", ["person", "state"], unique=False)
    op.create_table(
        "teams",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("lead", sa.String(), nullable=True),
        sa.Column("coach", sa.String(), nullable=True),
        sa.Column("pilot", sa.Boolean(), nullable=False),
        sa.Column("board_platform", sa.String(), nullable=True),
        sa.Column("board_channel", sa.String(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("prompt_time", sa.Time(), nullable=True),
        sa.Column("every_weeks", sa.Integer(), nullable=True),
        sa.Column("writing", sa.String(), nullable=True),
        sa.Column("max_objectives", sa.Integer(), nullable=True),
        sa.Column("max_key_results", sa.Integer(), nullable=True),
        sa.Column("policy", sa.String(), nullable=True),
        sa.Column("rhythm", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_teams")),
    )
    op.create_index(op.f("ix_teams_parent"), "teams", ["parent"], unique=False)
    op.create_index(op.f("ix_teams_lead"), "teams", ["lead"], unique=False)
    op.create_index(op.f("ix_teams_rhythm"), "teams", ["rhythm"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.key"], name=op.f("fk_accounts_person")),
        sa.PrimaryKeyConstraint("platform", "account", name=op.f("pk_accounts")),
    )
    op.create_index("ux_accounts_person_platform", "accounts", ["person", "platform"], unique=True)
    op.create_table(
        "key_results",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("collaborators", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("baseline", sa.Float(), nullable=True),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("current", sa.Float(), nullable=True),
        sa.Column("progress", sa.Float(), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("adjusted", sa.Boolean(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("score_own", sa.Float(), nullable=True),
        sa.Column("score_at", UtcTime(), nullable=True),
        sa.Column("score_by", sa.String(), nullable=True),
        sa.Column("history", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["objective"], ["objectives.id"], name=op.f("fk_key_results_objective")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_results")),
    )
    op.create_index(op.f("ix_key_results_objective"), "key_results", ["objective"], unique=False)
    op.create_index("ix_key_results_owner_state", "key_results", ["owner", "state"], unique=False)
    op.create_table(
        "leave",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.key"], name=op.f("fk_leave_person")),
        sa.PrimaryKeyConstraint("person", "starts", "ends", name=op.f("pk_leave")),
    )
    op.create_table(
        "roles",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.key"], name=op.f("fk_roles_person")),
        sa.PrimaryKeyConstraint("person", "role", name=op.f("pk_roles")),
    )
    op.create_index("ix_roles_role", "roles", ["role"], unique=False)
    op.create_table(
        "check_ins",
        sa.Column("key_result", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("progress", sa.Float(), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("blocker", sa.String(), nullable=True),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("next", sa.String(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("no_change", sa.Boolean(), nullable=False),
        sa.Column("edits", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key_result"], ["key_results.id"], name=op.f("fk_check_ins_key_result")),
        sa.PrimaryKeyConstraint("key_result", "week", name=op.f("pk_check_ins")),
    )
    op.create_index(op.f("ix_check_ins_week"), "check_ins", ["week"], unique=False)
    op.create_table(
        "writers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_writers")),
    )


def _week() -> None:
    """What is said of a week."""
    op.create_table(
        "week_notes",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "kind", "week", name=op.f("pk_week_notes")),
    )


def _linking() -> None:
    """How accounts are linked and listed."""
    op.create_table(
        "link_codes",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.key"], name=op.f("fk_link_codes_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_link_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_link_codes_digest")),
    )
    op.create_table(
        "link_tries",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "account", name=op.f("pk_link_tries")),
    )
    op.create_table(
        "listed",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("manager", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("platform", "account", name=op.f("pk_listed")),
    )


def _asking() -> None:
    """What people ask of each other."""
    op.create_table(
        "change_requests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        sa.Column("key_result", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("heir", sa.String(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_requests")),
    )
    for column in ("asked_by", "heir", "objective", "owner"):
        op.create_index(op.f(f"ix_change_requests_{column}"), "change_requests", [column], unique=False)
    op.create_table(
        "collaborations",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", "objective", name=op.f("pk_collaborations")),
    )
    op.create_table(
        "shown",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", "objective", name=op.f("pk_shown")),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("visible_to", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_subject"), "comments", ["subject"], unique=False)
    op.create_table(
        "offers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        sa.Column("key_result", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    for column in ("by", "key_result", "to"):
        op.create_index(op.f(f"ix_offers_{column}"), "offers", [column], unique=False)


def _ending() -> None:
    """A cycle's end and campaigns."""
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("due", UtcTime(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=True),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("targeted", sa.Text(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        sa.Column("delivered", sa.Text(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )
    op.create_table(
        "campaign_plans",
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("cycle", "occasion", name=op.f("pk_campaign_plans")),
    )
    op.create_table(
        "gatherings",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("shared_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("team", "cycle", name=op.f("pk_gatherings")),
    )
    op.create_table(
        "retros",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        *(sa.Column(part, sa.String(), nullable=True) for part in ("target", "result", "cause", "next", "lesson")),
        sa.PrimaryKeyConstraint("person", "cycle", "team", name=op.f("pk_retros")),
    )
