"""The project year is counted in distinct years of the same project, and left open where it is not known."""

from __future__ import annotations

from typing import Any

import pytest

from prescreen_shared.shapes.application import EarlierGrant
from scoring_service.domain.condition import FactType
from scoring_service.domain.derive.register import Sameness, sameness
from tests.unit.scoring.make_facts import declare, derive, make_application, make_call

SETTINGS: dict[str, Any] = {
    "grant_type": "project",
    "sources": ["register", "applicant"],
    "prestudy_counts": True,
}


def years(grants: Any, register: Any = (), **settings: Any) -> tuple[Any, ...]:
    application = make_application(title="Hemteamet", earlier_grants=grants)
    call = make_call(register={"earlier_grants": list(register)})
    kinds = ("project_year_at_least", "project_year", "project_year_at_most")
    declared = [declare(kind, FactType.INTEGER, **{**SETTINGS, **settings}) for kind in kinds]
    return tuple(derive(declaration, application, call).value for declaration in declared)


def grant(year: int | None, **given: Any) -> EarlierGrant:
    return EarlierGrant(
        **{"year": year, "grant_type": "project", "prestudy": False, "same_project": True, **given}
    )


def entry(
    *found: int, project: str = "Hemteamet", administration: str = "Farsta", **given: Any
) -> dict[str, Any]:
    return {
        "project": project,
        "administrations": [administration],
        "grant_type": "project",
        "years": [*found],
        **given,
    }


@pytest.mark.parametrize(
    ("grants", "register", "expected"),
    [
        ((), [], (1, 1, 1)),
        (None, [], (1, None, None)),
        (None, [entry(2015, 2016, 2017)], (4, None, None)),
        ((grant(2017),), [entry(2016, 2017)], (3, 3, 3)),
        ((grant(2017, prestudy=True, grant_type=None),), [], (2, 2, 2)),
        ((grant(2017, grant_type="study_visit"),), [], (1, 1, 1)),
        ((grant(2017, same_project=False),), [], (1, 1, 1)),
        ((grant(2017, same_project=None),), [], (1, None, 2)),
        ((grant(2017, grant_type=None),), [], (1, None, 2)),
        ((grant(None),), [], (2, 2, 2)),
        ((grant(None), grant(2016)), [], (2, None, 3)),
        ((grant(2018), grant(2019)), [entry(2018)], (1, 1, 1)),
        ((grant(2017, same_project=False),), [entry(2016, 2017)], (2, None, 3)),
        ((grant(2017, same_project=False), grant(2017)), [entry(2017)], (2, 2, 2)),
        ((), [entry(2016, project="Stöd från Hemteamet nu")], (1, 1, 1)),
        ((), [entry(2016, administration="Bromma")], (1, 1, 1)),
        ((), [entry(2016, grant_type="study_visit")], (1, 1, 1)),
    ],
)
def test_years_are_counted_between_a_lower_and_an_upper_bound(
    grants: Any, register: Any, expected: Any
) -> None:
    assert years(grants, register) == expected


def test_a_prestudy_can_be_declared_not_to_count() -> None:
    assert years((grant(2017, prestudy=True),), prestudy_counts=False) == (1, 1, 1)


def test_a_source_that_is_not_declared_is_not_asked() -> None:
    assert years(None, [entry(2016)], sources=["register"]) == (2, 2, 2)
    assert years((), [entry(2016)], sources=["applicant"]) == (1, 1, 1)


def test_without_a_grant_year_every_year_is_an_earlier_one() -> None:
    declaration = declare("project_year", FactType.INTEGER, **SETTINGS)
    application = make_application(earlier_grants=(grant(2018),))

    assert derive(declaration, application, make_call(grant_year=None)).value == 2


def test_an_unknown_year_names_the_earlier_grants_as_missing() -> None:
    fact = derive(
        declare("project_year", FactType.INTEGER, **SETTINGS), make_application(earlier_grants=None)
    )

    assert fact.missing == ("earlier_grants",)


@pytest.mark.parametrize(
    ("title", "name", "expected"),
    [
        ("Globen-modellen", "Globenmodellen", Sameness.SAME),
        ("GLOBENMODELLEN år 4", "Globenmodellen", Sameness.SAME),
        ("Globenmodellen – i hela staden", "Globenmodellen", Sameness.SAME),
        ("Globenmodelen", "Globenmodellen", Sameness.SAME),
        ("Kristeamet utvärdering", "Kristeamet", Sameness.SAME),
        (
            "Mätinstrument livskvalitet gruppbostad",
            "Mätinstrument livskvalitet gruppbostad (förstudie)",
            Sameness.SAME,
        ),
        ("Brukarskola på enheten", "Brukarskola", Sameness.POSSIBLE),
        ("Prevention steg 2", "Prevention steg 1", Sameness.POSSIBLE),
        ("Södermalmsmodellen", "Globenmodellen", Sameness.OTHER),
        ("Ett nytt Hus för alla", "Hus", Sameness.OTHER),
        ("Förstudie", "Utvärdering", Sameness.OTHER),
    ],
)
def test_a_project_is_known_by_its_name_in_its_spelling_variants(
    title: str, name: str, expected: Sameness
) -> None:
    assert sameness(title, name) is expected


@pytest.mark.parametrize(
    ("grants", "register", "expected"),
    [
        ((), [], False),
        (None, [], None),
        (None, [entry(2017)], True),
        ((grant(2017),), [], True),
        ((grant(2017, same_project=None),), [], None),
        ((grant(2017, same_project=False),), [], False),
    ],
)
def test_a_project_goes_on_when_an_earlier_year_is_sure(grants: Any, register: Any, expected: Any) -> None:
    application = make_application(title="Hemteamet", earlier_grants=grants)
    call = make_call(register={"earlier_grants": list(register)})

    assert derive(declare("continues_project", **SETTINGS), application, call).value is expected
