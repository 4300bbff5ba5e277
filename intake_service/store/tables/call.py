"""The table of calls: terms as data, state, and the two running numbers of a call's applications."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from intake_service.store.tables.base import Base
from shared.plumbing.database import JsonDocument, OptionalJson, UtcDateTime
from shared.statuses import CallState

_CLOSING = text("state = 'open' AND closes_automatically")


class CallRow(Base):
    """One call. ``grant_types``, ``questions`` and the other documents have the public bundle's shapes."""

    __tablename__ = "call"
    __table_args__ = (
        Index("ix_call_closing", "closes_at", sqlite_where=_CLOSING, postgresql_where=_CLOSING),
    )

    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(100), unique=True)
    title: Mapped[str] = mapped_column(String(500))
    issuer: Mapped[str | None] = mapped_column(String(500))
    registration_number: Mapped[str | None] = mapped_column(String(100))
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    closes_automatically: Mapped[bool] = mapped_column(default=True)
    time_zone: Mapped[str] = mapped_column(String(64))
    grant_year: Mapped[int | None]
    grant_types: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    grant_type_order: Mapped[list[str]] = mapped_column(JsonDocument)
    """The kinds of grant in the order that the call names them, which JSONB does not keep."""
    max_applications_per_administration: Mapped[int | None]
    criteria: Mapped[list[str]] = mapped_column(JsonDocument)
    administrations: Mapped[list[str] | None] = mapped_column(OptionalJson)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument)
    stated_totals: Mapped[dict[str, int] | None] = mapped_column(OptionalJson)
    rule_set: Mapped[str] = mapped_column(String(100))
    rule_set_document: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default=CallState.DRAFT.value)
    version: Mapped[int] = mapped_column(default=1)
    last_reference: Mapped[int] = mapped_column(BigInteger, default=0)
    last_registered: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative form
