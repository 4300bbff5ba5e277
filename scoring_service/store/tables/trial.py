"""Trials of rules on a call: what was ordered, what it found, and which versions run in the shadow of the active one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from scoring_service.store.tables.base import Base, Identifier
from shared.plumbing.database import JsonDocument, OptionalJson, UtcDateTime


class ShadowRow(Base):
    """A version that is tried on every new screening of a call until it is ended."""

    __tablename__ = "shadow"
    __table_args__ = (
        Index(
            "uq_shadow_running",
            "call_code",
            "version_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    shadow_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    call_code: Mapped[str] = mapped_column(String(200))
    version_id: Mapped[str] = mapped_column(Identifier)
    started_by: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_by: Mapped[str | None] = mapped_column(String(200))


class BacktestRow(Base):
    """One trial in one of the states of ``TrialState``; the rules tried are copied, for a draft may change meanwhile.

    ``screening_id`` is the screening that it is compared with; None means the applications received so far, compared
    with ``old_document``. ``attempts`` counts the processes that began, the last of them ``run_id``, alive until
    ``running_until``; ``done`` and ``total`` count applications. ``result`` and ``counts`` are written as it goes on,
    ``problems`` when a process ends.
    """

    __tablename__ = "backtest"
    __table_args__ = (
        UniqueConstraint("shadow_id", "screening_id"),
        Index(
            "ix_backtest_open",
            "ordered_at",
            sqlite_where=text("state IN ('waiting', 'running')"),
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
    )

    backtest_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    shadow_id: Mapped[str | None] = mapped_column(ForeignKey("shadow.shadow_id"))
    screening_id: Mapped[str | None] = mapped_column(ForeignKey("screening.screening_id"))
    call_id: Mapped[str] = mapped_column(Identifier)
    call_code: Mapped[str] = mapped_column(String(200), index=True)
    call_title: Mapped[str] = mapped_column(Text)
    version_id: Mapped[str | None] = mapped_column(Identifier)
    rule_set_name: Mapped[str] = mapped_column(String(200))
    rule_set_version: Mapped[int]
    rule_set_sha256: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)
    old_document: Mapped[str | None] = mapped_column(Text)
    ordered_by: Mapped[str] = mapped_column(String(200))
    ordered_at: Mapped[datetime] = mapped_column(UtcDateTime())
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    attempts: Mapped[int] = mapped_column(default=0)
    run_id: Mapped[str | None] = mapped_column(Identifier)
    running_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    counts: Mapped[dict[str, int]] = mapped_column(JsonDocument)
    result: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    problems: Mapped[list[dict[str, str]]] = mapped_column(JsonDocument)


class BacktestApplication(Base):
    """One application of a trial: what became of it; ``difference`` is kept only where something is another."""

    __tablename__ = "backtest_application"

    backtest_id: Mapped[str] = mapped_column(ForeignKey("backtest.backtest_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    application_id: Mapped[str] = mapped_column(Identifier)
    revision: Mapped[int]
    reference: Mapped[str] = mapped_column(String(200))
    change: Mapped[str] = mapped_column(String(20))
    old_outcome: Mapped[str | None] = mapped_column(String(20))
    new_outcome: Mapped[str | None] = mapped_column(String(20))
    difference: Mapped[dict[str, Any] | None] = mapped_column(OptionalJson)
