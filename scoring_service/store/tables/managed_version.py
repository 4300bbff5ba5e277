"""The life of versions: what people write, check and approve, what is in force, and the log of all of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scoring_service.store.tables.base import Base, Identifier
from shared.plumbing.database import JsonDocument, OptionalJson, UtcDateTime


class ManagedVersion(Base):
    """One version of one rule set, in one of the states of ``VersionState``.

    ``sha256`` is the hash of the rules' content as they were checked, None while they are not. ``problems`` are those of
    the last check, None when the document was changed since. ``revision`` grows with every change, so that nobody
    overwrites what he has not seen. Approved, nothing that it says can change: a trigger sees to that.
    """

    __tablename__ = "managed_version"
    __table_args__ = (UniqueConstraint("name", "version"),)

    version_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    author: Mapped[str] = mapped_column(String(200))
    shipped: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(Text)
    problems: Mapped[list[dict[str, Any]] | None] = mapped_column(OptionalJson)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    changed_by: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())
    checked_by: Mapped[str | None] = mapped_column(String(200))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    approved_by: Mapped[str | None] = mapped_column(String(200))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    archived_by: Mapped[str | None] = mapped_column(String(200))
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class VersionEvent(Base):
    """One thing that happened to a version or was done with one; the database refuses to change or delete it.

    ``kind`` is a word of ``EventKind``; ``details`` are JSON values that explain it.
    """

    __tablename__ = "version_event"
    __table_args__ = (Index("ix_version_event_version", "version_id"),)

    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by: Mapped[str] = mapped_column("person", String(200))
    kind: Mapped[str] = mapped_column(String(40))
    version_id: Mapped[str | None] = mapped_column(ForeignKey("managed_version.version_id"))
    name: Mapped[str] = mapped_column(String(200))
    call_code: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JsonDocument)


class Activation(Base):
    """One version's coming into force, for one call or, without ``call_code``, for calls to come; only ever added.

    ``kind`` is a word of ``ActivationKind``. ``version_id`` and ``sha256`` are None where a rollback leaves a call to
    what is in force for all.
    """

    __tablename__ = "activation"
    __table_args__ = (Index("ix_activation_call", "call_code"), Index("ix_activation_name", "name"))

    activation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(200))
    call_code: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    version_id: Mapped[str | None] = mapped_column(ForeignKey("managed_version.version_id"))
    sha256: Mapped[str | None] = mapped_column(String(64))
    by: Mapped[str] = mapped_column("person", String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    reason: Mapped[str | None] = mapped_column(Text)
