"""Calls that are known before they close."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from prescreen_shared.plumbing.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""

    op.create_table(
        "known_call",
        sa.Column("call_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("call", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("register", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("rule_set_name", sa.String(length=200), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_known_call")),
    )
    with op.batch_alter_table("known_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_known_call_code"), ["code"], unique=False)


def downgrade() -> None:
    """Undo the change."""

    with op.batch_alter_table("known_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_known_call_code"))

    op.drop_table("known_call")
