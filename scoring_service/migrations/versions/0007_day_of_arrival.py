"""The day of arrival, of applications whose time of day nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("known_application", sa.Column("submitted_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("known_application", "submitted_on")
