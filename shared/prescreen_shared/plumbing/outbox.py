"""The outbox: a row that says "send this", written in the transaction of the change that causes it, and who publishes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from prescreen_shared.messages.envelope import seal
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.database import Clock, JsonDocument, UtcDateTime


class OutboxRow:
    """The columns of an outbox; each service maps its own table ``outbox`` with this mixin.

    ``message`` is the sealed envelope; ``due_at`` the earliest moment to send; ``leased_until`` is set by the
    relay that has claimed the row; ``sent_at`` when the broker took it; ``deliveries`` counts publishings.
    """

    __tablename__ = "outbox"

    outbox_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    task: Mapped[str] = mapped_column(String(80))
    message: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    due_at: Mapped[datetime] = mapped_column(UtcDateTime())
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), default=None)
    deliveries: Mapped[int] = mapped_column(default=0)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index, ...]:  # noqa: N805 - SQLAlchemy passes the class
        """Index the rows that wait; sent ones cost nothing."""
        waiting = text("sent_at IS NULL")
        return (Index("ix_outbox_waiting", "due_at", sqlite_where=waiting, postgresql_where=waiting),)


def enqueue(
    session: Session,
    table: type[OutboxRow],
    task: TaskName,
    body: Mapping[str, Any],
    clock: Clock,
    *,
    request_id: str | None = None,
) -> None:
    """Write one row to the outbox in the caller's transaction.

    Raises:
        MessageRefusedError: the body does not fit the schema of ``task``.
    """
    put_in_outbox(session, table, seal(task, body, request_id=request_id), clock)


def put_in_outbox(session: Session, table: type[OutboxRow], message: Mapping[str, Any], clock: Clock) -> None:
    """Write one row for a message that is sealed already.

    A large message is sealed before the transaction is opened, so that SQLite's write lock is not held meanwhile.
    """
    now = clock.now()
    row = table()
    row.task = message["task"]
    row.message = dict(message)
    row.created_at = now
    row.due_at = now
    session.add(row)


class PublishError(Exception):
    """The broker did not take the message; nothing is known of whether it arrived."""


class Publisher(Protocol):
    """Hands one sealed message to the queue of its task."""

    def publish(self, task: TaskName, message: Mapping[str, Any]) -> None:
        """Give the message to the broker and return when the broker has it.

        Raises:
            PublishError: the broker is absent, frozen or refuses; trying later is safe.
        """
        ...
