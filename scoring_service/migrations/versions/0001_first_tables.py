"""first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from prescreen_shared.plumbing.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "alarm",
        sa.Column("alarm_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("occurrences", sa.Integer(), nullable=False),
        sa.Column("first_raised_at", UtcDateTime(), nullable=False),
        sa.Column("last_raised_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("alarm_id", name=op.f("pk_alarm")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_alarm_kind_subject")),
    )
    op.create_table(
        "known_application",
        sa.Column("application_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("registration_number", sa.String(length=200), nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "revision", name=op.f("pk_known_application")),
    )
    with op.batch_alter_table("known_application", schema=None) as batch_op:
        batch_op.create_index("ix_known_application_call", ["call_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("outbox_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("task", sa.String(length=80), nullable=False),
        sa.Column("message", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_waiting",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        )

    op.create_table(
        "parked_message",
        sa.Column("parked_message_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("message", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("parked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("parked_message_id", name=op.f("pk_parked_message")),
    )
    op.create_table(
        "rule_set_version",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("admitted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_rule_set_version")),
    )
    op.create_table(
        "screening",
        sa.Column("screening_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("call_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("call", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("rankings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("register", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("decided_sums", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("rule_set_name", sa.String(length=200), nullable=False),
        sa.Column("rule_set_document", sa.Text(), nullable=True),
        sa.Column("rule_set_sha256", sa.String(length=64), nullable=True),
        sa.Column("problems", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("request_id", sa.String(length=200), nullable=True),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_step_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rule_set_sha256"],
            ["rule_set_version.sha256"],
            name=op.f("fk_screening_rule_set_sha256_rule_set_version"),
        ),
        sa.PrimaryKeyConstraint("screening_id", name=op.f("pk_screening")),
    )
    op.create_table(
        "call_finding",
        sa.Column("screening_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("finding", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screening.screening_id"], name=op.f("fk_call_finding_screening_id_screening")
        ),
        sa.PrimaryKeyConstraint("screening_id", "position", name=op.f("pk_call_finding")),
    )
    op.create_table(
        "screening_application",
        sa.Column("screening_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("application_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("chunk_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("context", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["screening_id"],
            ["screening.screening_id"],
            name=op.f("fk_screening_application_screening_id_screening"),
        ),
        sa.PrimaryKeyConstraint("screening_id", "application_id", name=op.f("pk_screening_application")),
    )
    with op.batch_alter_table("screening_application", schema=None) as batch_op:
        batch_op.create_index("ix_screening_application_chunk", ["chunk_id"], unique=False)

    op.create_table(
        "screening_chunk",
        sa.Column("chunk_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("screening_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.Column("send_at", UtcDateTime(), nullable=False),
        sa.Column("running_message_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("running_until", UtcDateTime(), nullable=True),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["screening_id"],
            ["screening.screening_id"],
            name=op.f("fk_screening_chunk_screening_id_screening"),
        ),
        sa.PrimaryKeyConstraint("chunk_id", name=op.f("pk_screening_chunk")),
    )
    with op.batch_alter_table("screening_chunk", schema=None) as batch_op:
        batch_op.create_index(
            "ix_screening_chunk_open",
            ["screening_id", "send_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "verdict",
        sa.Column("verdict_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("screening_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("application_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rule_set_sha256", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("proposed_amount", sa.BigInteger(), nullable=True),
        sa.Column("findings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("engine_name", sa.String(length=80), nullable=False),
        sa.Column("engine_version", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id", "revision"],
            ["known_application.application_id", "known_application.revision"],
            name=op.f("fk_verdict_application_id_known_application"),
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_sha256"],
            ["rule_set_version.sha256"],
            name=op.f("fk_verdict_rule_set_sha256_rule_set_version"),
        ),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screening.screening_id"], name=op.f("fk_verdict_screening_id_screening")
        ),
        sa.PrimaryKeyConstraint("verdict_id", name=op.f("pk_verdict")),
        sa.UniqueConstraint(
            "screening_id",
            "application_id",
            "revision",
            "rule_set_sha256",
            name=op.f("uq_verdict_screening_id_application_id_revision_rule_set_sha256"),
        ),
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("verdict")
    with op.batch_alter_table("screening_chunk", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_screening_chunk_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.drop_table("screening_chunk")
    with op.batch_alter_table("screening_application", schema=None) as batch_op:
        batch_op.drop_index("ix_screening_application_chunk")

    op.drop_table("screening_application")
    op.drop_table("call_finding")
    op.drop_table("screening")
    op.drop_table("rule_set_version")
    op.drop_table("parked_message")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_waiting",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        )

    op.drop_table("outbox")
    with op.batch_alter_table("known_application", schema=None) as batch_op:
        batch_op.drop_index("ix_known_application_call")

    op.drop_table("known_application")
    op.drop_table("alarm")
