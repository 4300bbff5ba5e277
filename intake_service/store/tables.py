"""Every table of the intake database.

Calls with their terms as data; applications with each revision of what they say; rankings; what a bundle brings beside them;
screenings with what each waits for; what scoring answered; the log of what happened; and the tables of delivery.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from intake_service.domain.call import CallTerms
from prescreen_shared.plumbing.alarms import AlarmRow, ParkedMessageRow
from prescreen_shared.plumbing.database import (
    JsonDocument,
    OptionalJson,
    UtcDateTime,
    add_columns,
    new_metadata,
)
from prescreen_shared.plumbing.idempotency import IdempotencyKeyColumns
from prescreen_shared.plumbing.outbox import OutboxRow
from prescreen_shared.statuses import ApplicationState, CallState, DeliveryState

__all__ = [
    "METADATA",
    "Alarm",
    "ApplicantRow",
    "ApplicationRevisionRow",
    "ApplicationRow",
    "Base",
    "CallCheckRow",
    "CallFindingRow",
    "CallRow",
    "EventRow",
    "IdempotencyKeyRow",
    "ImportedDecisionRow",
    "Outbox",
    "ParkedMessage",
    "RankingRow",
    "RegisterVersionRow",
    "ScreeningItemRow",
    "ScreeningRow",
    "VerdictRow",
]
_SCREENING = text("state = 'waiting'")
_WAITING = text("state = 'waiting'")
_CLOSING = text("state = 'open' AND closes_automatically")
_ASKING = text("next_ask_at IS NOT NULL")
METADATA = new_metadata()


class Base(DeclarativeBase):
    """What every table of intake stands on: one metadata with named constraints."""

    metadata = METADATA


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
    register_version: Mapped[int | None]
    """The number of the version of the register that it used; None where there was none."""


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


class ApplicationRow(Base):
    """One application as it stands; its content is the revision that ``revision`` names.

    ``received_at`` is when intake took it as submitted, ``submitted_at`` when the applicant sent it in, which an
    imported bundle may leave unstated; where only the day of arrival is known it is ``submitted_on``. All three, and the registration number, are None for a draft. ``version`` counts
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
    submitted_on: Mapped[date | None]
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


class CallRow(Base):
    """One call. ``grant_types``, ``questions`` and the other documents have the public bundle's shapes.

    Beside what is named here it has a column for each further term of a call, by its declaration.
    """

    __tablename__ = "call"
    __table_args__ = (
        Index("ix_call_closing", "closes_at", sqlite_where=_CLOSING, postgresql_where=_CLOSING),
    )

    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(100), unique=True)
    title: Mapped[str] = mapped_column(String(500))
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


add_columns(CallRow, CallTerms)


class CallCheckRow(Base):
    """What is known of a call's rules before it closes; beside the call, whose ETag a check does not change.

    ``number`` counts what scoring was told of the call, ``asks`` how often it was told the last of it without an answer;
    ``next_ask_at`` is when it is told again, None while nothing is awaited. ``rules_as_of`` is when the call opened: the rules in
    force then judge it. ``answered`` is the number that the last answer is to, ``checked_at`` when scoring gave it.
    """

    __tablename__ = "call_check"
    __table_args__ = (
        Index("ix_call_check_waiting", "next_ask_at", sqlite_where=_ASKING, postgresql_where=_ASKING),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.call_id"), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    asks: Mapped[int] = mapped_column(default=0)
    next_ask_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    rules_as_of: Mapped[datetime | None] = mapped_column(UtcDateTime())
    answered: Mapped[int | None]
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    rule_set: Mapped[dict[str, Any] | None] = mapped_column(OptionalJson)
    fixed: Mapped[bool] = mapped_column(default=False)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument)


class Outbox(OutboxRow, Base):
    """Intake's messages to scoring."""


class ParkedMessage(ParkedMessageRow, Base):
    """Messages to intake that it could not act on."""


class Alarm(AlarmRow, Base):
    """What somebody must look at."""


class IdempotencyKeyRow(IdempotencyKeyColumns, Base):
    """Intake's answers to requests that may be sent again."""


class EventRow(Base):
    """One thing that happened; the database refuses to change or delete it.

    ``kind`` is a word such as ``application_submitted``; ``facts`` hold JSON values that explain it.
    """

    __tablename__ = "event"

    event_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    kind: Mapped[str] = mapped_column(String(60))
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.call_id"), index=True)
    application_id: Mapped[UUID | None] = mapped_column(ForeignKey("application.application_id"), index=True)
    request_id: Mapped[str | None] = mapped_column(String(100))
    facts: Mapped[dict[str, Any]] = mapped_column(JsonDocument)


class ImportedDecisionRow(Base):
    """What people decided on one application elsewhere, kept for comparison and never a decision of this system."""

    __tablename__ = "imported_decision"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.application_id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(40))
    awarded_amount: Mapped[int | None] = mapped_column(BigInteger)
    ground_codes: Mapped[list[str]] = mapped_column(JsonDocument)
    set_aside_by: Mapped[list[str]] = mapped_column(JsonDocument)
    text: Mapped[str | None] = mapped_column(Text)
    visible_in_application: Mapped[dict[str, str]] = mapped_column(JsonDocument)


class RegisterVersionRow(Base):
    """One version of what the city already knows; never changed, the database refuses it.

    ``call_id`` is the call whose bundle brought it, and which alone uses it; None for a version of the city. Of what came
    with a bundle nobody has said who and why.
    """

    __tablename__ = "register_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.call_id"), index=True)


class RankingRow(Base):
    """One administration's ranking in one call, as references of its applications in its own order."""

    __tablename__ = "ranking"

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.call_id"), primary_key=True)
    administration: Mapped[str] = mapped_column(String(300), primary_key=True)
    references: Mapped[list[str]] = mapped_column("ranked", JsonDocument)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())


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
    hints: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument, server_default="[]")
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
