"""The register's latest word on the applicant's own project counts, and only where it is surely that project."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scoring_service.domain.condition import Fact, FactType
from tests.unit.scoring.make_facts import declare, derive, make_application, make_call

DECLARATION = replace(
    declare("own_project_entry", FactType.CHOICE, section="reports", key="status"),
    choices=("approved", "not_approved"),
)


def report(*years: int, status: Any = "approved", **given: Any) -> dict[str, Any]:
    return {
        "project": "Hemteamet",
        "administrations": ["Farsta"],
        "grant_type": "project",
        "years": [*years],
        "status": status,
        **given,
    }


def status(*reports: dict[str, Any]) -> Fact:
    call = make_call(register={"reports": list(reports)})
    return derive(DECLARATION, make_application(title="Hemteamet"), call)


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([report(2017)], "approved"),
        ([report(2017, status="not_approved")], "not_approved"),
        ([report(2016, status="not_approved"), report(2017)], "approved"),
        ([report(2017, status="not_approved"), report(2016)], "not_approved"),
        ([report(2017), report(2017, status="not_approved")], None),
        ([report(2017), report(2017)], "approved"),
        ([report(2018)], None),
        ([report()], None),
        ([report(2017, status="lost")], None),
        ([report(2017, status=["approved"])], None),
        ([report(2017, project="Hemteamet steg 1"), report(2016, project="Ett annat")], "approved"),
        ([report(2017, project="Ett annat")], None),
        ([report(2017, administrations=["Bromma"])], None),
        ([report(2017, grant_type="study_visit")], None),
        ([], None),
    ],
)
def test_the_latest_entry_of_the_own_project_gives_the_value(
    reports: list[dict[str, Any]], expected: str | None
) -> None:
    assert status(*reports).value == expected


def test_what_the_register_does_not_say_is_named() -> None:
    assert status().missing == ("register.reports",)


def test_the_year_and_the_name_of_the_entry_are_given_to_sentences() -> None:
    fact = status(report(2016, 2017))

    assert fact.details == {"year": 2017, "matched_name": "Hemteamet"}
    assert [(words.field, words.quote) for words in fact.evidence] == [
        ("register.reports", "Hemteamet: 2017")
    ]
