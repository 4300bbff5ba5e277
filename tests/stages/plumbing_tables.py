"""A service's tables reduced to the plumbing ones, for tests of the plumbing by itself."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from prescreen_shared.plumbing.alarms import AlarmRow, ParkedMessageRow
from prescreen_shared.plumbing.database import Database, new_metadata
from prescreen_shared.plumbing.outbox import OutboxRow


class Base(DeclarativeBase):
    """The tables of a service that has nothing but plumbing."""

    metadata = new_metadata()


class Outbox(OutboxRow, Base):
    """Its outbox."""


class Parked(ParkedMessageRow, Base):
    """Its parked messages."""


class Alarm(AlarmRow, Base):
    """Its alarms."""


def plumbing_database(url: str) -> Database:
    """Open the database with its tables made."""
    database = Database(url)
    Base.metadata.create_all(database.engine)
    return database
