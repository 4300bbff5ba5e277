"""Scoring by itself in one process: made messages in, its own outbox pumped, what it says to intake gathered."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4, uuid5

from prescreen_shared.messages.envelope import open_envelope, seal
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.database import Clock, Database
from prescreen_shared.plumbing.inbox import Delivery
from prescreen_shared.plumbing.relay import Relay
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.verdict import CallFinding, EngineVersion, Sentence, Verdict
from prescreen_shared.statuses import Outcome
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.judge import (
    JudgedApplication,
    RuleSetVersion,
    RuleShelf,
    RulesRefusedError,
    WantedRules,
)
from scoring_service.domain.rule_set import RuleSet
from scoring_service.engine.gate import pass_gate
from scoring_service.engine.judge import OpenJudges
from scoring_service.parts import ScoringParts, ScreeningSettings
from scoring_service.screenings.check_call import check_due_calls
from scoring_service.screenings.sweep import send_chunks, take_up_screenings
from scoring_service.store.tables import Alarm, Outbox, ParkedMessage
from scoring_service.versions.shelf import VersionShelf, read_rules
from scoring_service.worker import ACTIONS
from tests.stages.databases import migrated
from tests.stages.fakes import RecordingPublisher, SetClock

CALLS = UUID("00000000-0000-4000-8000-000000000001")
VERSION = RuleSetVersion("made", 1, "a" * 64, "format: 1")


class ProcessKilledError(BaseException):
    """Stands for SIGKILL, SIGSEGV and the hard time limit: nothing in the process catches it."""


class FakeJudge:
    """Refuses what asks for more than 500, and faults or dies on the references it is told to."""

    engine = EngineVersion("fake", "1")

    def __init__(self, faulting: Iterable[str] = (), deadly: Iterable[str] = ()) -> None:
        self.faulting = set(faulting)
        self.deadly = set(deadly)
        self.judged: list[str] = []

    def view_call(self, call: CallFacts, pages: Iterable[Sequence[Application]]) -> FakeView:  # noqa: ARG002
        return FakeView([application for page in pages for application in page])

    def judge(self, call: CallFacts, application: Application, context: dict[str, Any]) -> JudgedApplication:  # noqa: ARG002
        if application.reference in self.deadly:
            raise ProcessKilledError(application.reference)
        if application.reference in self.faulting:
            raise ZeroDivisionError(application.reference)
        self.judged.append(application.reference)
        amount = application.requested_amount
        outcome = Outcome.REFER if amount is None else Outcome.REFUSE if amount > 500 else Outcome.ELIGIBLE
        return JudgedApplication(
            Verdict(
                application.application_id,
                application.reference,
                application.revision,
                outcome,
                amount if context["count"] else None,
                (),
            )
        )

    def close(self) -> None:
        """Nothing to give back."""


class FakeView:
    """Says of each application how many there are."""

    def __init__(self, applications: Sequence[Application]) -> None:
        self._count = len(applications)

    def context_of(self, application_id: str) -> dict[str, Any]:  # noqa: ARG002
        return {"count": self._count}

    def fault_of(self, application_id: str) -> str | None:  # noqa: ARG002
        return None

    def findings(self) -> Sequence[CallFinding]:
        text = Sentence(f"{self._count} ansökningar", f"{self._count} applications")
        return (CallFinding("counted", text, {"count": self._count}, None),)


class FakeShelf:
    """Holds one rule set, ``made``."""

    def __init__(self, judge: FakeJudge) -> None:
        self.judge = judge

    def read_ahead(self) -> None:
        """Nothing to read."""

    def find(self, wanted: WantedRules) -> RuleSetVersion:
        return self.admit(wanted, ())

    def admit(self, wanted: WantedRules, passed: Sequence[str]) -> RuleSetVersion:  # noqa: ARG002
        if wanted.name != VERSION.name:
            raise RulesRefusedError([f"unknown rule set {wanted.name}"])
        return VERSION

    def open(self, version: RuleSetVersion) -> FakeJudge:  # noqa: ARG002
        return self.judge


def scoring_parts(
    database: Database,
    clock: Clock,
    *,
    gate: Callable[[RuleSet], None] = pass_gate,
    shelf: RuleShelf | None = None,
    screening: ScreeningSettings | None = None,
) -> ScoringParts:
    """Give parts that judge by the versions kept in the database, unless another shelf is given."""
    shelf = shelf or VersionShelf(database, dict, gate)
    screening = screening or ScreeningSettings()
    judges = OpenJudges(shelf.open)
    return ScoringParts(database, clock, shelf, judges, read_rules, gate=gate, screening=screening)


class ScoringStage:
    """Scoring with fake rules and a set clock on a database of its own."""

    def __init__(self, url: str, judge: FakeJudge | None = None, **settings: Any) -> None:
        self.clock = SetClock()
        self.judge = judge or FakeJudge()
        self.database = migrated(url, "scoring_service:migrations")
        shelf = FakeShelf(self.judge)
        self.parts = scoring_parts(
            self.database, self.clock, shelf=shelf, screening=ScreeningSettings(**settings)
        )
        self.publisher = RecordingPublisher()
        self.relay = Relay(
            self.database, Outbox, ParkedMessage, Alarm, self.publisher, self.clock, lease_s=60, window=500
        )
        self.said: dict[TaskName, list[dict[str, Any]]] = defaultdict(list)
        self.crashes = 0
        self.lost = 0

    def deliver(self, task: TaskName, body: dict[str, Any]) -> None:
        """Hand scoring one message from intake."""
        self.act(task, seal(task, body))

    def act(self, task: TaskName, message: dict[str, Any], *, redelivered: bool = False) -> None:
        """Let scoring act on a message as its worker would; a killed process has it delivered again."""
        delivery = Delivery(message["message_id"], None, redelivered, open_envelope(task, message))
        try:
            ACTIONS[task](self.parts, delivery)
        except ProcessKilledError:
            self.crashes += 1
            self.act(task, message, redelivered=True)

    def pump(self, *, shuffle: random.Random | None = None, losing: TaskName | None = None) -> None:
        """Run scheduler and worker until both rest; messages of the task ``losing`` never arrive."""
        while True:
            take_up_screenings(self.parts)
            check_due_calls(self.parts)
            send_chunks(self.parts)
            self.relay.send_due()
            messages, self.publisher.published = self.publisher.published, []
            if not messages:
                return
            if shuffle:
                shuffle.shuffle(messages)
            for task, message in messages:
                if task is losing:
                    self.lost += 1
                elif task in ACTIONS:
                    self.act(task, message)
                else:
                    self.said[task].append(open_envelope(task, message))

    def verdicts_said(self) -> dict[str, str]:
        """Give the outcome by reference that intake was told of."""
        return {
            verdict["reference"]: verdict["outcome"]
            for body in self.said[TaskName.RECORD_VERDICTS]
            for verdict in body["verdicts"]
        }

    def close(self) -> None:
        """Give back the connections."""
        self.database.close()


def snapshot(number: int, *, revision: int = 1, **content: Any) -> dict[str, Any]:
    """Give application ``number`` of the made call, as a message carries it; it asks for 100 × its number SEK."""
    written = {
        "grant_type": "project",
        "title": f"Projekt {number}",
        "description": None,
        "applicants": ["Skärholmens stadsdelsförvaltning"],
        "unit": None,
        "requested_amount": 100 * number,
        "earlier_grants": None,
        "answers": {},
    }
    return {
        "application_id": str(uuid5(CALLS, str(number))),
        "reference": f"T1-{number}",
        "revision": revision,
        "state": "submitted",
        "submitted_at": "2017-11-01T12:00:00+00:00",
        "registration_number": f"1-{number}/2017",
        "content": written | content,
    }


def applications_message(snapshots: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Give the body of ``scoring.receive_applications``."""
    return {"call_id": str(CALLS), "applications": list(snapshots)}


def order_message(snapshots: Sequence[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """Give the body of ``scoring.screen_call`` for exactly these revisions."""
    call = {
        "call_id": str(CALLS),
        "code": "made",
        "title": "Gjord utlysning",
        "issuer": None,
        "registration_number": None,
        "opens_on": "2017-09-01",
        "closes_on": "2017-11-30",
        "time_zone": "Europe/Stockholm",
        "grant_year": 2018,
        "grant_types": {"project": {"name": "Projekt", "max_amount": 400, "budget": None}},
        "max_applications_per_administration": 3,
        "administrations": None,
    }
    order = {
        "screening_id": str(uuid4()),
        "call": call,
        "manifest": [[each["application_id"], each["revision"]] for each in snapshots],
        "rankings": {},
        "register": None,
        "decided_sums": None,
        "rule_set": VERSION.name,
    }
    return order | changes
