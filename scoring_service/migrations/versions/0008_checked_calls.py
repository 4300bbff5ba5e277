"""Calls that are checked against their rules before they close, and judged by what was in force when they opened."""

import sqlalchemy as sa
from alembic import op

from prescreen_shared.plumbing.database import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("known_call", sa.Column("number", sa.Integer(), nullable=True))
    op.add_column("known_call", sa.Column("rules_as_of", UtcDateTime(), nullable=True))
    op.add_column("known_call", sa.Column("check_due_at", UtcDateTime(), nullable=True))
    op.add_column("screening", sa.Column("rules_as_of", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("screening", "rules_as_of")
    for column in ("check_due_at", "rules_as_of", "number"):
        op.drop_column("known_call", column)
