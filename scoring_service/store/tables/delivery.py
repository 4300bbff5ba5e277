"""The plumbing's tables in the scoring database: outbox, parked messages, alarms, repeated requests."""

from scoring_service.store.tables.base import Base
from shared.plumbing.idempotency import IdempotencyKeyColumns
from shared.plumbing.outbox import OutboxRow
from shared.plumbing.parking import AlarmRow, ParkedMessageRow


class Outbox(OutboxRow, Base):
    """What scoring has to send."""


class ParkedMessage(ParkedMessageRow, Base):
    """What scoring could not read."""


class Alarm(AlarmRow, Base):
    """What a person must look at."""


class IdempotencyKeyRow(IdempotencyKeyColumns, Base):
    """Scoring's answers to requests that may be sent again."""
