"""Every kind of process is killed while a call is screened, and the broker is emptied: nothing lost, nothing double."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from benchmarks.made_up.bundle import make_bundle
from prescreen.embedded.one_machine import INTAKE_SCHEDULER, INTAKE_WORKER, SCORING_SCHEDULER, SCORING_WORKER
from scoring_service.store.tables import VerdictRow
from tests.faults.supervised_pair import NEVER, SupervisedPair, supervised_pair, wait_for

pytestmark = pytest.mark.faults

COUNT = int(os.environ.get("FAULT_APPLICATIONS", "1000"))
DISTURBANCES = (
    SCORING_WORKER,
    INTAKE_WORKER,
    SCORING_SCHEDULER,
    "empty the broker",
    SCORING_WORKER,
    INTAKE_SCHEDULER,
    INTAKE_WORKER,
)


def test_kills_of_every_process_and_an_emptied_broker_lose_and_double_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with supervised_pair(tmp_path, monkeypatch) as pair:
        call_id = pair.send(make_bundle(COUNT))
        _disturb(pair)
        disturbed_at = time.monotonic()
        wait_for(lambda: pair.client.screening(call_id).is_over, 180)
        recovered_s = time.monotonic() - disturbed_at
        verdicts, applications = pair.verdict_counts()
        ratio = pair.messages_sent() / pair.messages_needed(COUNT)
        print(
            f"{len(DISTURBANCES)} kills: lost {COUNT - applications}, double {verdicts - applications}, "
            f"{recovered_s:.0f} s after the last, messages {ratio:.2f} x those needed"
        )
        assert pair.client.screening(call_id).is_complete
        assert (verdicts, applications, pair.count(VerdictRow)) == (COUNT, COUNT, COUNT)
        assert ratio < 4


def test_without_the_sweepers_the_same_kills_lose_verdicts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with supervised_pair(tmp_path, monkeypatch, settings=NEVER) as pair:
        call_id = pair.send(make_bundle(COUNT))
        _disturb(pair)
        _wait_until_still(pair)
        lost = COUNT - pair.verdict_counts()[1]
        print(f"without the sweepers: lost {lost}")
        assert lost > 0
        assert not pair.client.screening(call_id).is_over


def _disturb(pair: SupervisedPair) -> None:
    """Do the next harm each time that another tenth of the call is judged, or that nothing moves any more."""
    for number, what in enumerate(DISTURBANCES, start=1):
        _wait_for_verdicts(pair, COUNT * number // 10, patience_s=10)
        pair.empty_broker() if what.startswith("empty") else pair.kill(what)


def _wait_for_verdicts(pair: SupervisedPair, least: int, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while pair.count(VerdictRow) < least and time.monotonic() < until:
        time.sleep(0.02)


def _wait_until_still(pair: SupervisedPair, still_s: float = 10.0) -> None:
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < still_s:
        if (now := pair.verdict_counts()[0]) != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.2)
