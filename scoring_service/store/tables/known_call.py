"""Calls as intake opened them: known before they close, and the ground of no verdict."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from scoring_service.store.tables.base import Base, Identifier
from shared.plumbing.database import JsonDocument, OptionalJson, UtcDateTime


class KnownCall(Base):
    """One call in the shape of ``CallSnapshotSchema``, with the rules that it names and the register of its day."""

    __tablename__ = "known_call"

    call_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    code: Mapped[str] = mapped_column(String(200), index=True)
    call: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    register: Mapped[dict[str, Any] | None] = mapped_column(OptionalJson)
    rule_set_name: Mapped[str] = mapped_column(String(200))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime())
