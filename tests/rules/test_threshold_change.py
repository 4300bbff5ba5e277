"""One threshold changed on a whole kept round: who changes is who must, counted apart from the product's own code."""

from __future__ import annotations

import ctypes
import io
import re
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid5

import pytest
from ruamel.yaml import YAML
from sqlalchemy import select

from benchmarks.made_up.bundle import make_bundle
from prescreen_shared.plumbing.allocator import STEADY
from scoring_service.backtests.views import read_changes
from scoring_service.settings import RULE_SETS
from scoring_service.store.tables import VerdictRow
from tests.stages.backtests import BacktestStage, live_content
from tests.stages.databases import sqlite_url

GRANT_YEAR = 2018
BEFORE, AFTER = 3, 2
CALL_ID = UUID("00000000-0000-4000-8000-00000000ca11")


@dataclass(frozen=True)
class History:
    """What an applicant says of earlier grants, and the project years that follow: at least, at most (None: no knowing)."""

    grants: list[dict[str, Any]] | None
    least: int
    most: int | None


def make_history(chance: Random) -> History:
    """Make a history whose project year is known because it is chosen first."""
    if chance.random() < 0.1:
        return History(None, 1, None)
    sure = chance.choices((0, 1, 2, 3, 4), weights=(40, 25, 20, 10, 5))[0]
    unsure = chance.choices((0, 1, 2), weights=(80, 15, 5))[0]
    years = chance.sample(range(2005, GRANT_YEAR), sure + unsure)
    grants = [_grant(year, same_project=True, prestudy=chance.random() < 0.2) for year in years[:sure]]
    grants += [_grant(year, same_project=None) for year in years[sure:]]
    # What must not count: another project, a study visit, the same year told twice, and the year applied for.
    noise = [
        _grant(chance.randrange(2005, GRANT_YEAR), same_project=False),
        _grant(chance.randrange(2005, GRANT_YEAR), grant_type="study_visit", same_project=True),
        _grant(GRANT_YEAR, same_project=True),
        *(grant for grant in grants[:1]),
    ]
    grants += [grant for grant in noise if chance.random() < 0.3]
    chance.shuffle(grants)
    return History(grants, 1 + sure, 1 + sure + unsure)


def _grant(year: int, *, same_project: bool | None, **more: Any) -> dict[str, Any]:
    return {
        "year": year,
        "grant_type": "project",
        "prestudy": False,
        "same_project": same_project,
        **more,
    }


def status(history: History, limit: int) -> str:
    """Say what the rule must say of a project under a limit."""
    if history.least > limit:
        return "met"
    return "not_met" if history.most is not None and history.most <= limit else "undetermined"


def must_become(history: History, kept_outcome: str) -> str | None:
    """Say what a project becomes when the limit falls; None when nothing of it is another."""
    before, after = status(history, BEFORE), status(history, AFTER)
    if before == after:
        # The sentence of what cannot be settled names the limit; the one that refuses names the year.
        return "changed_text" if after == "undetermined" else None
    if after == "met":
        return "changed_grounds" if kept_outcome == "refuse" else "newly_refused"
    return "newly_referred" if kept_outcome == "eligible" else "changed_grounds"


def changed_rules(document: str) -> str:
    """Lower the threshold in a rule file's text, and its cases of what is just allowed with it."""
    yaml, written = YAML(), io.StringIO()
    content = yaml.load(document)
    assert str(BEFORE) in str(content["constants"]["max_project_years"])
    content["constants"]["max_project_years"] = AFTER
    content["version"] += 1
    (rule,) = (rule for rule in content["rules"] if rule["id"] == "fourth-project-year")
    for case in rule["cases"]:
        if case["status"] == "not_met":
            facts = case["facts"]
            facts.update({name: max(1, value - 1) for name, value in facts.items() if type(value) is int})
    yaml.dump(content, written)
    return written.getvalue()


def made_round(count: int) -> tuple[list[dict[str, Any]], dict[str, History], dict[str, Any]]:
    """Make applications as messages carry them, the histories of the projects, and the order's further parts."""
    bundle = make_bundle(count)
    sent, histories = [], {}
    for entry in bundle["applications"]:
        assert not re.search("fjärde|femte", f"{entry['title']} {entry['description']}".casefold())
        reference = entry["reference"]
        history = make_history(Random(f"history {reference}"))
        if entry["grant_type"] == "project":
            histories[reference] = history
        sent.append(_message(entry, history))
    register = bundle["register"] | {"earlier_grants": []}
    beside = {"call": _call(bundle["call"]), "rankings": bundle["rankings"], "register": register}
    return sent, histories, beside


def _message(entry: dict[str, Any], history: History) -> dict[str, Any]:
    content = {
        key: entry[key]
        for key in ("grant_type", "title", "description", "applicants", "unit", "requested_amount", "answers")
    }
    return {
        "application_id": str(uuid5(CALL_ID, entry["reference"])),
        "reference": entry["reference"],
        "revision": 1,
        "state": "submitted",
        "submitted_at": entry["submitted_at"],
        "registration_number": entry["registration_number"],
        "content": content | {"earlier_grants": history.grants},
    }


def _call(entry: dict[str, Any]) -> dict[str, Any]:
    left_out = ("id", "rule_set")
    kept = {key: value for key, value in entry.items() if key not in left_out}
    return kept | {"call_id": str(CALL_ID), "code": entry["id"], "grant_year": GRANT_YEAR}


def kept_outcomes(stage: BacktestStage, screening_id: str) -> dict[str, str]:
    with stage.database.reading() as session:
        kept = select(VerdictRow.reference, VerdictRow.outcome).where(VerdictRow.screening_id == screening_id)
        return {row.reference: row.outcome for row in session.execute(kept)}


def try_threshold(url: str, count: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Screen a made-up round, try the lower threshold on it, and compare with what must come out."""
    stage = BacktestStage(url)
    document = (RULE_SETS / "stockholm-2018.yaml").read_text("utf-8")
    sent, histories, beside = made_round(count)
    started = time.monotonic()
    screening_id = stage.screen(sent, document, **beside)
    screened = time.monotonic()
    outcomes = kept_outcomes(stage, screening_id)
    assert len(outcomes) == count
    before = live_content(stage.database)
    tried = time.monotonic()
    view = stage.backtest(changed_rules(document), screening_id)
    ended = time.monotonic()

    assert (view.state, view.done) == ("done", count), view.problems
    assert live_content(stage.database) == before
    found = read_changes(stage.parts, view.backtest_id, change="changed", limit=count)
    must = {reference: must_become(history, outcomes[reference]) for reference, history in histories.items()}
    assert {each.reference: each.change for each in found} == {
        reference: change for reference, change in must.items() if change
    }
    assert {"newly_refused", "newly_referred", "changed_grounds"} <= {each.change for each in found}
    for each in found:
        assert each.difference is not None
        assert [rule["rule"] for rule in each.difference["rules"]] == ["fourth-project-year"]
    _say(capsys, stage, count, screened - started, ended - tried, view.counts)
    stage.close()


def _say(
    capsys: pytest.CaptureFixture[str],
    stage: BacktestStage,
    count: int,
    screening_s: float,
    trial_s: float,
    counts: dict[str, int],
) -> None:
    kind = "SQLite" if stage.database.is_sqlite else "PostgreSQL"
    with capsys.disabled():
        print(
            f"\n{count} applications in {kind}: screened in {screening_s:.1f} s ({screening_s / count * 1e3:.1f} ms each), "
            f"tried in {trial_s:.1f} s ({trial_s / count * 1e3:.1f} ms each), "
            f"{ {change: number for change, number in counts.items() if number} }"
        )


@pytest.fixture(autouse=True)
def steady_allocator() -> None:
    """Let malloc keep what it has, as the product's own processes are told before they begin."""
    trim, mmap = -1, -3
    if hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(trim, int(STEADY["MALLOC_TRIM_THRESHOLD_"]))
        libc.mallopt(mmap, int(STEADY["MALLOC_MMAP_THRESHOLD_"]))


@pytest.mark.long
def test_a_lower_threshold_on_three_hundred_changes_exactly_those_it_must(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try_threshold(database_url, 300, capsys)


@pytest.mark.long
def test_a_lower_threshold_on_five_thousand_changes_exactly_those_it_must(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try_threshold(sqlite_url(tmp_path), 5_000, capsys)
