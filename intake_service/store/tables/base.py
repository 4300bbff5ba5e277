"""The base of every table of the intake database."""

from sqlalchemy import JSON
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from shared.plumbing.database import new_metadata

METADATA = new_metadata()

OptionalJson = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document that may be absent: None is SQL's NULL, not the JSON text null."""


class Base(DeclarativeBase):
    """What every table of intake stands on: one metadata with named constraints."""

    metadata = METADATA
