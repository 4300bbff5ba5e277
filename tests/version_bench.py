"""Versions of made rules in a database of their own, with a gate that lets everything through and counts."""

from __future__ import annotations

from typing import Final

from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.migrations import upgrade
from scoring_service.versions.drafts import approve_version, check_version, create_draft
from scoring_service.versions.in_force import activate_version
from scoring_service.versions.views import VersionView
from tests.fakes import SetClock
from tests.scoring_bench import scoring_parts

WRITER: Final = "Anna Åkesson"
APPROVER: Final = "Bo Berg"

DOCUMENT: Final = """format: 1
name: NAME
version: 1
title: {sv: Prov, en: Trial}
valid: {from: "2017-01-01", to: null}
facts:
  requested_amount: {type: amount, stated_in: requested_amount, label: {sv: sökt belopp, en: amount sought}}
rules:
  - id: too-much
    title: {sv: För mycket, en: Too much}
    effect: refuse
    when: {requested_amount: {more_than: LIMIT}}
    text: {sv: "Det sökta beloppet är för högt.", en: "The amount sought is too high."}
    text_undetermined: {sv: "Belopp saknas: {missing}.", en: "The amount is missing: {missing}."}
    source: {document: trial, quote: "högst LIMIT"}
    cases:
      - {title: over, facts: {requested_amount: OVER}, status: met, effect: refuse}
      - {title: at, facts: {requested_amount: LIMIT}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
"""


def document(version: int = 1, *, limit: int = 500, name: str = "trial") -> str:
    """Give a small rule file that refuses what asks for more than ``limit`` SEK."""
    text = DOCUMENT.replace("version: 1", f"version: {version}").replace("NAME", name)
    return text.replace("LIMIT", str(limit)).replace("OVER", str(limit + 1))


class CountingGate:
    """Lets everything through, and counts."""

    def __init__(self) -> None:
        self.passed: list[str] = []

    def __call__(self, rule_set: object) -> None:
        self.passed.append(rule_set.sha256)  # type: ignore[attr-defined]


class VersionBench:
    """Versions on an upgraded database with a set clock."""

    def __init__(self, url: str) -> None:
        self.clock = SetClock()
        self.gate = CountingGate()
        self.database = Database(url)
        upgrade(self.database, "scoring_service:migrations")
        self.parts = scoring_parts(self.database, self.clock, gate=self.gate)

    def draft(self, text: str | None = None, *, by: str = WRITER) -> VersionView:
        """Write a draft."""
        return create_draft(self.parts, document() if text is None else text, by=by)

    def checked(self, text: str | None = None) -> VersionView:
        """Write a draft and check it."""
        return check_version(self.parts, self.draft(text).version_id, by=WRITER)

    def approved(self, text: str | None = None) -> VersionView:
        """Write a version, check it and approve it."""
        return approve_version(self.parts, self.checked(text).version_id, by=APPROVER)

    def in_force(self, text: str | None = None, *, call_code: str | None = None) -> VersionView:
        """Bring a new version into force."""
        version = self.approved(text)
        activate_version(self.parts, version.version_id, by=APPROVER, reason="prov", call_code=call_code)
        return version

    def close(self) -> None:
        """Give back the connections."""
        self.database.close()
