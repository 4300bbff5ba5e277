"""The real round of 2018 against what people decided: what the applications show is found, what was granted is not refused."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.rules.screen_bundle import (
    REAL_ROUND,
    Screened,
    grounds,
    read_json,
    real_round,
    screen,
    shipped_rule_set,
)

REASON_IDS = {
    "applicant_over_quota": "applicant-over-quota",
    "city_standard_method_exists": "city-standard-exists",
    "competence_development": "competence-development",
    "fourth_project_year": "fourth-project-year",
    "local_alternative_exists": "local-alternative-exists",
    "already_funded_elsewhere": "funded-elsewhere",
    "ordinary_operations": "ordinary-operations",
    "parallel_system": "parallel-system",
}
DECISIONS: list[dict[str, Any]] = read_json(REAL_ROUND / "decisions.json")


@cache
def screened() -> Screened:
    return screen(shipped_rule_set(), *real_round())


def _shown(strength: str) -> list[Any]:
    return [
        pytest.param(decision["reference"], REASON_IDS[code], id=f"{decision['reference']} {code}")
        for decision in DECISIONS
        for code, visible in decision["visible_in_application"].items()
        if visible == strength
    ]


@pytest.mark.parametrize(("reference", "rule"), _shown("direct"))
def test_a_ground_that_the_application_shows_directly_is_found(reference: str, rule: str) -> None:
    assert rule in grounds(screened().verdicts[reference])


@pytest.mark.parametrize(("reference", "rule"), _shown("suggestive"))
def test_a_ground_that_the_application_suggests_is_referred(reference: str, rule: str) -> None:
    assert grounds(screened().verdicts[reference])[rule] == "refer"


@pytest.mark.parametrize(
    "reference", [each["reference"] for each in DECISIONS if each["outcome"] == "not_prioritised"]
)
def test_what_its_sender_left_out_is_set_aside(reference: str) -> None:
    assert screened().verdicts[reference].outcome.value == "set_aside"


@pytest.mark.parametrize(
    "reference", [each["reference"] for each in DECISIONS if each["outcome"] == "granted"]
)
def test_what_was_granted_is_neither_refused_nor_referred(reference: str) -> None:
    assert screened().verdicts[reference].outcome.value == "eligible"


def test_other_funding_that_only_the_register_shows_is_found_too() -> None:
    assert grounds(screened().verdicts["T1-6"]) == {
        "fourth-project-year": "refuse",
        "funded-elsewhere": "refer",
    }


def test_the_fourth_project_year_says_the_year_and_what_it_rests_on() -> None:
    finding = next(
        each for each in screened().verdicts["T1-6"].findings if each.rule == "fourth-project-year"
    )

    assert finding.text.sv.startswith("Avslag då det är för ett fjärde projektår de söker medel.")
    assert finding.facts["project_year"] == 4
    assert [evidence.field for evidence in finding.evidence] == ["earlier_grants", "register.earlier_grants"]


def test_the_joint_trip_filed_twice_is_pointed_out_and_nobody_is_set_aside_for_it() -> None:
    duplicates = [each for each in screened().call_findings if each.rule == "duplicate-application"]

    assert [each.facts["references"] for each in duplicates] == [["T2-16", "T2-21"]]
    assert grounds(screened().verdicts["T2-16"]) == {"duplicate-application": "note"}


def test_unknown_times_of_arrival_are_counted_and_refer_nobody() -> None:
    found = next(each for each in screened().call_findings if each.rule == "arrival-times-unknown")

    assert found.facts == {"unknown": 29, "applications": 29}


def test_a_request_above_the_cap_is_cut_down() -> None:
    assert screened().verdicts["T2-8"].proposed_amount == 25000
