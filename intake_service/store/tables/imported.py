"""The tables of what a bundle brings beside its applications: earlier decisions for comparison, the register."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from intake_service.store.tables.base import Base
from shared.plumbing.database import JsonDocument, UtcDateTime


class ImportedDecisionRow(Base):
    """What people decided on one application elsewhere, kept for comparison and never a decision of this system."""

    __tablename__ = "imported_decision"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.application_id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(40))
    awarded_amount: Mapped[int | None] = mapped_column(BigInteger)
    ground_codes: Mapped[list[str]] = mapped_column(JsonDocument)
    set_aside_by: Mapped[list[str]] = mapped_column(JsonDocument)
    text: Mapped[str | None] = mapped_column(Text)
    visible_in_application: Mapped[dict[str, str]] = mapped_column(JsonDocument)


class RegisterRow(Base):
    """What the city already knew, as the document that came with a call."""

    __tablename__ = "register_document"

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.call_id"), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime())
