"""The tables of the scoring database, a file for each group of them."""

from scoring_service.store.tables.application import KnownApplication
from scoring_service.store.tables.base import Base
from scoring_service.store.tables.delivery import Alarm, IdempotencyKeyRow, Outbox, ParkedMessage
from scoring_service.store.tables.known_call import KnownCall
from scoring_service.store.tables.managed_version import Activation, ManagedVersion, VersionEvent
from scoring_service.store.tables.rule_set_version import RuleSetVersion
from scoring_service.store.tables.screening import Screening, ScreeningApplication, ScreeningChunk
from scoring_service.store.tables.trial import BacktestApplication, BacktestRow, ShadowRow
from scoring_service.store.tables.verdict import CallFindingRow, VerdictRow

__all__ = [
    "Activation",
    "Alarm",
    "BacktestApplication",
    "BacktestRow",
    "Base",
    "CallFindingRow",
    "IdempotencyKeyRow",
    "KnownApplication",
    "KnownCall",
    "ManagedVersion",
    "Outbox",
    "ParkedMessage",
    "RuleSetVersion",
    "Screening",
    "ScreeningApplication",
    "ScreeningChunk",
    "ShadowRow",
    "VerdictRow",
    "VersionEvent",
]
