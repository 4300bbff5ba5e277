"""The day of arrival, of applications whose time of day nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("application", sa.Column("submitted_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("application", "submitted_on")
