"""Verdicts as rows and as messages: each kept once, and read back for a message that has to be sent again."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from scoring_service.store.tables import VerdictRow
from shared.plumbing.upsert import insert_missing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from scoring_service.domain.finding import CallFinding, CriterionFinding, Finding, Verdict
    from scoring_service.domain.judge import EngineVersion
    from scoring_service.domain.rule_set import Source


def keep_verdicts(
    session: Session,
    screening_id: str,
    rule_set_sha256: str,
    engine: EngineVersion,
    verdicts: Sequence[dict[str, Any]],
    now: datetime,
) -> int:
    """Keep verdicts in the message's shape and give the number of new ones; one already kept stays as it is."""
    same = {
        "criteria": [],
        "screening_id": screening_id,
        "rule_set_sha256": rule_set_sha256,
        "engine_name": engine.name,
        "engine_version": engine.version,
        "created_at": now,
    }
    return insert_missing(session, VerdictRow, [same | verdict for verdict in verdicts])


def verdict_message(verdict: Verdict) -> dict[str, Any]:
    """Give a verdict in the shape of ``RecordVerdictsV1.verdicts``."""
    message = {
        "application_id": verdict.application_id,
        "reference": verdict.reference,
        "revision": verdict.revision,
        "outcome": verdict.outcome.value,
        "proposed_amount": verdict.proposed_amount,
        "findings": [_finding(finding) for finding in verdict.findings],
    }
    return _with_criteria(message, [_criterion(criterion) for criterion in verdict.criteria])


def kept_verdict_message(row: VerdictRow) -> dict[str, Any]:
    """Give a kept verdict in the shape of ``RecordVerdictsV1.verdicts``."""
    message = {
        "application_id": row.application_id,
        "reference": row.reference,
        "revision": row.revision,
        "outcome": row.outcome,
        "proposed_amount": row.proposed_amount,
        "findings": row.findings,
    }
    return _with_criteria(message, row.criteria)


def call_finding_message(finding: CallFinding) -> dict[str, Any]:
    """Give a finding about the call in the shape of ``CallScreenedV1.call_findings``."""
    return {
        "rule": finding.rule,
        "text": {"sv": finding.text.sv, "en": finding.text.en},
        "facts": _plain(finding.facts),
        "source": None if finding.source is None else _source(finding.source),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "effect": finding.effect.value,
        "status": finding.status.value,
        "text": {"sv": finding.text.sv, "en": finding.text.en},
        "facts": _plain(finding.facts),
        "missing": list(finding.missing),
        "evidence": [{"field": each.field, "quote": each.quote} for each in finding.evidence],
        "source": _source(finding.source),
    }


def _criterion(criterion: CriterionFinding) -> dict[str, Any]:
    return {
        "criterion": criterion.criterion,
        "status": criterion.status.value,
        "points": criterion.points,
        "possible_points": criterion.possible_points,
        "max_points": criterion.max_points,
        "text": {"sv": criterion.text.sv, "en": criterion.text.en},
        "facts": _plain(criterion.facts),
        "missing": list(criterion.missing),
        "source": _source(criterion.source),
    }


def _with_criteria(message: dict[str, Any], criteria: list[dict[str, Any]]) -> dict[str, Any]:
    # Left out where there are none, so that an intake from before there were criteria still takes the message.
    return message | {"criteria": criteria} if criteria else message


def _source(source: Source) -> dict[str, str]:
    return {"document": source.document, "quote": source.quote}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
