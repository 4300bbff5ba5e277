"""The life of versions, with the triggers that keep what is approved, and screenings that scoring begins itself."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from prescreen_shared.plumbing.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ONLY_ADDED = ("version_event", "activation", "rule_set_version")
"""Tables whose rows nothing may change or delete. A batch migration that rebuilds one on SQLite drops its triggers."""

LASTING = ("name", "version", "document", "sha256", "author", "shipped", "approved_by", "approved_at")
"""What may not change in a version that is approved or archived."""


def upgrade() -> None:
    """Apply the change."""
    _create_tables()
    for column in _screening_columns():
        op.add_column("screening", column)
    op.create_index(op.f("ix_screening_call_code"), "screening", ["call_code"])
    dialect = op.get_bind().dialect.name
    code = "call ->> 'code'" if dialect == "postgresql" else "json_extract(call, '$.code')"
    op.execute(f"UPDATE screening SET call_code = {code}")
    _take_over_applied_versions()
    for statement in _postgresql() if dialect == "postgresql" else _sqlite():
        op.execute(statement)


def downgrade() -> None:
    """Undo the change; what was written about versions is lost."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER only_added ON rule_set_version")
    else:
        op.execute("DROP TRIGGER rule_set_version_refuses_update")
        op.execute("DROP TRIGGER rule_set_version_refuses_delete")
    op.drop_index(op.f("ix_screening_call_code"), "screening")
    for column in _screening_columns():
        op.drop_column("screening", column.name)
    for table in ("activation", "version_event", "managed_version"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("DROP FUNCTION keep_approved()")


def _take_over_applied_versions() -> None:
    """Let every call that is judged keep its rules: those not sent with an order become versions of the product."""
    tables = sa.MetaData()
    link = op.get_bind()
    tables.reflect(link, only=["screening", "rule_set_version", "managed_version", "activation"])
    screening, rules = tables.tables["screening"], tables.tables["rule_set_version"]
    judged = (
        sa.select(screening.c.call_code, rules)
        .join(rules, rules.c.sha256 == screening.c.rule_set_sha256)
        .where(screening.c.rule_set_document.is_(None))
        .order_by(screening.c.created_at)
    )
    known: dict[tuple[str, int], str] = {}
    for row in link.execute(judged).mappings().all():
        number = (row["name"], row["version"])
        if number not in known:
            known[number] = _take_over(link, tables, row)
            _activate(link, tables, row, known[number], "activate", None)
        _activate(link, tables, row, known[number], "fixed", row["call_code"])


def _take_over(link: sa.Connection, tables: sa.MetaData, row: sa.RowMapping) -> str:
    version_id, supplier, at = str(uuid4()), "prescreen", row["admitted_at"]
    values = {
        "version_id": _as_kept(tables, version_id),
        "name": row["name"],
        "version": row["version"],
        "state": "approved",
        "document": row["document"],
        "sha256": row["sha256"],
        "author": supplier,
        "shipped": True,
        "revision": 1,
        "created_at": at,
        "changed_by": supplier,
        "changed_at": at,
        "approved_by": "leverantör/supplier",
        "approved_at": at,
    }
    link.execute(tables.tables["managed_version"].insert().values(values))
    return version_id


def _activate(
    link: sa.Connection,
    tables: sa.MetaData,
    row: sa.RowMapping,
    version_id: str,
    kind: str,
    call_code: str | None,
) -> None:
    values = {
        "name": row["name"],
        "call_code": call_code,
        "kind": kind,
        "version_id": _as_kept(tables, version_id),
        "sha256": row["sha256"],
        "person": "prescreen",
        "at": row["admitted_at"],
    }
    link.execute(tables.tables["activation"].insert().values(values))


def _as_kept(tables: sa.MetaData, version_id: str) -> str:
    # Read back from SQLite the column is text of 32 digits, from PostgreSQL a UUID.
    kept = tables.tables["managed_version"].c.version_id.type
    return version_id if isinstance(kept, sa.Uuid) else version_id.replace("-", "")


def _create_tables() -> None:
    op.create_table(
        "managed_version",
        sa.Column("version_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("problems", _optional_json(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("checked_by", sa.String(length=200), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("approved_by", sa.String(length=200), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("archived_by", sa.String(length=200), nullable=True),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_managed_version")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_managed_version_name_version")),
    )
    op.create_index(op.f("ix_managed_version_sha256"), "managed_version", ["sha256"])
    of_version = sa.ForeignKeyConstraint(
        ["version_id"],
        ["managed_version.version_id"],
        name=op.f("fk_version_event_version_id_managed_version"),
    )
    op.create_table(
        "version_event",
        sa.Column("event_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("call_code", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        of_version,
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_version_event")),
    )
    op.create_index("ix_version_event_version", "version_event", ["version_id"])
    op.create_table(
        "activation",
        sa.Column("activation_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("call_code", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["managed_version.version_id"],
            name=op.f("fk_activation_version_id_managed_version"),
        ),
        sa.PrimaryKeyConstraint("activation_id", name=op.f("pk_activation")),
    )
    op.create_index("ix_activation_call", "activation", ["call_code"])
    op.create_index("ix_activation_name", "activation", ["name"])


def _screening_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("call_code", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("wanted_sha256", sa.String(length=64), nullable=True),
        sa.Column("based_on", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("ordered_by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("announcements", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("announce_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
    ]


def _optional_json() -> sa.JSON:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def _sqlite() -> list[str]:
    statements = [
        f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
        for table in ONLY_ADDED
        for change in ("UPDATE", "DELETE")
    ]
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in LASTING)
    return [
        *statements,
        "CREATE TRIGGER managed_version_refuses_delete BEFORE DELETE ON managed_version "
        "BEGIN SELECT RAISE(ABORT, 'a version is never deleted'); END",
        "CREATE TRIGGER managed_version_keeps_approved BEFORE UPDATE ON managed_version "
        f"WHEN (OLD.state = 'approved' AND (NEW.state NOT IN ('approved', 'archived') OR {changed})) "
        f"OR (OLD.state = 'archived' AND (NEW.state <> 'archived' OR {changed})) "
        "BEGIN SELECT RAISE(ABORT, 'an approved version never changes'); END",
    ]


def _postgresql() -> list[str]:
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in LASTING)
    return [
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$",
        *(
            f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            for table in ONLY_ADDED
        ),
        "CREATE TRIGGER only_added BEFORE DELETE ON managed_version "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE FUNCTION keep_approved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF (OLD.state = 'approved' AND (NEW.state NOT IN ('approved', 'archived') OR {changed})) "
        f"OR (OLD.state = 'archived' AND (NEW.state <> 'archived' OR {changed})) THEN "
        "RAISE EXCEPTION 'an approved version never changes'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER keeps_approved BEFORE UPDATE ON managed_version "
        "FOR EACH ROW EXECUTE FUNCTION keep_approved()",
    ]
