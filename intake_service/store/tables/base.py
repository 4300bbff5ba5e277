"""The base of every table of the intake database."""

from sqlalchemy.orm import DeclarativeBase

from shared.plumbing.database import new_metadata

METADATA = new_metadata()


class Base(DeclarativeBase):
    """What every table of intake stands on: one metadata with named constraints."""

    metadata = METADATA
