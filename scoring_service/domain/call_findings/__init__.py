"""Findings about a call as a whole: the part to import from."""

from scoring_service.domain.call_findings.find_call_findings import find_call_findings
from scoring_service.domain.call_findings.kind import CallKind
from scoring_service.domain.call_findings.kinds import KINDS

__all__ = ["KINDS", "CallKind", "find_call_findings"]
