"""The relay: claims due outbox rows with a lease, publishes them, and marks them sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, or_, select, update

from shared.names import TaskName
from shared.plumbing.publisher import PublishError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Update

    from shared.plumbing.clock import Clock
    from shared.plumbing.database import Database
    from shared.plumbing.outbox import OutboxRow
    from shared.plumbing.publisher import Publisher

MARK_EVERY: Final = 50
"""Rows published before they are marked, so that a relay that dies makes at most this many go twice."""

DELETE_AT_A_TIME: Final = 1_000


@dataclass(frozen=True, slots=True)
class Relay:
    """Sends the outbox of one service.

    Any number of relays may run: a row is claimed by one at a time. A relay that dies leaves its rows leased, and
    they are sent again when the lease of ``lease_s`` seconds has run out. ``window`` bounds the rows claimed at a
    time, and with it how long the last of them can wait under its lease.
    """

    database: Database
    table: type[OutboxRow]
    publisher: Publisher
    clock: Clock
    lease_s: float
    window: int

    def send_due(self) -> bool:
        """Send what is due, at most one window; True when there may be more at once.

        Raises:
            PublishError: the broker did not take a message; every row not taken is given back, nothing is lost.
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
        old = select(self.table.outbox_id).where(self.table.sent_at < before).limit(DELETE_AT_A_TIME)
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
        published: list[int] = []
        try:
            for outbox_id in batch:
                self._publish(outbox_id)
                published.append(outbox_id)
        except PublishError:
            self._release([outbox_id for outbox_id in unsent if outbox_id not in published])
            raise
        finally:
            self._mark_sent(published)

    def _publish(self, outbox_id: int) -> None:
        # Read one at a time, since a window of verdict messages would be half a gigabyte at once.
        with self.database.reading() as session:
            found = session.execute(
                select(self.table.task, self.table.message).where(self.table.outbox_id == outbox_id)
            ).one_or_none()
        if found is not None:
            self.publisher.publish(TaskName(found.task), found.message)

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
