"""Intake and scoring in one process on a clock, each with its own database: what one sends the other receives at ``rest``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from intake_service.call_checks import sweep_checks
from intake_service.screenings.order import close_due_calls
from intake_service.store.tables import Alarm, Outbox
from prescreen_shared.messages.envelope import open_envelope
from prescreen_shared.names import QUEUE_OF_TASK, SCORING_QUEUES, TaskName
from scoring_service.versions.drafts import approve_version, check_version, create_draft
from scoring_service.versions.in_force import activate_version
from scoring_service.versions.views import ActivationView, VersionView
from tests.stages.databases import sqlite_url
from tests.stages.intake import IntakeStage
from tests.stages.versions import APPROVER, WRITER, ScreenedStage

Json = dict[str, Any]
ADMINISTRATION: Final = "Skärholmens stadsdelsförvaltning"
RULES: Final = """format: 1
name: made
version: VERSION
title: {sv: Prov, en: Trial}
valid: {from: "2017-01-01", to: null}
facts:
  project_year:
    type: integer
    derived: project_year
    grant_type: project
    sources: [SOURCES]
    prestudy_counts: true
    label: {sv: projektår, en: project year}
rules:
  - id: late-project-year
    title: {sv: För många år, en: Too many years}
    grant_types: [project]
    effect: refuse
    when: {project_year: {more_than: LIMIT}}
    text: {sv: "Avslag, det är projektår {project_year}.", en: "Refusal, it is project year {project_year}."}
    text_undetermined: {sv: "Projektåret är inte känt: {missing}.", en: "The project year is not known: {missing}."}
    source: {document: plan, quote: "högst LIMIT år"}
    cases:
      - {title: over, facts: {project_year: OVER}, status: met, effect: refuse}
      - {title: at, facts: {project_year: LIMIT}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
"""


def years_rules(version: int, limit: int, sources: str = "applicant") -> str:
    """Give rules that refuse a project in a later year than ``limit``, counted from ``sources``."""
    text = RULES.replace("VERSION", str(version)).replace("SOURCES", sources)
    return text.replace("LIMIT", str(limit)).replace("OVER", str(limit + 1))


class JoinedStage:
    """Both services; ``made`` are the rules that calls of the intake stage name."""

    def __init__(self, folder: Path) -> None:
        self.scoring = ScreenedStage(sqlite_url(folder))
        self.clock = self.scoring.clock
        self.intake = IntakeStage(sqlite_url(folder), self.clock)
        self._taken = 0
        self._given: dict[TaskName, int] = {}
        self.losing: TaskName | None = None

    @property
    def parts(self) -> Any:
        """The parts of scoring by which versions are written and brought into force."""
        return self.scoring.versions.parts

    def approved(self, document: str) -> VersionView:
        """Write a version, have it checked and approved by another person."""
        kept = create_draft(self.parts, document, by=WRITER)
        check_version(self.parts, kept.version_id, by=WRITER)
        return approve_version(self.parts, kept.version_id, by=APPROVER)

    def activate(self, version: VersionView, call_code: str | None = None) -> ActivationView:
        """Bring a version into force, a second after whatever came before."""
        self.clock.advance(seconds=1)
        done = activate_version(
            self.parts, version.version_id, by=APPROVER, reason="prov", call_code=call_code
        )
        self.clock.advance(seconds=1)
        return done

    def rest(self) -> None:
        """Let both services work until neither has anything to say."""
        while self._hand_over() or self._hand_back():
            pass
        sweep_checks(self.intake.parts)

    def call(self, call_id: str) -> Json:
        """Give a call as the API answers."""
        return dict(self.intake.http.get(f"/api/calls/{call_id}").json)

    def problems(self, call_id: str) -> list[str]:
        """Give the codes of what does not fit a call."""
        return [each["code"] for each in self.call(call_id)["rules"]["problems"]]

    def alarms(self, kind: str) -> list[Alarm]:
        """Give intake's open alarms of a kind."""
        with self.intake.database.reading() as session:
            return list(session.scalars(select(Alarm).where(Alarm.kind == kind, Alarm.settled_at.is_(None))))

    def outcomes(self, call_id: str) -> dict[str, str]:
        """Close a call and give the outcome of each application by its reference."""
        self.intake.close_call(call_id)
        self.rest()
        answer = self.intake.http.get(f"/api/calls/{call_id}/applications").json
        return {each["reference"]: each["outcome"] for each in answer["items"]}

    def close_by_the_clock(self) -> None:
        """Close the calls whose closing moment has come."""
        close_due_calls(self.intake.parts)
        self.rest()

    def close(self) -> None:
        """Give back every connection."""
        self.intake.close()
        self.scoring.close()

    def _hand_over(self) -> bool:
        waiting = select(Outbox).where(Outbox.outbox_id > self._taken).order_by(Outbox.outbox_id)
        with self.intake.database.reading() as session:
            rows = [(row.outbox_id, TaskName(row.task), row.message) for row in session.scalars(waiting)]
        for outbox_id, task, message in rows:
            self._taken = outbox_id
            assert QUEUE_OF_TASK[task] in SCORING_QUEUES
            if task is not self.losing:
                self.scoring.deliver(task, open_envelope(task, message))
        self.scoring.pump()
        return bool(rows)

    def _hand_back(self) -> bool:
        handed = False
        for task, bodies in self.scoring.said.items():
            for body in bodies[self._given.get(task, 0) :]:
                self._given[task] = self._given.get(task, 0) + 1
                if task is not self.losing:
                    self.intake.receive(task, body)
                    handed = True
        return handed
