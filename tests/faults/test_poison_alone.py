"""An application that ends its worker's process is referred alone; without the memory of crashes it blocks its chunk for ever."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.made_up.bundle import make_bundle
from prescreen.embedded.one_machine import SCORING_WORKER, PairSettings, plan_pair
from prescreen.embedded.supervisor import ProcessPlan
from tests.faults.supervised_pair import QUICK, SupervisedPair, supervised_pair, wait_for

pytestmark = pytest.mark.faults

COUNT = 100
CHUNK = int(QUICK["SCORING_CHUNK_SIZE"])
BUNDLE = make_bundle(COUNT)
POISON = BUNDLE["applications"][COUNT // 2]["reference"]
SETTINGS = {"RULES": "real", "FAULTS": json.dumps({POISON: "SIGSEGV"})}


def test_poison_is_referred_alone_and_all_others_are_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with supervised_pair(tmp_path, monkeypatch, plan=_with_deadly_worker, settings=SETTINGS) as pair:
        began = time.monotonic()
        call_id = pair.send(BUNDLE)
        wait_for(lambda: pair.client.screening(call_id).is_over, 150)
        took_s = time.monotonic() - began
        assert pair.verdict_counts() == (COUNT, COUNT)
        verdicts = json.loads(pair.client.verdicts(call_id))["verdicts"]
        faulted = {
            verdict["reference"]: verdict["outcome"]
            for verdict in verdicts
            if any(finding["rule"] == "screening-fault" for finding in verdict["findings"])
        }
        print(f"one of {COUNT} ends its process: referred alone, all done in {took_s:.0f} s")
        assert faulted == {POISON: "refer"}


def test_without_the_memory_of_crashes_poison_keeps_its_chunk_from_any_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with supervised_pair(tmp_path, monkeypatch, plan=_with_forgetful_worker, settings=SETTINGS) as pair:
        pair.send(BUNDLE)
        wait_for(lambda: pair.verdict_counts()[0] >= COUNT - CHUNK, 90)
        deaths = _deaths(pair)
        # It would be delivered for ever; two more deaths after all others are done are enough to see.
        wait_for(lambda: _deaths(pair) >= deaths + 2, 60)
        print(
            f"without the memory of crashes: {COUNT - pair.verdict_counts()[0]} applications without a verdict"
        )
        assert pair.verdict_counts() == (COUNT - CHUNK, COUNT - CHUNK)


def _with_deadly_worker(settings: PairSettings) -> tuple[ProcessPlan, ...]:
    return _with_worker(settings, "tests.faults.deadly_scoring", "worker")


def _with_forgetful_worker(settings: PairSettings) -> tuple[ProcessPlan, ...]:
    return _with_worker(settings, "tests.faults.forgetful_scoring")


def _with_worker(settings: PairSettings, *module: str) -> tuple[ProcessPlan, ...]:
    command = (sys.executable, "-m", *module)
    return tuple(
        replace(plan, command=command) if plan.name == SCORING_WORKER else plan
        for plan in plan_pair(settings)
    )


def _deaths(pair: SupervisedPair) -> int:
    log = (pair.machine.logs / f"{SCORING_WORKER}.log").read_text("utf-8", "replace")
    return log.count("SIGSEGV")
