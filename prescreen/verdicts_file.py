"""What the command reads of verdicts.json, version 1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from prescreen_shared.statuses import Effect, FindingStatus, Outcome

VERSION: Final = 1


class UnreadableVerdictsError(ValueError):
    """The document is not a verdicts.json that this version understands."""


@dataclass(frozen=True, slots=True)
class ReadFinding:
    """A finding that is met or undetermined, with its sentence in each language."""

    rule: str
    effect: Effect
    status: FindingStatus
    text: Mapping[str, str]
    missing: tuple[str, ...]

    @property
    def is_note(self) -> bool:
        """Tell whether it leaves the outcome as it is."""
        return self.status is FindingStatus.MET and self.effect is Effect.NOTE


@dataclass(frozen=True, slots=True)
class ReadPoints:
    """Points that are sure, those not ruled out by what is not stated, and all that there are to get."""

    known: int
    possible: int
    max: int


@dataclass(frozen=True, slots=True)
class ReadVerdict:
    """The proposal for one application; amounts are whole SEK, None when not stated.

    ``points`` are None where the rules have no criteria for the application.
    """

    reference: str
    outcome: Outcome
    proposed_amount: int | None
    findings: tuple[ReadFinding, ...]
    points: ReadPoints | None = None

    @property
    def reasons(self) -> tuple[ReadFinding, ...]:
        """The findings that bear on the outcome."""
        return tuple(finding for finding in self.findings if not finding.is_note)

    @property
    def notes(self) -> tuple[ReadFinding, ...]:
        """The findings that only point something out."""
        return tuple(finding for finding in self.findings if finding.is_note)


@dataclass(frozen=True)
class Verdicts:
    """A whole verdicts.json; ``rule_set`` holds name, version and sha256."""

    call: str
    rule_set: Mapping[str, Any]
    verdicts: tuple[ReadVerdict, ...]
    unscreened: tuple[str, ...]
    call_findings: tuple[Mapping[str, str], ...]

    def of(self, reference: str) -> ReadVerdict | None:
        """Give the verdict on one application, None when there is none."""
        return self._by_reference.get(reference)

    @cached_property
    def _by_reference(self) -> dict[str, ReadVerdict]:
        return {verdict.reference: verdict for verdict in self.verdicts}


def read_verdicts(content: bytes) -> Verdicts:
    """Read the document.

    Raises:
        UnreadableVerdictsError: not JSON, another version, or members missing.
    """
    try:
        document = json.loads(content)
        if document["version"] != VERSION:
            raise UnreadableVerdictsError(
                f"version {document['version']!r}; this command reads version {VERSION}"
            )
        return Verdicts(
            call=document["call"],
            rule_set=document["rule_set"] or {},
            verdicts=tuple(_verdict(verdict) for verdict in document["verdicts"]),
            unscreened=tuple(document.get("unscreened", ())),
            call_findings=tuple(finding["text"] for finding in document["call_findings"]),
        )
    except UnreadableVerdictsError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableVerdictsError(f"not a verdicts.json: {error!r}") from error


def _verdict(document: Mapping[str, Any]) -> ReadVerdict:
    points = document.get("points")
    return ReadVerdict(
        reference=document["reference"],
        outcome=Outcome(document["outcome"]),
        proposed_amount=document.get("proposed_amount"),
        findings=tuple(_finding(finding) for finding in document["findings"]),
        points=points and ReadPoints(points["known"], points["possible"], points["max"]),
    )


def _finding(document: Mapping[str, Any]) -> ReadFinding:
    return ReadFinding(
        rule=document["rule"],
        effect=Effect(document["effect"]),
        status=FindingStatus(document["status"]),
        text=document["text"],
        missing=tuple(document["missing"]),
    )
