"""The main job under faults: 3,000 applications through both services, each with exactly one verdict in the end."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.made_up.bundle import make_bundle
from benchmarks.process_watch import ProcessWatch
from tests.faults.killable import wait_for
from tests.faults.pair_stage import PairStage
from tests.stages.brokers import own_broker

pytestmark = pytest.mark.faults

COUNT = int(os.environ.get("FAULT_APPLICATIONS", "3000"))
QUICK = {
    "SCORING_CONCURRENCY": "2",
    "SCORING_CHUNK_LEASE_S": "10",
    "INTAKE_RESEND_FIRST_S": "10",
    "LOG_LEVEL": "WARNING",
}


@pytest.fixture
def stage(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[PairStage]:
    with own_broker() as broker:
        stage = PairStage(broker, tmp_path, **QUICK, **getattr(request, "param", {}))
        yield stage
        stage.close()


BUNDLE = make_bundle(COUNT)
POISON = {
    BUNDLE["applications"][COUNT // 3]["reference"]: "SIGSEGV",
    BUNDLE["applications"][7]["reference"]: "raise",
}


@pytest.mark.parametrize("stage", [{"FAULTS": json.dumps(POISON)}], indirect=True)
def test_kills_poison_and_an_emptied_broker_leave_one_verdict_for_each_application(stage: PairStage) -> None:
    assert stage.wait_until_ready(), stage.processes.last_words()
    call_id = str(stage.client.import_bundle(BUNDLE)["call_id"])
    stage.client.close_call(call_id)
    for number in range(3):
        wait_until = COUNT * (number + 1) // 5
        assert wait_for(lambda least=wait_until: stage.kept()["scoring"] >= least, 300), stage.kept()
        stage.processes.kill("scoring-worker")
        if number == 1:
            stage.broker.restart_empty()
        stage.start("scoring-worker")
    assert wait_for(lambda: stage.client.screening(call_id).is_over, 600), stage.client.screening(call_id)

    assert stage.client.screening(call_id).is_complete
    assert stage.kept() == {"intake": COUNT, "scoring": COUNT}
    verdicts = stage.proposal(call_id)["verdicts"]
    assert Counter(verdict["reference"] for verdict in verdicts) == Counter(
        application["reference"] for application in BUNDLE["applications"]
    )
    faulted = {
        verdict["reference"]: verdict["outcome"]
        for verdict in verdicts
        if any(finding["rule"] == "screening-fault" for finding in verdict["findings"])
    }
    assert faulted == dict.fromkeys(POISON, "refer")
    assert stage.alarms()["screening-fault"] == len(POISON)


def test_the_memory_of_the_worker_is_flat(stage: PairStage) -> None:
    assert stage.wait_until_ready(), stage.processes.last_words()
    call_id = str(stage.client.import_bundle(BUNDLE)["call_id"])
    with ProcessWatch({"scoring-worker": stage.processes.pid_of("scoring-worker")}) as watch:
        began = time.monotonic()
        stage.client.close_call(call_id)
        assert wait_for(lambda: stage.client.screening(call_id).is_over, 900)
        took = time.monotonic() - began
    use = watch.uses["scoring-worker"]
    print(
        f"{COUNT} applications in {took:.0f} s, largest child {use.child_mib:.0f} MiB, growth {use.growth():.2f}"
    )
    assert use.growth() < 1.15
