"""The append-only log of what happened to calls and applications."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from intake_service.store.tables.base import Base
from shared.plumbing.database import JsonDocument, UtcDateTime


class EventRow(Base):
    """One thing that happened; the database refuses to change or delete it.

    ``kind`` is a word such as ``application_submitted``; ``facts`` hold JSON values that explain it.
    """

    __tablename__ = "event"

    event_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    kind: Mapped[str] = mapped_column(String(60))
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.call_id"), index=True)
    application_id: Mapped[UUID | None] = mapped_column(ForeignKey("application.application_id"), index=True)
    request_id: Mapped[str | None] = mapped_column(String(100))
    facts: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
