"""What the applicant states is taken as it is declared, and anything else is refused by name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from prescreen_shared.shapes.application import EarlierGrant
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.derive.kind import CallContext, StatedValueError
from scoring_service.domain.derive.kinds import derive_facts
from scoring_service.domain.rule_set import FactDeclaration
from tests.unit.scoring.make_facts import LABEL, declare, make_application, make_call, make_rule_set


def stated(type_: FactType, path: str, choices: tuple[str, ...] = (), **given: Any) -> Fact:
    declaration = FactDeclaration("f", type_, LABEL, choices=choices, stated_in=path)
    return derive_facts(make_rule_set(declaration), make_call(), make_application(**given), CallContext())[
        "f"
    ]


@pytest.mark.parametrize(
    ("type_", "path", "given", "value"),
    [
        (FactType.BOOLEAN, "answers.x", {"answers": {"x": False}}, False),
        (FactType.INTEGER, "answers.x", {"answers": {"x": 4}}, 4),
        (FactType.AMOUNT, "requested_amount", {"requested_amount": 0}, 0),
        (FactType.CHOICE, "answers.x", {"answers": {"x": "none"}}, "none"),
        (FactType.DATE, "answers.x", {"answers": {"x": "2017-12-01"}}, date(2017, 12, 1)),
        (FactType.DATE, "answers.x", {"answers": {"x": date(2017, 12, 1)}}, date(2017, 12, 1)),
        (
            FactType.DATE,
            "submitted_at",
            {"submitted_at": datetime(2017, 12, 1, tzinfo=UTC)},
            date(2017, 12, 1),
        ),
        (FactType.TEXT, "answers.x", {"answers": {"x": ["Oslo", "Bergen"]}}, "Oslo, Bergen"),
        (FactType.TEXT, "applicants", {"applicants": ("A", "B")}, "A, B"),
        (
            FactType.TEXT,
            "earlier_grants",
            {"earlier_grants": (EarlierGrant(2017, None, None, None),)},
            "2017",
        ),
        (FactType.TEXT, "earlier_grants", {"earlier_grants": ()}, "-"),
    ],
)
def test_a_stated_value_is_the_fact(type_: FactType, path: str, given: dict[str, Any], value: Any) -> None:
    assert stated(type_, path, ("none",) if type_ is FactType.CHOICE else (), **given).value == value


@pytest.mark.parametrize("silence", [None, "", "  ", []])
def test_silence_is_not_stated_and_names_its_field(silence: Any) -> None:
    fact = stated(FactType.TEXT, "answers.x", answers={"x": silence})

    assert (fact.value, fact.missing) == (None, ("answers.x",))
    assert stated(FactType.BOOLEAN, "answers.y").missing == ("answers.y",)
    assert stated(FactType.TEXT, "earlier_grants", earlier_grants=None).missing == ("earlier_grants",)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (FactType.BOOLEAN, "true"),
        (FactType.BOOLEAN, 1),
        (FactType.INTEGER, True),
        (FactType.INTEGER, "4"),
        (FactType.INTEGER, 4.0),
        (FactType.AMOUNT, 2**70),
        (FactType.CHOICE, "mostly"),
        (FactType.DATE, "1 december"),
        (FactType.DATE, 20171201),
        (FactType.TEXT, 7),
        (FactType.TEXT, ["Oslo", 7]),
    ],
)
def test_a_value_of_another_type_is_refused_by_field(type_: FactType, value: Any) -> None:
    with pytest.raises(StatedValueError, match=r"answers\.x"):
        stated(type_, "answers.x", ("none",), answers={"x": value})


@pytest.mark.parametrize("type_", [FactType.BOOLEAN, FactType.CHOICE, FactType.DATE, FactType.AMOUNT])
def test_the_refusal_of_a_value_does_not_repeat_what_the_applicant_wrote(type_: FactType) -> None:
    with pytest.raises(StatedValueError) as raised:
        stated(type_, "answers.x", ("none",), answers={"x": "Anna på enheten vet"})
    assert "Anna" not in str(raised.value)


def test_every_declared_fact_is_given() -> None:
    rule_set = make_rule_set(
        declare("grant_type_is", grant_types=["project"]), declare("similar_application")
    )

    facts = derive_facts(rule_set, make_call(), make_application(), CallContext())

    assert {name: fact.value for name, fact in facts.items()} == {
        "grant_type_is": True,
        "similar_application": False,
    }
