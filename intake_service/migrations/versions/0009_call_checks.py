"""What scoring says of a call's rules before it closes, and as of when they judge it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from prescreen_shared.plumbing.database import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change; a call that is open already keeps no version from when it opened."""
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "call_check",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("next_ask_at", UtcDateTime(), nullable=True),
        sa.Column("rules_as_of", UtcDateTime(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("rule_set", document, nullable=True),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("problems", document, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.call_id"], name=op.f("fk_call_check_call_id_call")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call_check")),
    )
    is_asking = sa.text("next_ask_at IS NOT NULL")
    op.create_index(
        "ix_call_check_waiting",
        "call_check",
        ["next_ask_at"],
        sqlite_where=is_asking,
        postgresql_where=is_asking,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_index("ix_call_check_waiting", table_name="call_check")
    op.drop_table("call_check")
