"""The city's register in versions, and which of them a screening used; what came with a call becomes a version for it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from prescreen_shared.plumbing.database import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "register_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", _DOCUMENT, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.call_id"], name=op.f("fk_register_version_call_id_call")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_register_version")),
    )
    op.create_index("ix_register_version_call_id", "register_version", ["call_id"])
    op.add_column("screening", sa.Column("register_version", sa.Integer(), nullable=True))
    op.execute(
        "INSERT INTO register_version (number, document, sha256, at, call_id) "
        "SELECT row_number() OVER (ORDER BY received_at, call_id), document, sha256, received_at, call_id "
        "FROM register_document"
    )
    op.execute(
        "UPDATE screening SET register_version = (SELECT number FROM register_version "
        "WHERE register_version.call_id = screening.call_id)"
    )
    op.drop_table("register_document")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON register_version "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER register_version_refuses_{change.lower()} BEFORE {change} ON register_version "
            "BEGIN SELECT RAISE(ABORT, 'register_version is append-only'); END"
        )


def downgrade() -> None:
    """Undo the change; versions of the city that no call brought are lost."""
    op.create_table(
        "register_document",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("document", _DOCUMENT, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.call_id"], name=op.f("fk_register_document_call_id_call")
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_register_document")),
    )
    op.execute(
        "INSERT INTO register_document (call_id, document, sha256, received_at) "
        "SELECT call_id, document, sha256, at FROM register_version WHERE call_id IS NOT NULL"
    )
    op.drop_column("screening", "register_version")
    op.drop_table("register_version")
