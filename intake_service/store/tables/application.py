"""The tables of applications: how each stands, every revision of what it says, and who applies."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake_service.store.tables.base import Base
from shared.plumbing.database import JsonDocument, UtcDateTime
from shared.statuses import ApplicationState


class ApplicationRow(Base):
    """One application as it stands; its content is the revision that ``revision`` names.

    ``received_at`` is when intake took it as submitted, ``submitted_at`` when the applicant sent it in, which an
    imported bundle may leave unstated. Both, and the registration number, are None for a draft. ``version`` counts
    every change of the row and is what the ETag rests on.
    """

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("call_id", "reference"),
        Index("ix_application_call_state", "call_id", "state"),
    )

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.call_id"))
    reference: Mapped[str] = mapped_column(String(100))
    registration_number: Mapped[str | None] = mapped_column(String(200))
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    state: Mapped[str] = mapped_column(String(20), default=ApplicationState.DRAFT.value)
    grant_type: Mapped[str] = mapped_column(String(100))
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative form


class ApplicationRevisionRow(Base):
    """What an application said at one revision; never changed, the database refuses it."""

    __tablename__ = "application_revision"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.application_id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    content_sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class ApplicantRow(Base):
    """One administration behind an application's current revision; the first is the main applicant."""

    __tablename__ = "applicant"
    __table_args__ = (Index("ix_applicant_name", "name"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.application_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(300))
