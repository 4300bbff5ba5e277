"""Where a message goes that cannot be acted on, and the alarms that people look at: never to the floor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from prescreen_shared.plumbing.database import Clock, Database, JsonDocument, UtcDateTime, insert_missing

_log = structlog.get_logger(__name__)


def list_alarms(session: Session, alarms: type[AlarmRow], parked: type[ParkedMessageRow]) -> Iterator[str]:
    """Give a line for each open alarm and each parked message, oldest first; what a message says is left out."""
    open_ones = session.scalars(
        select(alarms).where(alarms.settled_at.is_(None)).order_by(alarms.last_raised_at, alarms.alarm_id)
    ).all()
    yield f"Open alarms: {len(open_ones)}"
    for alarm in open_ones:
        details = json.dumps(alarm.details, ensure_ascii=False, sort_keys=True)
        yield f"  {alarm.last_raised_at:%Y-%m-%d %H:%M}Z  {alarm.kind}  {alarm.subject}  ×{alarm.occurrences}  {details}"
    columns = (parked.parked_message_id, parked.parked_at, parked.task, parked.reason)
    messages = session.execute(select(*columns).order_by(parked.parked_message_id)).all()
    yield f"Parked messages: {len(messages)}"
    for number, parked_at, task, reason in messages:
        yield f"  {parked_at:%Y-%m-%d %H:%M}Z  #{number}  {task}  {reason}"


def print_alarms(database_url: str, alarms: type[AlarmRow], parked: type[ParkedMessageRow]) -> None:
    """Print what somebody must look at in one service's database."""
    database = Database(database_url)
    with database.reading() as session:
        for line in list_alarms(session, alarms, parked):
            print(line)
    database.close()


class ParkedMessageRow:
    """A message as it came, with the reason it was not acted on; each service maps its own table with this mixin."""

    __tablename__ = "parked_message"

    parked_message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    task: Mapped[str] = mapped_column(String(200))
    message: Mapped[Any] = mapped_column(JsonDocument)
    reason: Mapped[str] = mapped_column(Text)
    parked_at: Mapped[datetime] = mapped_column(UtcDateTime())


class AlarmRow:
    """Something that a person must look at; the same alarm again is counted, not repeated.

    ``kind`` is a word such as ``message-parked``; ``subject`` what it is about, such as an application's id;
    ``details`` JSON values that explain it.
    """

    __tablename__ = "alarm"

    alarm_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    occurrences: Mapped[int] = mapped_column(default=1)
    first_raised_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_raised_at: Mapped[datetime] = mapped_column(UtcDateTime())
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[UniqueConstraint, ...]:  # noqa: N805 - SQLAlchemy passes the class
        """Keep one row for each alarm."""
        return (UniqueConstraint("kind", "subject"),)


def park(
    session: Session, table: type[ParkedMessageRow], task: str, message: Any, reason: str, clock: Clock
) -> None:
    """Keep a message that cannot be acted on, in the caller's transaction."""
    row = table()
    row.task, row.message, row.reason, row.parked_at = task[:200], _storable(message), reason, clock.now()
    session.add(row)
    _log.error("message_parked", task=task, reason=reason)


def raise_alarm(
    session: Session, table: type[AlarmRow], kind: str, subject: str, details: dict[str, Any], clock: Clock
) -> None:
    """Raise an alarm in the caller's transaction; one that was settled is open again."""
    now = clock.now()
    first = {"kind": kind, "subject": subject, "details": details, "occurrences": 0}
    insert_missing(session, table, [{**first, "first_raised_at": now, "last_raised_at": now}])
    same = select(table).where(table.kind == kind, table.subject == subject)
    known = session.scalars(same.with_for_update()).one()
    known.details, known.last_raised_at, known.settled_at = details, now, None
    known.occurrences += 1
    _log.error(
        "alarm", kind=kind, subject=subject, **{f"about_{key}": value for key, value in details.items()}
    )


def settle_alarm(session: Session, table: type[AlarmRow], kind: str, subject: str, clock: Clock) -> None:
    """Settle an alarm whose cause has gone, in the caller's transaction; where none is open nothing is changed."""
    is_open = (table.kind == kind, table.subject == subject, table.settled_at.is_(None))
    for alarm in session.scalars(select(table).where(*is_open).with_for_update()):
        alarm.settled_at = clock.now()


def _storable(message: Any) -> Any:
    # JSON on PostgreSQL has neither NaN nor NUL, and a message that is refused may well have both.
    text = json.dumps(message, default=str)
    try:
        plain = json.dumps(message, allow_nan=False)
    except (TypeError, ValueError):
        return {"unstorable": text}
    return {"unstorable": text} if "\\u0000" in plain else message
