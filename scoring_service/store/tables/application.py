"""Applications as intake sent them: one row a revision, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from scoring_service.store.tables.base import Base, Identifier
from shared.plumbing.database import JsonDocument, UtcDateTime


class KnownApplication(Base):
    """One revision of one application, the input of every verdict on it.

    ``content`` is the message's ``content``; ``content_sha256`` the hash of the whole snapshot, by which a
    repeated revision with other content is noticed.
    """

    __tablename__ = "known_application"
    __table_args__ = (Index("ix_known_application_call", "call_id"),)

    application_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    call_id: Mapped[str] = mapped_column(Identifier)
    reference: Mapped[str] = mapped_column(String(200))
    registration_number: Mapped[str | None] = mapped_column(String(200))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    content: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    content_sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime())
