"""Makes verdicts.json documents for tests of what reads them."""

from __future__ import annotations

import json
from typing import Any


def finding(rule: str, effect: str, status: str = "met", missing: tuple[str, ...] = ()) -> dict[str, Any]:
    """Make a finding."""
    return {
        "rule": rule,
        "effect": effect,
        "status": status,
        "text": {"sv": f"Skäl {rule}.", "en": f"Reason {rule}."},
        "facts": {},
        "missing": list(missing),
        "evidence": [],
        "source": None,
    }


def verdict(
    reference: str, outcome: str, *findings: dict[str, Any], amount: int | None = 100, **more: Any
) -> dict[str, Any]:
    """Make a verdict."""
    return {
        "reference": reference,
        "outcome": outcome,
        "proposed_amount": amount,
        "findings": list(findings),
        **more,
    }


def document(*verdicts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Make the document."""
    return {
        "version": 1,
        "call": "a-call",
        "rule_set": {"name": "rules", "version": 1, "sha256": "0" * 64},
        "verdicts": list(verdicts),
        "unscreened": [],
        "call_findings": [],
        **more,
    }


def content(*verdicts: dict[str, Any], **more: Any) -> bytes:
    """Make the file."""
    return json.dumps(document(*verdicts, **more)).encode()
