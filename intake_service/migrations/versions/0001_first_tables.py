"""The first tables, and the triggers that make two of them append-only."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.plumbing.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("event", "application_revision")
"""Tables whose rows nothing may change or delete. A batch migration that rebuilds one on SQLite drops its triggers."""


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
        "call",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=True),
        sa.Column("registration_number", sa.String(length=100), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("closes_automatically", sa.Boolean(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("grant_year", sa.Integer(), nullable=True),
        sa.Column("grant_types", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "grant_type_order", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("max_applications_per_administration", sa.Integer(), nullable=True),
        sa.Column("criteria", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "administrations",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("questions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "stated_totals",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("rule_set", sa.String(length=100), nullable=False),
        sa.Column("rule_set_document", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_reference", sa.BigInteger(), nullable=False),
        sa.Column("last_registered", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call")),
        sa.UniqueConstraint("code", name=op.f("uq_call_code")),
    )
    op.create_index(
        "ix_call_closing",
        "call",
        ["closes_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open' AND closes_automatically"),
        postgresql_where=sa.text("state = 'open' AND closes_automatically"),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "answer",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotency_key")),
    )
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
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
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
        "application",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("registration_number", sa.String(length=200), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("grant_type", sa.String(length=100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.call_id"], name=op.f("fk_application_call_id_call")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_application")),
        sa.UniqueConstraint("call_id", "reference", name=op.f("uq_application_call_id_reference")),
    )
    op.create_index("ix_application_call_state", "application", ["call_id", "state"], unique=False)
    op.create_table(
        "ranking",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("administration", sa.String(length=300), nullable=False),
        sa.Column("ranked", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.call_id"], name=op.f("fk_ranking_call_id_call")),
        sa.PrimaryKeyConstraint("call_id", "administration", name=op.f("pk_ranking")),
    )
    op.create_table(
        "register_document",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.call_id"], name=op.f("fk_register_document_call_id_call")
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_register_document")),
    )
    op.create_table(
        "screening",
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("order_message", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "rule_set",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "engine",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "problems",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.Column("next_send_at", UtcDateTime(), nullable=False),
        sa.Column("deadline_at", UtcDateTime(), nullable=False),
        sa.Column("done_at_last_look", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("call_screened_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.call_id"], name=op.f("fk_screening_call_id_call")),
        sa.PrimaryKeyConstraint("screening_id", name=op.f("pk_screening")),
    )
    op.create_index(op.f("ix_screening_call_id"), "screening", ["call_id"], unique=False)
    op.create_index(
        "ix_screening_waiting",
        "screening",
        ["next_send_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "applicant",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.application_id"],
            name=op.f("fk_applicant_application_id_application"),
        ),
        sa.PrimaryKeyConstraint("application_id", "position", name=op.f("pk_applicant")),
    )
    op.create_index("ix_applicant_name", "applicant", ["name"], unique=False)
    op.create_table(
        "application_revision",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.application_id"],
            name=op.f("fk_application_revision_application_id_application"),
        ),
        sa.PrimaryKeyConstraint("application_id", "revision", name=op.f("pk_application_revision")),
    )
    op.create_table(
        "call_finding",
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(length=100), nullable=False),
        sa.Column("text", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "source",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screening.screening_id"], name=op.f("fk_call_finding_screening_id_screening")
        ),
        sa.PrimaryKeyConstraint("screening_id", "position", name=op.f("pk_call_finding")),
    )
    op.create_table(
        "event",
        sa.Column(
            "event_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.String(length=100), nullable=True),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.application_id"],
            name=op.f("fk_event_application_id_application"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.call_id"], name=op.f("fk_event_call_id_call")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_application_id"), "event", ["application_id"], unique=False)
    op.create_index(op.f("ix_event_call_id"), "event", ["call_id"], unique=False)
    op.create_table(
        "imported_decision",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("awarded_amount", sa.BigInteger(), nullable=True),
        sa.Column("ground_codes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("set_aside_by", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column(
            "visible_in_application", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.application_id"],
            name=op.f("fk_imported_decision_application_id_application"),
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_imported_decision")),
    )
    op.create_table(
        "screening_item",
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.application_id"],
            name=op.f("fk_screening_item_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["screening_id"],
            ["screening.screening_id"],
            name=op.f("fk_screening_item_screening_id_screening"),
        ),
        sa.PrimaryKeyConstraint("screening_id", "application_id", name=op.f("pk_screening_item")),
    )
    op.create_index(
        op.f("ix_screening_item_application_id"), "screening_item", ["application_id"], unique=False
    )
    op.create_index(
        "ix_screening_item_waiting",
        "screening_item",
        ["screening_id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "verdict",
        sa.Column(
            "verdict_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rule_set_sha256", sa.String(length=64), nullable=False),
        sa.Column("rule_set", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("engine", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("proposed_amount", sa.BigInteger(), nullable=True),
        sa.Column("findings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.application_id"],
            name=op.f("fk_verdict_application_id_application"),
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
    op.create_index("ix_verdict_application_id", "verdict", ["application_id"], unique=False)
    _append_only(op.get_bind().dialect.name)


def downgrade() -> None:
    """Undo the change."""
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER append_only ON {table}")
        op.execute("DROP FUNCTION refuse_change()")
    op.drop_index("ix_verdict_application_id", table_name="verdict")
    op.drop_table("verdict")
    op.drop_index(
        "ix_screening_item_waiting",
        table_name="screening_item",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_screening_item_application_id"), table_name="screening_item")
    op.drop_table("screening_item")
    op.drop_table("imported_decision")
    op.drop_index(op.f("ix_event_call_id"), table_name="event")
    op.drop_index(op.f("ix_event_application_id"), table_name="event")
    op.drop_table("event")
    op.drop_table("call_finding")
    op.drop_table("application_revision")
    op.drop_index("ix_applicant_name", table_name="applicant")
    op.drop_table("applicant")
    op.drop_index(
        "ix_screening_waiting",
        table_name="screening",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_screening_call_id"), table_name="screening")
    op.drop_table("screening")
    op.drop_table("register_document")
    op.drop_table("ranking")
    op.drop_index("ix_application_call_state", table_name="application")
    op.drop_table("application")
    op.drop_table("parked_message")
    op.drop_index(
        "ix_outbox_waiting",
        table_name="outbox",
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.drop_table("outbox")
    op.drop_table("idempotency_key")
    op.drop_index(
        "ix_call_closing",
        table_name="call",
        sqlite_where=sa.text("state = 'open' AND closes_automatically"),
        postgresql_where=sa.text("state = 'open' AND closes_automatically"),
    )
    op.drop_table("call")
    op.drop_table("alarm")


def _append_only(dialect: str) -> None:
    if dialect == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        if dialect == "postgresql":
            op.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            continue
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
