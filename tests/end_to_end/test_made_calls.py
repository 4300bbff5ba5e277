"""Calls that the real round does not show: over quota, ranked too long, sums that differ, strangers, duplicates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from prescreen.embedded.one_machine import OneMachine
from tests.end_to_end.made_bundle import application, call, write_bundle
from tests.end_to_end.run_command import prescreen

FARSTA = "Farsta stadsdelsförvaltning"
BROMMA = "Bromma stadsdelsförvaltning"


class Proposal:
    """What came out, by what the tests ask of it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.outcomes = {verdict["reference"]: verdict["outcome"] for verdict in document["verdicts"]}
        self.rules = {
            verdict["reference"]: {finding["rule"] for finding in verdict["findings"]}
            for verdict in document["verdicts"]
        }
        self.call_findings = [finding["text"]["sv"] for finding in document["call_findings"]]

    def call_finding_about(self, *words: str) -> bool:
        """Tell whether one call finding holds all the words."""
        return any(all(word in text for word in words) for text in self.call_findings)


def screen(machine: OneMachine, folder: Path, *options: str) -> Proposal:
    """Run the command on a bundle against the running pair."""
    out = folder / "out"
    done = prescreen("run", folder, "--out", out, "--intake", machine.address, *options)
    assert done.returncode == 0, done.stderr
    return Proposal(json.loads((out / "verdicts.json").read_text("utf-8")))


def test_an_application_that_nothing_speaks_against_is_eligible(machine: OneMachine, tmp_path: Path) -> None:
    proposal = screen(machine, write_bundle(tmp_path, call("plain"), [application("A-1")]))
    assert proposal.outcomes == {"A-1": "eligible"}


def test_over_quota_without_a_ranking_refers_all_and_says_so_of_the_call(
    machine: OneMachine, tmp_path: Path
) -> None:
    applications = [application(f"A-{n}") for n in range(1, 5)]
    applications.append(application("B-1", BROMMA))
    proposal = screen(machine, write_bundle(tmp_path, call("no-ranking"), applications))
    assert proposal.outcomes == {
        "A-1": "refer",
        "A-2": "refer",
        "A-3": "refer",
        "A-4": "refer",
        "B-1": "eligible",
    }
    assert all("applicant-over-quota" in proposal.rules[f"A-{n}"] for n in range(1, 5))
    assert proposal.call_finding_about(FARSTA, "4", "3")


def test_a_ranking_longer_than_the_quota_sets_aside_what_it_leaves_out_and_none_that_it_names(
    machine: OneMachine, tmp_path: Path
) -> None:
    applications = [application(f"A-{n}") for n in range(1, 6)]
    rankings = {FARSTA: ["A-1", "A-2", "A-3", "A-4"]}
    proposal = screen(machine, write_bundle(tmp_path, call("long-ranking"), applications, rankings))
    assert [name for name, outcome in proposal.outcomes.items() if outcome == "set_aside"] == ["A-5"]
    assert proposal.call_finding_about(FARSTA, "4", "3")


def test_a_co_applicant_counts_against_its_own_quota(machine: OneMachine, tmp_path: Path) -> None:
    applications = [application(f"A-{n}") for n in range(1, 4)]
    applications.append(application("AB-4", BROMMA, FARSTA))
    rankings = {FARSTA: ["A-1", "A-2", "A-3"]}
    proposal = screen(machine, write_bundle(tmp_path, call("co-applicants"), applications, rankings))
    assert proposal.outcomes["AB-4"] == "set_aside"
    assert proposal.outcomes["A-1"] == "eligible"


def test_sums_of_decisions_that_differ_from_stated_totals_are_told(
    machine: OneMachine, tmp_path: Path
) -> None:
    decision = {
        "reference": "A-1",
        "outcome": "granted",
        "awarded_amount": 90_000,
        "ground_codes": [],
        "set_aside_by": [],
        "text": "90 000 kronor",
        "visible_in_application": {},
    }
    made = call("sums", stated_totals={"project": 115_000})
    bundle = write_bundle(tmp_path, made, [application("A-1")], decisions=[decision])
    proposal = screen(machine, bundle)
    assert proposal.call_finding_about("90\u00a0000", "115\u00a0000", "25\u00a0000")


def test_an_administration_that_may_not_apply_is_referred_and_told(
    machine: OneMachine, tmp_path: Path
) -> None:
    applications = [application("A-1"), application("X-1", "Trafikkontoret")]
    proposal = screen(machine, write_bundle(tmp_path, call("stranger"), applications))
    assert proposal.outcomes == {"A-1": "eligible", "X-1": "refer"}
    assert proposal.call_finding_about("Trafikkontoret")


def test_one_project_filed_twice_is_noted_and_told(machine: OneMachine, tmp_path: Path) -> None:
    same = {
        "title": "Samtalsmottagning för unga vuxna",
        "description": "En mottagning dit unga vuxna kan komma.",
    }
    applications = [application("A-1", FARSTA, BROMMA, **same), application("B-1", BROMMA, FARSTA, **same)]
    proposal = screen(machine, write_bundle(tmp_path, call("twice"), applications))
    assert "duplicate-application" in proposal.rules["A-1"] & proposal.rules["B-1"]
    assert "refuse" not in proposal.outcomes.values()
    assert proposal.call_finding_about("A-1", "B-1")


def test_an_amount_above_the_cap_is_cut_and_one_not_stated_is_still_assessed(
    machine: OneMachine, tmp_path: Path
) -> None:
    applications = [
        application("A-1", requested_amount=700_000),
        application("A-2", requested_amount=None),
    ]
    proposal = screen(machine, write_bundle(tmp_path, call("amounts"), applications))
    assert "refuse" not in proposal.outcomes.values()
    assert "amount-over-cap" in proposal.rules["A-1"]
    assert "amount-missing" in proposal.rules["A-2"]


def test_a_register_given_by_name_is_used(machine: OneMachine, tmp_path: Path) -> None:
    register = {
        "earlier_grants": [
            {
                "project": "Ett nytt arbetssätt A-1",
                "administrations": [FARSTA],
                "grant_type": "project",
                "years": [2015, 2016, 2017],
            }
        ]
    }
    path = tmp_path / "known.json"
    path.write_text(json.dumps(register), "utf-8")
    bundle = write_bundle(tmp_path / "bundle", call("register"), [application("A-1", earlier_grants=None)])
    proposal = screen(machine, bundle, "--register", str(path))
    assert "fourth-project-year" in proposal.rules["A-1"]
    assert proposal.outcomes["A-1"] in ("refuse", "refer")


def test_a_fact_that_is_not_stated_is_named_and_refers(machine: OneMachine, tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path, call("silent"), [application("A-1", earlier_grants=None)])
    out = tmp_path / "out"
    done = prescreen("run", bundle, "--out", out, "--intake", machine.address)
    assert done.returncode == 0, done.stderr
    assert "Ej besvarat: Tidigare bidrag." in " ".join(done.stdout.split())
    (verdict,) = json.loads((out / "verdicts.json").read_text("utf-8"))["verdicts"]
    assert verdict["outcome"] == "refer"
