"""The relay: claims due outbox rows with a lease, publishes them, and marks them sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, Update, cast, delete, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.alarms import AlarmRow, ParkedMessageRow, park, raise_alarm
from prescreen_shared.plumbing.database import Clock, Database
from prescreen_shared.plumbing.outbox import OutboxRow, Publisher, PublishError

MARK_EVERY: Final = 50
"""Rows published before they are marked, so that a relay that dies makes at most this many go twice."""

DELETE_AT_A_TIME: Final = 1_000


@dataclass(frozen=True, slots=True)
class Relay:
    """Sends the outbox of one service.

    Any number of relays may run: a row is claimed by one at a time. A relay that dies leaves its rows leased, and
    they are sent again when the lease of ``lease_s`` seconds has run out. ``window`` bounds the rows claimed at a
    time, and with it how long the last of them can wait under its lease. A row that cannot be sent, whatever
    the broker does, is parked with the alarm ``message-not-sendable``, so that it holds up none behind it.
    """

    database: Database
    table: type[OutboxRow]
    parked: type[ParkedMessageRow]
    alarms: type[AlarmRow]
    publisher: Publisher
    clock: Clock
    lease_s: float
    window: int

    def send_due(self) -> bool:
        """Send what is due, at most one window; True when there may be more at once.

        Raises:
            PublishError: the broker did not take a message; every row not taken is given back, nothing is lost.
            Exception: whatever else kept one row from being sent; it is parked and those behind it are given back.
        """
        claimed, leased_until = self._claim()
        for start in range(0, len(claimed), MARK_EVERY):
            if self.clock.now() >= leased_until:
                # The broker is so slow that another relay may have claimed the rest by now.
                return True
            self._send(claimed[start : start + MARK_EVERY], claimed[start:])
        return len(claimed) == self.window

    def delete_sent(self, keep_s: float) -> bool:
        """Delete some rows that were sent more than ``keep_s`` seconds ago; True when there may be more."""
        before = self.clock.now() - timedelta(seconds=keep_s)
        # The oldest rows stand first by their key, so that no more than these need be looked at.
        first = select(self.table.outbox_id).order_by(self.table.outbox_id).limit(DELETE_AT_A_TIME)
        oldest = first.subquery()
        is_old = self.table.sent_at < before
        old = select(self.table.outbox_id).where(is_old, self.table.outbox_id.in_(select(oldest.c.outbox_id)))
        with self.database.reading() as session:
            ids = session.scalars(old).all()
        if ids:
            with self.database.writing() as session:
                session.execute(delete(self.table).where(self.table.outbox_id.in_(ids)))
        return len(ids) == DELETE_AT_A_TIME

    def _claim(self) -> tuple[list[int], datetime]:
        now = self.clock.now()
        leased_until = now + timedelta(seconds=self.lease_s)
        due = select(self.table.outbox_id).where(*self._is_due(now)).order_by(self.table.outbox_id)
        with self.database.reading() as session:
            # Looked for without a lock first: an idle relay must not take SQLite's write lock five times a second.
            if session.scalars(due.limit(1)).first() is None:
                return [], leased_until
        with self.database.writing() as session:
            claim = due.limit(self.window).with_for_update(skip_locked=True)
            ids = list(session.scalars(claim).all())
            session.execute(self._of(ids).values(leased_until=leased_until))
        return ids, leased_until

    def _is_due(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        table = self.table
        return (
            table.sent_at.is_(None),
            table.due_at <= now,
            or_(table.leased_until.is_(None), table.leased_until <= now),
            # A task that only a newer version knows waits for that version instead of stopping the rest.
            table.task.in_([task.value for task in TaskName]),
        )

    def _send(self, batch: Sequence[int], unsent: Sequence[int]) -> None:
        settled: list[int] = []
        try:
            for outbox_id in batch:
                self._publish(outbox_id)
                settled.append(outbox_id)
        except SQLAlchemyError:
            # The database is at fault, and writing to it would fail too: the lease gives the rows back.
            raise
        except Exception as error:
            if not isinstance(error, PublishError):
                # The row is at fault, not the broker: tried again it would fail again, and first every time.
                self._park(outbox_id, error)
            self._release([each for each in unsent if each not in settled])
            raise
        finally:
            self._mark_sent(settled)

    def _publish(self, outbox_id: int) -> None:
        # Read one at a time, since a window of verdict messages would be half a gigabyte at once.
        with self.database.reading() as session:
            found = session.execute(
                select(self.table.task, self.table.message).where(self.table.outbox_id == outbox_id)
            ).one_or_none()
        if found is not None:
            self.publisher.publish(TaskName(found.task), found.message)

    def _park(self, outbox_id: int, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        # As text, since that it cannot be read may be just what is wrong with it.
        written = select(self.table.task, cast(self.table.message, Text))
        with self.database.writing() as session:
            task, text = session.execute(written.where(self.table.outbox_id == outbox_id)).one()
            park(session, self.parked, task, _read(text), reason, self.clock)
            about = {"reason": reason, "outbox_id": outbox_id}
            raise_alarm(session, self.alarms, "message-not-sendable", task, about, self.clock)
            session.execute(delete(self.table).where(self.table.outbox_id == outbox_id))

    def _mark_sent(self, ids: Sequence[int]) -> None:
        if ids:
            with self.database.writing() as session:
                marked = {"sent_at": self.clock.now(), "deliveries": self.table.deliveries + 1}
                session.execute(self._of(ids).values(**marked, leased_until=None))

    def _release(self, ids: Sequence[int]) -> None:
        with self.database.writing() as session:
            session.execute(self._of(ids).values(leased_until=None))

    def _of(self, ids: Sequence[int]) -> Update:
        # The session knows none of these rows, so there is nothing in it to bring up to date.
        return (
            update(self.table)
            .where(self.table.outbox_id.in_(ids))
            .execution_options(synchronize_session=False)
        )


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return {"unreadable": text}
