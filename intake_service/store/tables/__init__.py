"""Every table of the intake database."""

from intake_service.store.tables.application import ApplicantRow, ApplicationRevisionRow, ApplicationRow
from intake_service.store.tables.base import METADATA, Base
from intake_service.store.tables.call import CallRow
from intake_service.store.tables.delivery import Alarm, IdempotencyKeyRow, Outbox, ParkedMessage
from intake_service.store.tables.event import EventRow
from intake_service.store.tables.imported import ImportedDecisionRow, RegisterRow
from intake_service.store.tables.ranking import RankingRow
from intake_service.store.tables.screening import ScreeningItemRow, ScreeningRow
from intake_service.store.tables.verdict import CallFindingRow, VerdictRow

__all__ = [
    "METADATA",
    "Alarm",
    "ApplicantRow",
    "ApplicationRevisionRow",
    "ApplicationRow",
    "Base",
    "CallFindingRow",
    "CallRow",
    "EventRow",
    "IdempotencyKeyRow",
    "ImportedDecisionRow",
    "Outbox",
    "ParkedMessage",
    "RankingRow",
    "RegisterRow",
    "ScreeningItemRow",
    "ScreeningRow",
    "VerdictRow",
]
