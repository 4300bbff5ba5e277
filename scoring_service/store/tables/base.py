"""The common ground of the scoring tables: their metadata and the identifiers that come from intake."""

from sqlalchemy import JSON, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from shared.plumbing.database import new_metadata


class Base(DeclarativeBase):
    """A table of the scoring database."""

    metadata = new_metadata()


Identifier = Uuid(as_uuid=False)
"""A UUID as its canonical text, ``str(UUID(…))``; stored natively on PostgreSQL."""

OptionalJson = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document that may be absent: None is SQL's NULL, not the JSON text null."""
