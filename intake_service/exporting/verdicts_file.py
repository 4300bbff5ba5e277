"""The public file verdicts.json, version 1: every proposal with the findings that matter, in a stable order."""

import json
from collections.abc import Sequence
from typing import Any, Final

from intake_service.domain.proposal import Proposal, ProposedApplication
from prescreen_shared.shapes.declaring import write
from prescreen_shared.shapes.verdict import CallFinding, CriterionFinding, Finding, findings_told
from prescreen_shared.written import reference_key

VERSION: Final = 1
_OF_APPLICATION: Final = (
    "reference", "application_id", "registration_number", "received_at", "submitted_at", "submitted_on", "revision", "grant_type",
    "outcome", "requested_amount", "proposed_amount",
)  # fmt: skip
_OF_SCREENING: Final = ("screening_id", "state", "total", "done", "stuck", "started_at", "finished_at")
Json = dict[str, Any]


def verdicts_document(proposal: Proposal) -> Json:
    """Give the document as JSON values: verdicts in the order of references, amounts in whole SEK, moments in UTC.

    Applications that have no outcome yet have no verdict and stand under ``unscreened``. The document says nothing
    about when it was made, so the same screening always gives the same document.
    """
    applications = sorted(proposal.applications, key=lambda application: reference_key(application.reference))
    screening = proposal.screening
    rule_set, engine = (None, None) if screening is None else (screening.rule_set, screening.engine)
    return {
        "version": VERSION,
        "call": proposal.call.code,
        "title": proposal.call.title,
        "registration_number": proposal.call.registration_number,
        "rule_set": rule_set and write(rule_set),
        "register": None if screening is None or screening.register is None else write(screening.register),
        "engine": engine and write(engine),
        "screening": screening and _only(_OF_SCREENING, screening),
        "verdicts": [
            _verdict(application) for application in applications if application.outcome is not None
        ],
        "unscreened": [application.reference for application in applications if application.outcome is None],
        "call_findings": [_finding(finding) for finding in proposal.call_findings],
    }


def verdicts_bytes(proposal: Proposal) -> bytes:
    """Give the document as UTF-8 text, indented for reading, the same bytes for the same content."""
    text = json.dumps(verdicts_document(proposal), ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode()


def _verdict(application: ProposedApplication) -> Json:
    findings = [_finding(f) for f in findings_told(application.findings)]
    return {
        **_only(_OF_APPLICATION, application),
        "missing": list(application.missing),
        "findings": findings,
        **_points(application),
        "hints": [write(hint) for hint in application.hints],
    }


def _only(keys: Sequence[str], of: object) -> Json:
    written = write(of)
    return {key: written[key] for key in keys}


def _finding(finding: Finding | CriterionFinding | CallFinding) -> Json:
    return {**write(finding), "facts": _sorted(finding.facts)}


def _points(application: ProposedApplication) -> Json:
    """Give the points with the criteria behind them; neither key stands where the rules have no criteria."""
    points = application.points
    if points is None:
        return {}
    return {"points": write(points), "criteria": [_finding(criterion) for criterion in application.criteria]}


def _sorted(value: Any) -> Any:
    # One database keeps the order of keys and the other does not; the file must not tell which it was.
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
