"""Fifty activations and rollbacks under load: no mixed screening, no lost verdict, no leak, intake untouched."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import select

from benchmarks.made_up.bundle import make_bundle
from intake_service.store import tables as intake
from prescreen.embedded.one_machine import INTAKE_SCHEDULER, INTAKE_WEB, INTAKE_WORKER, SCORING_WORKER
from prescreen_shared.plumbing.database import SystemClock
from scoring_service.parts import ScoringParts
from scoring_service.screenings.again import screen_again
from scoring_service.store import tables as scoring
from scoring_service.versions.drafts import approve_version, check_version, create_draft
from scoring_service.versions.in_force import activate_version, roll_back
from scoring_service.versions.views import VersionView
from tests.faults.limited_rules import expected_limit, limited_rules, said_limit
from tests.faults.supervised_pair import SupervisedPair, supervised_pair, wait_for
from tests.stages.scoring import scoring_parts

pytestmark = pytest.mark.faults

COUNT = int(os.environ.get("FAULT_APPLICATIONS", "120"))
TURNS = 50
IN_FLIGHT = 6
LIMITS = (150_000, 250_000)
MOST_GROWTH_MIB = 16.0
WHOLE = {"SCORING_TASKS_PER_CHILD": "1000000"}
"""No child is replaced, so that what leaks stays to be seen."""


def test_fifty_activations_and_rollbacks_under_load_mix_lose_and_leak_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with supervised_pair(tmp_path, monkeypatch, settings=WHOLE) as pair:
        parts = scoring_parts(pair.scoring, SystemClock())
        versions = [_approved(parts, 900 + number, limit) for number, limit in enumerate(LIMITS)]
        bundle = make_bundle(COUNT)
        call_id, code = pair.send(bundle), bundle["call"]["id"]
        wait_for(lambda: pair.client.screening(call_id).is_over, 300)
        _activate(parts, versions[0], code)
        warmed = [_again(parts, code, versions[turn % 2]) for turn in range(8)]
        _wait_for_all(pair, warmed)

        intake_pids = _pids(pair, INTAKE_WEB, INTAKE_WORKER, INTAKE_SCHEDULER)
        worker_pids = _children(pair)
        before, began = _largest_child_mib(pair), time.monotonic()
        expected = _alternate(pair, parts, code, versions)
        _wait_for_all(pair, expected)
        took, after = time.monotonic() - began, _largest_child_mib(pair)

        print(
            f"{TURNS} turns, {len(expected)} screenings of {COUNT} in {took:.0f} s; largest child "
            f"{before:.1f} MiB before, {after:.1f} MiB after; intake's processes {intake_pids} unchanged"
        )
        _require_whole_screenings(pair, bundle, expected)
        assert _pids(pair, INTAKE_WEB, INTAKE_WORKER, INTAKE_SCHEDULER) == intake_pids
        assert _children(pair) == worker_pids
        assert after - before < MOST_GROWTH_MIB
        assert pair.count(scoring.ParkedMessage) == pair.count(intake.ParkedMessage) == 0


def _approved(parts: ScoringParts, version: int, limit: int) -> VersionView:
    draft = create_draft(parts, limited_rules(version, limit), by="Anna")
    checked = check_version(parts, draft.version_id, by="Anna")
    assert checked.state == "checked", checked.problems
    return approve_version(parts, draft.version_id, by="Bo")


def _activate(parts: ScoringParts, version: VersionView, code: str) -> None:
    activate_version(parts, version.version_id, by="Bo", reason="prov", call_code=code)


def _again(parts: ScoringParts, code: str, version: VersionView | None = None) -> str:
    named = None if version is None else version.version_id
    return screen_again(parts, code, by="Bo", reason="prov", version_id=named).screening_id


def _alternate(
    pair: SupervisedPair, parts: ScoringParts, code: str, versions: list[VersionView]
) -> dict[str, VersionView]:
    """Bring the second into force and roll back to the first in turn; give what each screening must be judged by."""
    expected: dict[str, VersionView] = {}
    for turn in range(TURNS):
        if turn % 2:
            roll_back(parts, by="Bo", reason="prov", call_code=code)
        else:
            _activate(parts, versions[1], code)
        expected[_again(parts, code)] = versions[0 if turn % 2 else 1]
        if turn in (10, 30):
            # Applications of other calls come in meanwhile, and are screened by the shipped version.
            pair.send(make_bundle(COUNT, seed=turn))
        wait_for(lambda: len(_open(pair, expected)) < IN_FLIGHT, 300)
    return expected


def _wait_for_all(pair: SupervisedPair, screening_ids: Any) -> None:
    wait_for(lambda: not _open(pair, screening_ids), 600)
    wait_for(lambda: pair.count(intake.ScreeningRow, intake.ScreeningRow.state != "done") == 0, 300)


def _open(pair: SupervisedPair, screening_ids: Any) -> set[str]:
    done = select(intake.ScreeningRow.screening_id).where(intake.ScreeningRow.state == "done")
    with pair.intake.reading() as session:
        return set(screening_ids) - {str(screening_id) for screening_id in session.scalars(done)}


def _require_whole_screenings(
    pair: SupervisedPair, bundle: dict[str, Any], expected: dict[str, VersionView]
) -> None:
    """See that every screening has exactly one verdict for each application, of its own version, in both databases."""
    limits = dict(zip((900, 901), LIMITS, strict=True))
    amounts = {each["reference"]: each["requested_amount"] for each in bundle["applications"]}
    kept = {"scoring": _scoring_verdicts(pair), "intake": _intake_verdicts(pair)}
    for screening_id, version in expected.items():
        right = {
            reference: (version.sha256, expected_limit(amount, limits[version.version]))
            for reference, amount in amounts.items()
        }
        for service, verdicts in kept.items():
            assert len(verdicts[screening_id]) == COUNT, (service, screening_id)
            assert dict(verdicts[screening_id]) == right, (service, screening_id)


Verdicts = dict[str, list[tuple[str, tuple[str, str]]]]


def _scoring_verdicts(pair: SupervisedPair) -> Verdicts:
    found: Verdicts = defaultdict(list)
    with pair.scoring.reading() as session:
        for row in session.scalars(select(scoring.VerdictRow)):
            if not _is_shipped(row.findings):
                told = (row.rule_set_sha256, said_limit(row.findings))
                found[row.screening_id].append((row.reference, told))
    return found


def _intake_verdicts(pair: SupervisedPair) -> Verdicts:
    found: Verdicts = defaultdict(list)
    rows = select(intake.VerdictRow, intake.ApplicationRow.reference).join(
        intake.ApplicationRow, intake.ApplicationRow.application_id == intake.VerdictRow.application_id
    )
    with pair.intake.reading() as session:
        for row, reference in session.execute(rows):
            if not _is_shipped(row.findings):
                told = (row.rule_set_sha256, said_limit(row.findings))
                found[str(row.screening_id)].append((reference, told))
    return found


def _is_shipped(findings: list[dict[str, Any]]) -> bool:
    return all(finding["rule"] != "trial-limit" for finding in findings)


def _pids(pair: SupervisedPair, *names: str) -> list[int | None]:
    return [pair.machine.pid_of(name) for name in names]


def _children(pair: SupervisedPair) -> set[int]:
    return {child.pid for child in psutil.Process(pair.machine.pid_of(SCORING_WORKER)).children()}


def _largest_child_mib(pair: SupervisedPair) -> float:
    children = psutil.Process(pair.machine.pid_of(SCORING_WORKER)).children()
    return max(float(child.memory_full_info().pss) for child in children) / 2**20
