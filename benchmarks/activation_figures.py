"""The activation's part of the table: from bringing a version into force to its first proposal, beside the same without one."""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from benchmarks.figure import Figure, against
from benchmarks.made_up.bundle import make_bundle
from prescreen.clients import IntakeClient, ScoringClient
from prescreen.embedded.one_machine import OneMachine, plan_pair_with_rule_pages
from prescreen_shared.plumbing.database import Database
from scoring_service.store import tables as scoring

APPLICATIONS: Final = 200
ROUNDS: Final = 5
_POLL_S: Final = 0.05
_VERSION: Final = re.compile(r"^version: \d+$", re.MULTILINE)
_REASON: Final = "benchmark"


class _Stage:
    """A pair with the pages of its rules that has screened one made-up call."""

    def __init__(self, machine: OneMachine) -> None:
        self._machine = machine
        self._database = Database(machine.settings.scoring_database_url)
        self._author = ScoringClient(machine.scoring_address, "author")
        self._approver = ScoringClient(machine.scoring_address, "approver")
        bundle = make_bundle(APPLICATIONS)
        with IntakeClient(machine.address) as client:
            call_id = str(client.import_bundle(bundle)["call_id"])
            client.close_call(call_id)
            while not client.screening(call_id).is_over:
                machine.check()
                time.sleep(_POLL_S)
        (self.code,) = {
            activation["call_code"] for activation in self._author.activations() if activation["call_code"]
        }
        self._in_force = self._author.call(self.code)["in_force"]

    def approve_next(self, number: int) -> str:
        """Write, check and have approved a version that differs by its number; gives its id."""
        document = self._author.version(self._in_force["version_id"])["document"]
        draft = self._author.create_draft(_VERSION.sub(f"version: {number}", document, count=1), None)
        self._author.step(draft["version_id"], "check")
        self._approver.step(draft["version_id"], "approve")
        return str(draft["version_id"])

    def activate(self, version_id: str) -> None:
        """Bring a version into force for the call."""
        self._approver.activate(version_id, self.code, _REASON)

    def first_verdict_s(self, before: Callable[[], None]) -> float:
        """Do something, screen the call again, and give the seconds to the first proposal that is stored."""
        began = datetime.now(UTC)
        before()
        screening_id = self._approver.screen_again(self.code, _REASON, None)["screening_id"]
        while self._approver.screening(screening_id)["state"] != "done":
            self._machine.check()
            time.sleep(_POLL_S)
        of_screening = scoring.VerdictRow.screening_id == screening_id
        with self._database.reading() as session:
            first = session.scalars(select(func.min(scoring.VerdictRow.created_at)).where(of_screening)).one()
        return float((first - began).total_seconds())

    def close(self) -> None:
        """Close the database."""
        self._database.close()


def activation_figures() -> Iterator[Figure]:
    """Measure the median of some activations of a version that no process has seen, beside screening again under the old one."""
    plan = plan_pair_with_rule_pages
    with (
        tempfile.TemporaryDirectory(prefix="prescreen-bench-") as name,
        OneMachine(Path(name), plan=plan) as machine,
    ):
        stage = _Stage(machine)
        try:
            same, new = [], []
            for number in range(ROUNDS):
                same.append(stage.first_verdict_s(lambda: None))
                version_id = stage.approve_next(100 + number)
                new.append(stage.first_verdict_s(lambda wanted=version_id: stage.activate(wanted)))
        finally:
            stage.close()
    section = f"Activation, a call of {APPLICATIONS}, median of {ROUNDS}"
    base = Figure(
        section, "screening again under the same version, to its first proposal", statistics.median(same), "s"
    )
    yield base
    yield against(base, "from activating a new version to its first proposal", statistics.median(new))
