"""Screenings that scoring begins again: what they are based on, who asked for them and why."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("screening", sa.Column("based_on", sa.Uuid(), nullable=True))
    op.add_column("screening", sa.Column("ordered_by", sa.String(length=200), nullable=True))
    op.add_column("screening", sa.Column("reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """Undo the change."""
    for column in ("reason", "ordered_by", "based_on"):
        op.drop_column("screening", column)
