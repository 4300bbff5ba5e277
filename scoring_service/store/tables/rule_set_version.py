"""Rule-set versions that were applied at least once: the document itself, kept for ever, by the hash of its content."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from scoring_service.store.tables.base import Base
from shared.plumbing.database import UtcDateTime


class RuleSetVersion(Base):
    """One version as it passed the gate; a row is never changed."""

    __tablename__ = "rule_set_version"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    admitted_at: Mapped[datetime] = mapped_column(UtcDateTime())
