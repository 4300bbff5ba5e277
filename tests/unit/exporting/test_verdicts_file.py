"""Promises of verdicts.json."""

from __future__ import annotations

import json
from dataclasses import replace

from intake_service.exporting.verdicts_file import verdicts_bytes, verdicts_document
from prescreen_shared.shapes.verdict import CallFinding, Sentence
from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from tests.stages.made_proposals import (
    A_CRITERION,
    A_SCREENING,
    AN_OPEN_CRITERION,
    make_application,
    make_finding,
    make_proposal,
)

PASSED = make_finding(rule="passed", status=FindingStatus.NOT_MET)
OPEN = make_finding(rule="open", status=FindingStatus.UNDETERMINED, missing=("earlier_grants",))


def test_the_document_has_the_published_shape() -> None:
    document = verdicts_document(make_proposal(make_application()))
    assert document["version"] == 1
    assert document["call"] == "stockholm-2018"
    assert document["rule_set"] == {"name": "stockholm-2018", "version": 1, "sha256": "ab" * 32}
    (verdict,) = document["verdicts"]
    assert (verdict["reference"], verdict["outcome"]) == ("T1-6", "refuse")
    assert verdict["findings"] == [
        {
            "rule": "fourth-project-year",
            "effect": "refuse",
            "status": "met",
            "text": {"sv": "Det är ett fjärde projektår.", "en": "It is a fourth project year."},
            "facts": {"project_year": 4},
            "missing": [],
            "evidence": [{"field": "description", "quote": "Projektet har pågått i tre år."}],
            "source": {
                "document": "allocation-2018",
                "quote": "Avslag då det är för ett fjärde projektår de söker medel.",
            },
        }
    ]


def test_findings_that_are_met_or_undetermined_are_listed_and_passed_ones_are_not() -> None:
    application = make_application(findings=(PASSED, OPEN, make_finding(effect=Effect.NOTE)))
    (verdict,) = verdicts_document(make_proposal(application))["verdicts"]
    assert [finding["rule"] for finding in verdict["findings"]] == ["open", "fourth-project-year"]
    assert verdict["missing"] == ["earlier_grants"]


def test_verdicts_stand_in_the_natural_order_of_references() -> None:
    applications = [make_application(reference=reference) for reference in ("T1-10", "T2-1", "T1-2")]
    document = verdicts_document(make_proposal(*applications))
    assert [verdict["reference"] for verdict in document["verdicts"]] == ["T1-2", "T1-10", "T2-1"]


def test_an_application_without_an_outcome_has_no_verdict_but_is_named() -> None:
    document = verdicts_document(make_proposal(make_application(outcome=None)))
    assert (document["verdicts"], document["unscreened"]) == ([], ["T1-6"])


def test_a_call_that_has_not_been_screened_has_no_rule_set() -> None:
    document = verdicts_document(make_proposal(screening=None))
    assert (document["rule_set"], document["engine"], document["screening"]) == (None, None, None)
    fresh = replace(A_SCREENING, rule_set=None, engine=None, finished_at=None)
    assert verdicts_document(make_proposal(screening=fresh))["rule_set"] is None


def test_findings_about_the_call_are_listed_with_their_values() -> None:
    finding = CallFinding(
        "duplicate-application", Sentence("Två lika.", "Two alike."), {"b": 1, "a": [2]}, None
    )
    document = verdicts_document(make_proposal(call_findings=(finding,)))
    assert document["call_findings"] == [
        {
            "rule": "duplicate-application",
            "text": {"sv": "Två lika.", "en": "Two alike."},
            "facts": {"a": [2], "b": 1},
            "source": None,
        }
    ]


def test_the_same_content_gives_the_same_bytes_whatever_order_it_was_stored_in() -> None:
    one = make_application(findings=(make_finding(facts={"a": {"x": 1, "y": 2}, "b": 2}),))
    other = make_application(findings=(make_finding(facts={"b": 2, "a": {"y": 2, "x": 1}}),))
    second = make_application(reference="T1-7", outcome=Outcome.ELIGIBLE, findings=())
    assert verdicts_bytes(make_proposal(one, second)) == verdicts_bytes(make_proposal(second, other))


def test_the_bytes_are_readable_json_in_utf_8() -> None:
    content = verdicts_bytes(make_proposal(make_application()))
    assert "fjärde projektår" in content.decode()
    assert content.endswith(b"}\n")
    assert json.loads(content)["version"] == 1


def test_points_stand_beside_the_findings_with_every_criterion() -> None:
    application = make_application(criteria=(A_CRITERION, AN_OPEN_CRITERION))
    (verdict,) = verdicts_document(make_proposal(application))["verdicts"]
    assert verdict["points"] == {"known": 3, "possible": 5, "max": 7}
    assert [criterion["criterion"] for criterion in verdict["criteria"]] == [
        "research-link",
        "several-districts",
    ]
    assert verdict["criteria"][1] == {
        "criterion": "several-districts",
        "status": "undetermined",
        "points": 1,
        "possible_points": 3,
        "max_points": 5,
        "text": {"sv": "Två stadsdelar. Fler kan vara med.", "en": "Two districts. There may be more."},
        "facts": {"districts": 2},
        "missing": ["answers.it_system"],
        "source": {
            "document": "allocation-2018",
            "quote": "Avslag då det är för ett fjärde projektår de söker medel.",
        },
    }


def test_where_the_rules_have_no_criteria_the_file_is_as_before_there_were_any() -> None:
    (verdict,) = verdicts_document(make_proposal(make_application()))["verdicts"]
    assert verdict.keys().isdisjoint({"points", "criteria"})
