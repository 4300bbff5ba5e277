"""The points that criteria give, with each verdict."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change; a verdict of before has no criteria."""
    op.add_column(
        "verdict",
        sa.Column(
            "criteria",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            server_default="[]",
        ),
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("verdict", "criteria")
