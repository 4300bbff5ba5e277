"""The public file verdicts.json, version 1: every proposal with the findings that matter, in a stable order."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from intake_service.domain.proposal import (
    Bilingual,
    CallFinding,
    CriterionFinding,
    Finding,
    Proposal,
    ProposedApplication,
    Screening,
    Source,
)
from prescreen_shared.statuses import FindingStatus
from prescreen_shared.written import reference_key

VERSION: Final = 1
Json = dict[str, Any]


def verdicts_document(proposal: Proposal) -> Json:
    """Give the document as JSON values: verdicts in the order of references, amounts in whole SEK, moments in UTC.

    Applications that have no outcome yet have no verdict and stand under ``unscreened``. The document says nothing
    about when it was made, so the same screening always gives the same document.
    """
    applications = sorted(proposal.applications, key=lambda application: reference_key(application.reference))
    screening = proposal.screening
    return {
        "version": VERSION,
        "call": proposal.call.code,
        "title": proposal.call.title,
        "registration_number": proposal.call.registration_number,
        "rule_set": _rule_set(screening),
        "engine": _engine(screening),
        "screening": _screening(screening),
        "verdicts": [
            _verdict(application) for application in applications if application.outcome is not None
        ],
        "unscreened": [application.reference for application in applications if application.outcome is None],
        "call_findings": [_call_finding(finding) for finding in proposal.call_findings],
    }


def verdicts_bytes(proposal: Proposal) -> bytes:
    """Give the document as UTF-8 text, indented for reading, the same bytes for the same content."""
    text = json.dumps(verdicts_document(proposal), ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode()


def _rule_set(screening: Screening | None) -> Json | None:
    if screening is None or screening.rule_set is None:
        return None
    rule_set = screening.rule_set
    return {"name": rule_set.name, "version": rule_set.version, "sha256": rule_set.sha256}


def _engine(screening: Screening | None) -> Json | None:
    if screening is None or screening.engine is None:
        return None
    return {"name": screening.engine.name, "version": screening.engine.version}


def _screening(screening: Screening | None) -> Json | None:
    if screening is None:
        return None
    return {
        "screening_id": screening.screening_id,
        "state": screening.state,
        "total": screening.total,
        "done": screening.done,
        "stuck": screening.stuck,
        "started_at": _moment(screening.started_at),
        "finished_at": _moment(screening.finished_at),
    }


def _verdict(application: ProposedApplication) -> Json:
    return {
        "reference": application.reference,
        "application_id": application.application_id,
        "registration_number": application.registration_number,
        "received_at": _moment(application.received_at),
        "submitted_at": _moment(application.submitted_at),
        "revision": application.revision,
        "grant_type": application.grant_type,
        "outcome": application.outcome,
        "requested_amount": application.requested_amount,
        "proposed_amount": application.proposed_amount,
        "missing": list(application.missing),
        "findings": [_finding(f) for f in application.findings if f.status is not FindingStatus.NOT_MET],
        **_points(application),
    }


def _finding(finding: Finding) -> Json:
    return {
        "rule": finding.rule,
        "effect": finding.effect,
        "status": finding.status,
        "text": _bilingual(finding.text),
        "facts": _sorted(finding.facts),
        "missing": list(finding.missing),
        "evidence": [{"field": evidence.field, "quote": evidence.quote} for evidence in finding.evidence],
        "source": _source(finding.source),
    }


def _points(application: ProposedApplication) -> Json:
    """Give the points with the criteria behind them; neither key stands where the rules have no criteria."""
    points = application.points
    if points is None:
        return {}
    return {
        "points": {"known": points.known, "possible": points.possible, "max": points.max},
        "criteria": [_criterion(criterion) for criterion in application.criteria],
    }


def _criterion(criterion: CriterionFinding) -> Json:
    return {
        "criterion": criterion.criterion,
        "status": criterion.status,
        "points": criterion.points,
        "possible_points": criterion.possible_points,
        "max_points": criterion.max_points,
        "text": _bilingual(criterion.text),
        "facts": _sorted(criterion.facts),
        "missing": list(criterion.missing),
        "source": _source(criterion.source),
    }


def _call_finding(finding: CallFinding) -> Json:
    return {
        "rule": finding.rule,
        "text": _bilingual(finding.text),
        "facts": _sorted(finding.facts),
        "source": _source(finding.source),
    }


def _bilingual(text: Bilingual) -> Json:
    return {"sv": text.sv, "en": text.en}


def _source(source: Source | None) -> Json | None:
    return None if source is None else {"document": source.document, "quote": source.quote}


def _sorted(value: Any) -> Any:
    # One database keeps the order of keys and the other does not; the file must not tell which it was.
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
