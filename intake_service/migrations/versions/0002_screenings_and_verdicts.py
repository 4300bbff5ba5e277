"""Screenings with what they wait for, verdicts and findings about calls."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from prescreen_shared.plumbing.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "screening",
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("order_message", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "rule_set",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "engine",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "problems",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.Column("next_send_at", UtcDateTime(), nullable=False),
        sa.Column("deadline_at", UtcDateTime(), nullable=False),
        sa.Column("done_at_last_look", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("call_screened_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.call_id"], name=op.f("fk_screening_call_id_call")),
        sa.PrimaryKeyConstraint("screening_id", name=op.f("pk_screening")),
    )
    op.create_index(op.f("ix_screening_call_id"), "screening", ["call_id"], unique=False)
    op.create_index(
        "ix_screening_waiting",
        "screening",
        ["next_send_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "screening_item",
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.application_id"],
            name=op.f("fk_screening_item_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["screening_id"],
            ["screening.screening_id"],
            name=op.f("fk_screening_item_screening_id_screening"),
        ),
        sa.PrimaryKeyConstraint("screening_id", "application_id", name=op.f("pk_screening_item")),
    )
    op.create_index(
        op.f("ix_screening_item_application_id"), "screening_item", ["application_id"], unique=False
    )
    op.create_index(
        "ix_screening_item_waiting",
        "screening_item",
        ["screening_id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "verdict",
        sa.Column(
            "verdict_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rule_set_sha256", sa.String(length=64), nullable=False),
        sa.Column("rule_set", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("engine", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("proposed_amount", sa.BigInteger(), nullable=True),
        sa.Column("findings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.application_id"],
            name=op.f("fk_verdict_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screening.screening_id"], name=op.f("fk_verdict_screening_id_screening")
        ),
        sa.PrimaryKeyConstraint("verdict_id", name=op.f("pk_verdict")),
        sa.UniqueConstraint(
            "screening_id",
            "application_id",
            "revision",
            "rule_set_sha256",
            name=op.f("uq_verdict_screening_id_application_id_revision_rule_set_sha256"),
        ),
    )
    op.create_index("ix_verdict_application_id", "verdict", ["application_id"], unique=False)
    op.create_table(
        "call_finding",
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(length=100), nullable=False),
        sa.Column("text", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "source",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screening.screening_id"], name=op.f("fk_call_finding_screening_id_screening")
        ),
        sa.PrimaryKeyConstraint("screening_id", "position", name=op.f("pk_call_finding")),
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("call_finding")
    op.drop_table("verdict")
    op.drop_table("screening_item")
    op.drop_table("screening")
