"""Trials of rules on a call, and the shadows that order them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from prescreen_shared.plumbing.database import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""

    op.create_table(
        "shadow",
        sa.Column("shadow_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("call_code", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("started_by", sa.String(length=200), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("shadow_id", name=op.f("pk_shadow")),
    )
    with op.batch_alter_table("shadow", schema=None) as batch_op:
        batch_op.create_index(
            "uq_shadow_running",
            ["call_code", "version_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "backtest",
        sa.Column("backtest_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("shadow_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("screening_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("call_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("call_code", sa.String(length=200), nullable=False),
        sa.Column("call_title", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("rule_set_name", sa.String(length=200), nullable=False),
        sa.Column("rule_set_version", sa.Integer(), nullable=False),
        sa.Column("rule_set_sha256", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("old_document", sa.Text(), nullable=True),
        sa.Column("ordered_by", sa.String(length=200), nullable=False),
        sa.Column("ordered_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("running_until", UtcDateTime(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("result", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("problems", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screening.screening_id"], name=op.f("fk_backtest_screening_id_screening")
        ),
        sa.ForeignKeyConstraint(
            ["shadow_id"], ["shadow.shadow_id"], name=op.f("fk_backtest_shadow_id_shadow")
        ),
        sa.PrimaryKeyConstraint("backtest_id", name=op.f("pk_backtest")),
        sa.UniqueConstraint("shadow_id", "screening_id", name=op.f("uq_backtest_shadow_id_screening_id")),
    )
    with op.batch_alter_table("backtest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_backtest_call_code"), ["call_code"], unique=False)
        batch_op.create_index(
            "ix_backtest_open",
            ["ordered_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'running')"),
            postgresql_where=sa.text("state IN ('waiting', 'running')"),
        )

    op.create_table(
        "backtest_application",
        sa.Column("backtest_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("application_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("old_outcome", sa.String(length=20), nullable=True),
        sa.Column("new_outcome", sa.String(length=20), nullable=True),
        sa.Column("difference", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.ForeignKeyConstraint(
            ["backtest_id"],
            ["backtest.backtest_id"],
            name=op.f("fk_backtest_application_backtest_id_backtest"),
        ),
        sa.PrimaryKeyConstraint("backtest_id", "position", name=op.f("pk_backtest_application")),
    )


def downgrade() -> None:
    """Undo the change."""

    op.drop_table("backtest_application")
    with op.batch_alter_table("backtest", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_backtest_open",
            sqlite_where=sa.text("state IN ('waiting', 'running')"),
            postgresql_where=sa.text("state IN ('waiting', 'running')"),
        )
        batch_op.drop_index(batch_op.f("ix_backtest_call_code"))

    op.drop_table("backtest")
    with op.batch_alter_table("shadow", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shadow_running",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("shadow")
