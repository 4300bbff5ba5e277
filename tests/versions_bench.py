"""Scoring with versions of real rules in its database, beside the fake rules of ``ScoringBench``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from prescreen_shared.names import TaskName
from scoring_service.screenings.again import screen_again
from scoring_service.store.tables import Screening, VerdictRow
from scoring_service.versions.views import ScreeningView
from tests.scoring_bench import ScoringBench, applications_message, order_message, scoring_parts, snapshot
from tests.version_bench import APPROVER, VersionBench


class VersionsBench(ScoringBench):
    """``versions`` writes versions into the same database as ``parts`` screens by; the rules are called ``trial``."""

    def __init__(self, url: str, **settings: Any) -> None:
        super().__init__(url, **settings)
        self.versions = VersionBench(url)
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
