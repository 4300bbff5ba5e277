"""The tables of delivery: the outbox, what could not be read, what somebody must look at, repeated requests."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from intake_service.store.tables.base import Base, OptionalJson
from shared.plumbing.database import UtcDateTime
from shared.plumbing.outbox import OutboxRow
from shared.plumbing.parking import AlarmRow, ParkedMessageRow


class Outbox(OutboxRow, Base):
    """Intake's messages to scoring."""


class ParkedMessage(ParkedMessageRow, Base):
    """Messages to intake that it could not act on."""


class Alarm(AlarmRow, Base):
    """What somebody must look at."""


class IdempotencyKeyRow(Base):
    """The answer once given to a request, so that the same request sent again changes nothing."""

    __tablename__ = "idempotency_key"

    scope: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any] | None] = mapped_column(OptionalJson)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
