"""The table of rankings: which of its applications an administration wants considered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intake_service.store.tables.base import Base
from shared.plumbing.database import JsonDocument, UtcDateTime


class RankingRow(Base):
    """One administration's ranking in one call, as references of its applications in its own order."""

    __tablename__ = "ranking"

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.call_id"), primary_key=True)
    administration: Mapped[str] = mapped_column(String(300), primary_key=True)
    references: Mapped[list[str]] = mapped_column("ranked", JsonDocument)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())
