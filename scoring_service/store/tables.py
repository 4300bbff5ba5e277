"""The tables of the scoring database, with the states that a row may rest in.

Applications and calls are kept as intake sent them. Versions of the rules are what people write, with the log of all that
happens to them; what is in force is a row of activations; a version that was applied is kept for ever by the hash of its
content. A screening is an order with its frozen call, its manifest, the chunks of work and the verdicts, which are only ever
added. Backtests copy the rules that they try.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from prescreen_shared.plumbing.alarms import AlarmRow, ParkedMessageRow
from prescreen_shared.plumbing.database import JsonDocument, OptionalJson, UtcDateTime, new_metadata
from prescreen_shared.plumbing.idempotency import IdempotencyKeyColumns
from prescreen_shared.plumbing.outbox import OutboxRow

Identifier = Uuid(as_uuid=False)
"""A UUID as its canonical text, ``str(UUID(…))``; stored natively on PostgreSQL."""


class ScreeningState(StrEnum):
    """``gathering`` waits for applications, ``preparing`` looks at the call as a whole, ``refused`` has no usable rules."""

    GATHERING = "gathering"
    PREPARING = "preparing"
    SCREENING = "screening"
    DONE = "done"
    REFUSED = "refused"


class ChunkState(StrEnum):
    """``split`` has been halved after a crash: its applications belong to two newer chunks."""

    OPEN = "open"
    DONE = "done"
    SPLIT = "split"


class BacktestState(StrEnum):
    """``waiting`` has not begun or was given back, ``running`` has a process, the other two are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class BacktestKind(StrEnum):
    """``backtest`` was ordered by a person, ``shadow`` follows each screening of a call by itself."""

    BACKTEST = "backtest"
    SHADOW = "shadow"


class Base(DeclarativeBase):
    """A table of the scoring database."""

    metadata = new_metadata()


class KnownApplication(Base):
    """One revision of one application, the input of every verdict on it.

    ``content`` is the message's ``content``; ``content_sha256`` the hash of the whole snapshot, by which a
    repeated revision with other content is noticed.
    """

    __tablename__ = "known_application"
    __table_args__ = (Index("ix_known_application_call", "call_id"),)

    application_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    call_id: Mapped[str] = mapped_column(Identifier)
    reference: Mapped[str] = mapped_column(String(200))
    registration_number: Mapped[str | None] = mapped_column(String(200))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    submitted_on: Mapped[date | None]
    content: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    content_sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Outbox(OutboxRow, Base):
    """What scoring has to send."""


class ParkedMessage(ParkedMessageRow, Base):
    """What scoring could not read."""


class Alarm(AlarmRow, Base):
    """What a person must look at."""


class IdempotencyKeyRow(IdempotencyKeyColumns, Base):
    """Scoring's answers to requests that may be sent again."""


class KnownCall(Base):
    """One call in the shape of ``Call``, with the rules that it names and the register of its day.

    ``number`` is that of intake's last sending, None from an intake that gives none and wants no answer. ``rules_as_of`` is
    when the call opened: what was in force then judges it. It is None for a draft, and for a call that opened before
    this was kept. ``check_due_at`` is when it is to be checked against its rules, None while nothing has changed.
    """

    __tablename__ = "known_call"

    call_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    code: Mapped[str] = mapped_column(String(200), index=True)
    call: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    register: Mapped[dict[str, Any] | None] = mapped_column(OptionalJson)
    rule_set_name: Mapped[str] = mapped_column(String(200))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime())
    number: Mapped[int | None]
    rules_as_of: Mapped[datetime | None] = mapped_column(UtcDateTime())
    check_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Version(Base):
    """One version of one rule set, in one of the states of ``VersionState``.

    ``sha256`` is the hash of the rules' content as they were checked, None while they are not. ``problems`` are those of
    the last check, None when the document was changed since. ``revision`` grows with every change, so that nobody
    overwrites what he has not seen. Approved, nothing that it says can change: a trigger sees to that.
    """

    __tablename__ = "managed_version"
    __table_args__ = (UniqueConstraint("name", "version"),)

    version_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    author: Mapped[str] = mapped_column(String(200))
    shipped: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(Text)
    problems: Mapped[list[dict[str, Any]] | None] = mapped_column(OptionalJson)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    changed_by: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())
    checked_by: Mapped[str | None] = mapped_column(String(200))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    approved_by: Mapped[str | None] = mapped_column(String(200))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    archived_by: Mapped[str | None] = mapped_column(String(200))
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class VersionEvent(Base):
    """One thing that happened to a version or was done with one; the database refuses to change or delete it.

    ``kind`` is a word of ``EventKind``; ``details`` are JSON values that explain it.
    """

    __tablename__ = "version_event"
    __table_args__ = (Index("ix_version_event_version", "version_id"),)

    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    by: Mapped[str] = mapped_column("person", String(200))
    kind: Mapped[str] = mapped_column(String(40))
    version_id: Mapped[str | None] = mapped_column(ForeignKey("managed_version.version_id"))
    name: Mapped[str] = mapped_column(String(200))
    call_code: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JsonDocument)


class Activation(Base):
    """One version's coming into force, for one call or, without ``call_code``, for calls to come; only ever added.

    ``kind`` is a word of ``ActivationKind``. ``version_id`` and ``sha256`` are None where a rollback leaves a call to
    what is in force for all.
    """

    __tablename__ = "activation"
    __table_args__ = (Index("ix_activation_call", "call_code"), Index("ix_activation_name", "name"))

    activation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(200))
    call_code: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    version_id: Mapped[str | None] = mapped_column(ForeignKey("managed_version.version_id"))
    sha256: Mapped[str | None] = mapped_column(String(64))
    by: Mapped[str] = mapped_column("person", String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    reason: Mapped[str | None] = mapped_column(Text)


class RuleSetVersion(Base):
    """One version as it passed the gate; a row is never changed."""

    __tablename__ = "rule_set_version"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    admitted_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Screening(Base):
    """One screening of one call, in one of the states of ``ScreeningState``.

    ``asks`` counts how often intake was asked for what is missing, ``attempts`` the preparations that were begun
    and have not ended; ``next_step_at`` is when the sweeper takes the screening up again.

    ``wanted_sha256`` is the version that it must be judged by, where the order names one; ``rules_as_of`` when its call
    opened, None for a call that keeps no version from then. A screening that was begun here,
    of the same call as the one that it is ``based_on``, is announced to intake ``announcements`` times, next at
    ``announce_at``, until intake has taken it up at ``acknowledged_at``; nothing that it found is sent before.
    """

    __tablename__ = "screening"

    screening_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    call_id: Mapped[str] = mapped_column(Identifier)
    call_code: Mapped[str] = mapped_column(String(200), default="", server_default="", index=True)
    state: Mapped[str] = mapped_column(String(20))
    call: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    rankings: Mapped[dict[str, list[str]]] = mapped_column(JsonDocument)
    register: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    decided_sums: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    rule_set_name: Mapped[str] = mapped_column(String(200))
    rule_set_document: Mapped[str | None] = mapped_column(Text)
    rule_set_sha256: Mapped[str | None] = mapped_column(ForeignKey("rule_set_version.sha256"))
    problems: Mapped[list[str] | None] = mapped_column(JsonDocument)
    request_id: Mapped[str | None] = mapped_column(String(200))
    asks: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    next_step_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    wanted_sha256: Mapped[str | None] = mapped_column(String(64))
    rules_as_of: Mapped[datetime | None] = mapped_column(UtcDateTime())
    based_on: Mapped[str | None] = mapped_column(Identifier)
    ordered_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    announcements: Mapped[int] = mapped_column(default=0, server_default="0")
    announce_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    @property
    def is_awaited(self) -> bool:
        """Whether intake knows of the screening and waits for what it finds."""
        return self.based_on is None or self.acknowledged_at is not None


class ScreeningApplication(Base):
    """One application of a screening's manifest.

    ``context`` is what the call as a whole says of it, computed once; ``fault`` why that could not be computed.
    """

    __tablename__ = "screening_application"
    __table_args__ = (Index("ix_screening_application_chunk", "chunk_id"),)

    screening_id: Mapped[str] = mapped_column(ForeignKey("screening.screening_id"), primary_key=True)
    application_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    revision: Mapped[int]
    chunk_id: Mapped[str | None] = mapped_column(Identifier)
    context: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    fault: Mapped[str | None] = mapped_column(Text)


class ScreeningChunk(Base):
    """Some applications that are screened together, in one of the states of ``ChunkState``.

    ``sends`` counts the messages since the last sign of life and ``send_at`` is when the next is due.
    ``running_message_id`` is the delivery that began and has not ended, alive until ``running_until``;
    ``crashes`` counts deliveries that began and never ended.
    """

    __tablename__ = "screening_chunk"
    __table_args__ = (
        Index(
            "ix_screening_chunk_open",
            "screening_id",
            "send_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    chunk_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    screening_id: Mapped[str] = mapped_column(ForeignKey("screening.screening_id"))
    state: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    sends: Mapped[int] = mapped_column(default=0)
    send_at: Mapped[datetime] = mapped_column(UtcDateTime())
    running_message_id: Mapped[str | None] = mapped_column(Identifier)
    running_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    crashes: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


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
    """One backtest in one of the states of ``BacktestState``; the rules tried are copied, for a draft may change meanwhile.

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
    """One application of a backtest: what became of it; ``difference`` is kept only where something is another."""

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


class VerdictRow(Base):
    """The proposal for one revision under one rule-set version in one screening.

    ``findings`` are all of them, passed ones too, in the message's shape, and so are
    ``criteria`` and ``hints``; a verdict from before there were any has none. The input is the revision that
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
    hints: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument, server_default="[]")
    engine_name: Mapped[str] = mapped_column(String(80))
    engine_version: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class CallFindingRow(Base):
    """What was found about the call as a whole, in order."""

    __tablename__ = "call_finding"

    screening_id: Mapped[str] = mapped_column(ForeignKey("screening.screening_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    finding: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
