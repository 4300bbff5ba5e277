"""Verdicts with every finding, and findings about a call; both are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scoring_service.store.tables.base import Base, Identifier
from shared.plumbing.database import JsonDocument, UtcDateTime


class VerdictRow(Base):
    """The proposal for one revision under one rule-set version in one screening.

    ``findings`` are all of them, passed ones too, in the message's shape, and so are
    ``criteria``; a verdict from before there were any has none. The input is the revision that
    ``known_application`` keeps with the context that ``screening_application`` keeps.
    """

    __tablename__ = "verdict"
    __table_args__ = (
        UniqueConstraint("screening_id", "application_id", "revision", "rule_set_sha256"),
        ForeignKeyConstraint(
            ["application_id", "revision"],
            ["known_application.application_id", "known_application.revision"],
        ),
    )

    verdict_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    screening_id: Mapped[str] = mapped_column(ForeignKey("screening.screening_id"))
    application_id: Mapped[str] = mapped_column(Identifier)
    revision: Mapped[int]
    rule_set_sha256: Mapped[str] = mapped_column(ForeignKey("rule_set_version.sha256"))
    reference: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[str] = mapped_column(String(20))
    proposed_amount: Mapped[int | None] = mapped_column(BigInteger)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument)
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument, server_default="[]")
    engine_name: Mapped[str] = mapped_column(String(80))
    engine_version: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class CallFindingRow(Base):
    """What was found about the call as a whole, in order."""

    __tablename__ = "call_finding"

    screening_id: Mapped[str] = mapped_column(ForeignKey("screening.screening_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    finding: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
