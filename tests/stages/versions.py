"""Versions of made rules in a database of their own, by themselves and with screenings that rest on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from prescreen_shared.names import TaskName
from scoring_service.screenings.again import screen_again
from scoring_service.store.tables import Screening, VerdictRow
from scoring_service.versions.drafts import approve_version, check_version, create_draft
from scoring_service.versions.in_force import activate_version
from scoring_service.versions.views import ScreeningView, VersionView
from tests.stages.databases import migrated
from tests.stages.fakes import SetClock
from tests.stages.scoring import ScoringStage, applications_message, order_message, scoring_parts, snapshot

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


class VersionStage:
    """Versions on an upgraded database with a set clock."""

    def __init__(self, url: str) -> None:
        self.clock = SetClock()
        self.gate = CountingGate()
        self.database = migrated(url, "scoring_service:migrations")
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


class ScreenedStage(ScoringStage):
    """``versions`` writes versions into the same database as ``parts`` screens by; the rules are called ``trial``."""

    def __init__(self, url: str, **settings: Any) -> None:
        super().__init__(url, **settings)
        self.versions = VersionStage(url)
        self.versions.parts = replace(self.versions.parts, clock=self.clock)
        self.parts = scoring_parts(
            self.database, self.clock, gate=self.versions.gate, screening=self.parts.screening
        )

    def screen(self, count: int = 4, *, code: str = "made", **changes: Any) -> str:
        """Let intake order a screening of applications that ask for 100, 200, … SEK; gives its id."""
        sent = [snapshot(number) for number in range(1, count + 1)]
        order = order_message(sent, rule_set="trial", **changes)
        order["call"] = order["call"] | {"code": code}
        self.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(sent))
        self.deliver(TaskName.SCREEN_CALL, order)
        self.pump()
        return str(order["screening_id"])

    def again(self, *, version_id: str | None = None, code: str = "made") -> ScreeningView:
        """Ask for another screening of the call, a second later."""
        self.clock.advance(seconds=1)
        return screen_again(self.versions.parts, code, by=APPROVER, reason="ny gräns", version_id=version_id)

    def take_up(self, screening_id: str, order: dict[str, Any] | None = None) -> None:
        """Answer the announcement of a screening as intake does."""
        [*_, begun] = [
            body for body in self.said[TaskName.SCREENING_BEGUN] if body["screening_id"] == screening_id
        ]
        rules = begun["rule_set"]
        sent = [snapshot(number) for number in range(1, 5)]
        order = order or order_message(sent)
        self.deliver(
            TaskName.SCREEN_CALL,
            order
            | {"screening_id": screening_id, "rule_set": rules["name"], "rule_set_sha256": rules["sha256"]},
        )

    def kept(self, screening_id: str) -> dict[str, str]:
        """Give the outcome by reference that scoring keeps for a screening."""
        verdicts = select(VerdictRow).where(VerdictRow.screening_id == screening_id)
        with self.database.reading() as session:
            return {row.reference: row.outcome for row in session.scalars(verdicts)}

    def rules_of(self, screening_id: str) -> set[str]:
        """Give the hashes of the rules that the screening's verdicts rest on."""
        verdicts = select(VerdictRow.rule_set_sha256).where(VerdictRow.screening_id == screening_id)
        with self.database.reading() as session:
            return set(session.scalars(verdicts))

    def state_of(self, screening_id: str) -> str:
        """Give the state of a screening in scoring."""
        with self.database.reading() as session:
            return session.get_one(Screening, screening_id).state

    def said_of(self, screening_id: str) -> dict[str, str]:
        """Give the outcome by reference that intake was told of in one screening."""
        return {
            verdict["reference"]: verdict["outcome"]
            for body in self.said[TaskName.RECORD_VERDICTS]
            if body["screening_id"] == screening_id
            for verdict in body["verdicts"]
        }

    def ends_of(self, screening_id: str) -> int:
        """Count how often intake was told that the screening is over."""
        ended = defaultdict(int, {screening_id: 0})
        for body in self.said[TaskName.CALL_SCREENED]:
            ended[body["screening_id"]] += 1
        return ended[screening_id]

    def close(self) -> None:
        """Give back the connections."""
        self.versions.close()
        super().close()
