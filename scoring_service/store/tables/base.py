"""The common ground of the scoring tables: their metadata and the identifiers that come from intake."""

from sqlalchemy import Uuid
from sqlalchemy.orm import DeclarativeBase

from shared.plumbing.database import new_metadata


class Base(DeclarativeBase):
    """A table of the scoring database."""

    metadata = new_metadata()


Identifier = Uuid(as_uuid=False)
"""A UUID as its canonical text, ``str(UUID(…))``; stored natively on PostgreSQL."""
