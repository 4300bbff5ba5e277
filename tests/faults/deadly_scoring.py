"""Scoring's own worker and scheduler with a judge that dies on the references it is told to.

``python -m tests.faults.deadly_scoring worker|scheduler``; FAULTS maps references to how evaluating them ends, and
SAFEGUARDS=off leaves out the sweeper, as a twin that must lose something.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from dataclasses import replace
from functools import partial
from typing import Any

from prescreen_shared.plumbing.database import Database, SystemClock
from prescreen_shared.plumbing.logging import configure_logging
from prescreen_shared.plumbing.processes import CeleryPublisher, make_celery, run_worker
from prescreen_shared.plumbing.scheduler import Poller
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.verdict import EngineVersion
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.judge import Judge, JudgedApplication, RuleShelf
from scoring_service.engine.judge import OpenJudges
from scoring_service.parts import ScoringParts
from scoring_service.settings import ScoringSettings, read_settings
from scoring_service.versions.carry import import_shipped
from scoring_service.versions.shelf import VersionShelf, read_rules
from scoring_service.worker import make_steps, make_worker
from tests.stages.scoring import FakeJudge, FakeShelf

NEVER_S = 1e9


class DeadlyJudge:
    """Judges as another does, but ends its process, hangs or raises on the references of FAULTS."""

    def __init__(self, judge: Judge, faults: dict[str, str], pause_s: float) -> None:
        self._judge = judge
        self._faults = faults
        self._pause_s = pause_s
        self.view_call = judge.view_call
        self.close = judge.close

    @property
    def engine(self) -> EngineVersion:
        """The other's engine."""
        return self._judge.engine

    def judge(self, call: CallFacts, application: Application, context: dict[str, Any]) -> JudgedApplication:
        """Judge, or come to an end."""
        time.sleep(self._pause_s)
        match self._faults.get(application.reference):
            case "SIGKILL" | "SIGSEGV" as name:
                os.kill(os.getpid(), signal.Signals[name])
            case "hang":
                _hang_like_c()
            case "raise":
                raise ZeroDivisionError(application.reference)
        return self._judge.judge(call, application, context)


def _hang_like_c() -> None:
    # A loop inside C sees no signal that Python would handle, the soft time limit's among them.
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP})
    while True:
        time.sleep(60)


def make_parts(settings: ScoringSettings) -> ScoringParts:
    """Give the real parts, but for the judge; RULES=real judges by the rule files, else by a fake."""
    database, clock = Database(settings.database_url), SystemClock()
    shelf: RuleShelf = FakeShelf(FakeJudge())
    if os.environ.get("RULES") == "real":
        shelf = VersionShelf(database, partial(import_shipped, database, clock, settings.rule_sets))
    faults, pause_s = json.loads(os.environ.get("FAULTS", "{}")), float(os.environ.get("PAUSE_S", "0"))
    screening = settings.screening
    if os.environ.get("SAFEGUARDS") == "off":
        screening = replace(screening, lease_s=NEVER_S)
    judges = OpenJudges(lambda version: DeadlyJudge(shelf.open(version), faults, pause_s))
    return ScoringParts(database, clock, shelf, judges, read_rules, screening=screening)


def main(command: str) -> None:
    """Run one of the two processes until it is stopped."""
    settings = read_settings()
    parts = make_parts(settings)
    if command == "worker":
        parts.shelf.read_ahead()
        run_worker(make_worker(settings, parts), "scoring")
        return
    configure_logging(settings.logs)
    publisher = CeleryPublisher(make_celery("scoring", settings.delivery))
    Poller(make_steps(parts, publisher, settings.delivery)).run_until_signalled()


if __name__ == "__main__":
    main(sys.argv[1])
