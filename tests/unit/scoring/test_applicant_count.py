"""Administrations that apply together are counted once each, however their names are written."""

from __future__ import annotations

import pytest

from scoring_service.domain.condition import FactType
from tests.unit.scoring.make_facts import declare, derive, make_application


@pytest.mark.parametrize(
    ("applicants", "expected"),
    [
        (("Farsta stadsdelsförvaltning",), 1),
        (("Farsta stadsdelsförvaltning", "Farsta SDF"), 1),
        (("Farsta sdf", "Bromma stadsdelsförvaltning"), 2),
        (("Farsta sdf", "Okända förvaltningen"), 2),
    ],
)
def test_each_administration_counts_once(applicants: tuple[str, ...], expected: int) -> None:
    fact = derive(declare("applicant_count", FactType.INTEGER), make_application(applicants=applicants))

    assert fact.value == expected


def test_those_that_are_not_to_be_counted_are_passed_over_under_any_spelling() -> None:
    declaration = declare("applicant_count", FactType.INTEGER, not_counted=["Bromma stadsdelsförvaltning"])
    fact = derive(declaration, make_application(applicants=("Bromma sdf", "Farsta sdf")))

    assert (fact.value, fact.details) == (1, {"names": ["Farsta sdf"]})


def test_without_applicants_nothing_is_counted() -> None:
    fact = derive(declare("applicant_count", FactType.INTEGER), make_application(applicants=()))

    assert (fact.value, fact.missing) == (None, ("applicants",))


def test_names_stand_in_the_order_of_the_application() -> None:
    fact = derive(
        declare("applicant_count", FactType.INTEGER),
        make_application(applicants=("Farsta sdf", "Bromma sdf", "Farsta stadsdelsförvaltning")),
    )

    assert fact.details["names"] == ["Farsta sdf", "Bromma sdf"]
