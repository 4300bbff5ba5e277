"""Screenings: the order with its frozen call, the manifest with each application's context, and the chunks of work."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from scoring_service.store.tables.base import Base, Identifier
from shared.plumbing.database import JsonDocument, UtcDateTime


class Screening(Base):
    """One screening of one call, in one of the states of ``ScreeningState``.

    ``asks`` counts how often intake was asked for what is missing, ``attempts`` the preparations that were begun
    and have not ended; ``next_step_at`` is when the sweeper takes the screening up again.

    ``wanted_sha256`` is the version that it must be judged by, where the order names one. A screening that was begun here,
    of the same call as the one that it is ``based_on``, is announced to intake ``announcements`` times, next at
    ``announce_at``, until intake has taken it up at ``acknowledged_at``; nothing that it found is sent before.
    """

    __tablename__ = "screening"

    screening_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    call_id: Mapped[str] = mapped_column(Identifier)
    call_code: Mapped[str] = mapped_column(String(200), default="", server_default="", index=True)
    state: Mapped[str] = mapped_column(String(20))
    call: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    rankings: Mapped[dict[str, list[str]]] = mapped_column(JsonDocument)
    register: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    decided_sums: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    rule_set_name: Mapped[str] = mapped_column(String(200))
    rule_set_document: Mapped[str | None] = mapped_column(Text)
    rule_set_sha256: Mapped[str | None] = mapped_column(ForeignKey("rule_set_version.sha256"))
    problems: Mapped[list[str] | None] = mapped_column(JsonDocument)
    request_id: Mapped[str | None] = mapped_column(String(200))
    asks: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    next_step_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    wanted_sha256: Mapped[str | None] = mapped_column(String(64))
    based_on: Mapped[str | None] = mapped_column(Identifier)
    ordered_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    announcements: Mapped[int] = mapped_column(default=0, server_default="0")
    announce_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    @property
    def is_awaited(self) -> bool:
        """Whether intake knows of the screening and waits for what it finds."""
        return self.based_on is None or self.acknowledged_at is not None


class ScreeningApplication(Base):
    """One application of a screening's manifest.

    ``context`` is what the call as a whole says of it, computed once; ``fault`` why that could not be computed.
    """

    __tablename__ = "screening_application"
    __table_args__ = (Index("ix_screening_application_chunk", "chunk_id"),)

    screening_id: Mapped[str] = mapped_column(ForeignKey("screening.screening_id"), primary_key=True)
    application_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    revision: Mapped[int]
    chunk_id: Mapped[str | None] = mapped_column(Identifier)
    context: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    fault: Mapped[str | None] = mapped_column(Text)


class ScreeningChunk(Base):
    """Some applications that are screened together, in one of the states of ``ChunkState``.

    ``sends`` counts the messages since the last sign of life and ``send_at`` is when the next is due.
    ``running_message_id`` is the delivery that began and has not ended, alive until ``running_until``;
    ``crashes`` counts deliveries that began and never ended.
    """

    __tablename__ = "screening_chunk"
    __table_args__ = (
        Index(
            "ix_screening_chunk_open",
            "screening_id",
            "send_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    chunk_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    screening_id: Mapped[str] = mapped_column(ForeignKey("screening.screening_id"))
    state: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    sends: Mapped[int] = mapped_column(default=0)
    send_at: Mapped[datetime] = mapped_column(UtcDateTime())
    running_message_id: Mapped[str | None] = mapped_column(Identifier)
    running_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    crashes: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
