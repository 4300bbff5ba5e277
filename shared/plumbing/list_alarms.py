"""Open alarms and parked messages of a service as plain text, for whoever looks after it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from shared.plumbing.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from shared.plumbing.parking import AlarmRow, ParkedMessageRow


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
