"""The tables of the scoring database, a file for each group of them."""

from scoring_service.store.tables.application import KnownApplication
from scoring_service.store.tables.base import Base
from scoring_service.store.tables.delivery import Alarm, Outbox, ParkedMessage
from scoring_service.store.tables.rule_set_version import RuleSetVersion
from scoring_service.store.tables.screening import Screening, ScreeningApplication, ScreeningChunk
from scoring_service.store.tables.verdict import CallFindingRow, VerdictRow

__all__ = [
    "Alarm",
    "Base",
    "CallFindingRow",
    "KnownApplication",
    "Outbox",
    "ParkedMessage",
    "RuleSetVersion",
    "Screening",
    "ScreeningApplication",
    "ScreeningChunk",
    "VerdictRow",
]
