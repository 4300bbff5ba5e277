"""The tables of delivery: the outbox, what could not be read, what somebody must look at, repeated requests."""

from intake_service.store.tables.base import Base
from shared.plumbing.idempotency import IdempotencyKeyColumns
from shared.plumbing.outbox import OutboxRow
from shared.plumbing.parking import AlarmRow, ParkedMessageRow


class Outbox(OutboxRow, Base):
    """Intake's messages to scoring."""


class ParkedMessage(ParkedMessageRow, Base):
    """Messages to intake that it could not act on."""


class Alarm(AlarmRow, Base):
    """What somebody must look at."""


class IdempotencyKeyRow(IdempotencyKeyColumns, Base):
    """Intake's answers to requests that may be sent again."""
