"""The tables of screenings: the order sent to scoring, and what each application of it waits for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from intake_service.store.tables.base import Base
from shared.plumbing.database import JsonDocument, OptionalJson, UtcDateTime
from shared.statuses import DeliveryState

_SCREENING = text("state = 'waiting'")
_WAITING = text("state = 'waiting'")


class ScreeningRow(Base):
    """One screening of one call.

    ``order_message`` is the body of ``screen_call``, frozen at closing and sent again as it is. ``state`` is a word
    of ``DeliveryState``. ``deliveries`` counts the sendings, ``next_send_at`` is when the sweeper sends again,
    ``done_at_last_look`` is how many items were done when the sweeper last looked: while that grows nothing is sent
    again. ``duplicates`` counts verdicts that came again and changed nothing.

    ``based_on`` is the screening whose manifest scoring screened again, ``ordered_by`` the person who asked for it, for
    ``reason``; all three None for the one that follows the closing of the call.
    """

    __tablename__ = "screening"
    __table_args__ = (
        Index("ix_screening_waiting", "next_send_at", sqlite_where=_SCREENING, postgresql_where=_SCREENING),
    )

    screening_id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.call_id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default=DeliveryState.WAITING.value)
    order_message: Mapped[dict[str, Any]] = mapped_column(JsonDocument, deferred=True)
    rule_set: Mapped[dict[str, Any] | None] = mapped_column(OptionalJson)
    engine: Mapped[dict[str, Any] | None] = mapped_column(OptionalJson)
    problems: Mapped[list[str] | None] = mapped_column(OptionalJson)
    """What is wrong with the rules, as scoring says it, when it refused to screen."""
    deliveries: Mapped[int] = mapped_column(default=1)
    next_send_at: Mapped[datetime] = mapped_column(UtcDateTime())
    deadline_at: Mapped[datetime] = mapped_column(UtcDateTime())
    done_at_last_look: Mapped[int] = mapped_column(default=0)
    duplicates: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime())
    call_screened_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    based_on: Mapped[UUID | None]
    ordered_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)


class ScreeningItemRow(Base):
    """One application of a screening's manifest, done when its verdict is stored here."""

    __tablename__ = "screening_item"
    __table_args__ = (
        Index("ix_screening_item_waiting", "screening_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    screening_id: Mapped[UUID] = mapped_column(ForeignKey("screening.screening_id"), primary_key=True)
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("application.application_id"), primary_key=True, index=True
    )
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default=DeliveryState.WAITING.value)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
