"""What the applicant states is taken as it is declared, and anything else is refused by name."""

from __future__ import annotations

import json
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
def test_a_value_of_another_type_is_unclear_and_quoted(type_: FactType, value: Any) -> None:
    fact = stated(type_, "answers.x", ("none",), answers={"x": value})

    assert (fact.value, fact.is_unclear, fact.missing) == (None, True, ("answers.x",))
    assert [words.field for words in fact.evidence] == ["answers.x"]
    quote = fact.evidence[0].quote
    assert (quote if isinstance(value, str) else json.loads(quote)) == value


@pytest.mark.parametrize("value", ["2022-02-30", "1/8 2022", "20 mars 2026", "20/3 2026", "i våras"])
def test_a_day_written_otherwise_is_unclear_and_one_with_a_blank_is_read(value: str) -> None:
    assert stated(FactType.DATE, "answers.x", answers={"x": value}).is_unclear
    assert stated(FactType.DATE, "answers.x", answers={"x": " 2022-08-01 "}).value == date(2022, 8, 1)


def test_what_the_error_says_does_not_repeat_what_the_applicant_wrote() -> None:
    assert "Anna" not in str(StatedValueError("answers.x", "Anna på enheten vet", "that is no date"))


@pytest.mark.parametrize("answer", ["N/A", "Ej relevant", "–", "Nej", "Inget", "x", "0", "tomt"])
def test_a_text_that_says_nothing_states_nothing(answer: str) -> None:
    fact = stated(FactType.TEXT, "answers.x", answers={"x": answer})

    assert (fact.value, fact.is_unclear, fact.missing) == (None, False, ("answers.x",))


@pytest.mark.parametrize("answer", ["Vet ej", "Se bilaga 2", "enligt bifogad budget", "Not decided yet"])
def test_a_text_that_is_not_known_is_neither_stated_nor_unstated(answer: str) -> None:
    fact = stated(FactType.TEXT, "answers.x", answers={"x": answer})

    assert (fact.value, fact.is_unclear) == (None, True)
    assert fact.evidence[0].quote == answer


def test_every_declared_fact_is_given() -> None:
    rule_set = make_rule_set(
        declare("grant_type_is", grant_types=["project"]), declare("similar_application")
    )

    facts = derive_facts(rule_set, make_call(), make_application(), CallContext())

    assert {name: fact.value for name, fact in facts.items()} == {
        "grant_type_is": True,
        "similar_application": False,
    }
