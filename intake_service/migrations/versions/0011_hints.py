"""What the reading aid pointed out, with each verdict."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change; a verdict of before has no hints."""
    op.add_column(
        "verdict",
        sa.Column(
            "hints",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            server_default="[]",
        ),
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("verdict", "hints")
