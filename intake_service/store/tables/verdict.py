"""The tables of what scoring answered: verdicts on applications, findings about the call."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake_service.store.tables.base import Base
from shared.plumbing.database import JsonDocument, OptionalJson, UtcDateTime


class VerdictRow(Base):
    """The proposal for one revision under one version of the rules, each once, with every finding and what each criterion gives."""

    __tablename__ = "verdict"
    __table_args__ = (
        UniqueConstraint("screening_id", "application_id", "revision", "rule_set_sha256"),
        Index("ix_verdict_application_id", "application_id"),
    )

    verdict_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    screening_id: Mapped[UUID] = mapped_column(ForeignKey("screening.screening_id"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.application_id"))
    revision: Mapped[int]
    rule_set_sha256: Mapped[str] = mapped_column(String(64))
    rule_set: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    engine: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    outcome: Mapped[str] = mapped_column(String(20))
    proposed_amount: Mapped[int | None] = mapped_column(BigInteger)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument)
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument, server_default="[]")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())


class CallFindingRow(Base):
    """One finding about the call as a whole, in the order in which scoring gave them."""

    __tablename__ = "call_finding"

    screening_id: Mapped[UUID] = mapped_column(ForeignKey("screening.screening_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column(String(100))
    text: Mapped[dict[str, str]] = mapped_column(JsonDocument)
    facts: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    source: Mapped[dict[str, Any] | None] = mapped_column(OptionalJson)
