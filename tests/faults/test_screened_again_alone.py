"""A second evaluation asked for while intake stands still and the broker forgets everything: it is made, and delivered later."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.made_up.bundle import make_bundle
from intake_service.store import tables as intake
from prescreen.embedded.one_machine import INTAKE_WORKER
from prescreen_shared.plumbing.database import SystemClock
from scoring_service.parts import ScoringParts
from scoring_service.screenings.again import screen_again
from scoring_service.store import tables as scoring
from scoring_service.versions.views import read_screening
from tests.faults.supervised_pair import SupervisedPair, supervised_pair, wait_for
from tests.stages.scoring import scoring_parts

pytestmark = pytest.mark.faults

COUNT = int(os.environ.get("FAULT_APPLICATIONS", "120"))


def test_a_screening_is_made_again_without_intake_and_delivered_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with supervised_pair(tmp_path, monkeypatch) as pair:
        bundle = make_bundle(COUNT)
        call_id = pair.send(bundle)
        wait_for(lambda: pair.client.screening(call_id).is_over, 300)
        parts = scoring_parts(pair.scoring, SystemClock())
        with _worker_standing_still(pair):
            again = screen_again(parts, bundle["call"]["id"], by="Bo", reason="prov").screening_id
            wait_for(lambda: _state(parts, again) == "done", 120)
            assert pair.count(intake.ScreeningRow) == 1
            assert pair.count(scoring.VerdictRow, scoring.VerdictRow.screening_id == again) == COUNT
            pair.empty_broker()
        wait_for(lambda: pair.count(intake.ScreeningRow, intake.ScreeningRow.state == "done") == 2, 180)
        assert pair.verdict_counts() == (2 * COUNT, COUNT)
        assert pair.count(intake.ParkedMessage) == 0


@contextmanager
def _worker_standing_still(pair: SupervisedPair) -> Iterator[None]:
    group = os.getpgid(wait_for(lambda: pair.machine.pid_of(INTAKE_WORKER), 30))
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(group, signal.SIGCONT)


def _state(parts: ScoringParts, screening_id: str) -> str | None:
    view = read_screening(parts, screening_id)
    return None if view is None else view.state
