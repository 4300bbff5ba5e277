"""Promises of how the values behind a finding are shown."""

from __future__ import annotations

import pytest

from intake_service.exporting.proposal_page import choice_label, deciding_values, document_title, field_label
from tests.stages.made_proposals import A_CALL


def shown(**facts: object) -> dict[str, str]:
    return {found.name: found.value for found in deciding_values(facts, "sv")}


def test_a_value_and_its_details_are_named_in_words() -> None:
    facts = {"project_year": 4, "project_year.years": [2015, 2016, 2017], "staff_training": "main"}
    assert shown(**facts) == {
        "Projektår": "4",
        "Projektår, år": "2015, 2016, 2017",
        "Del som är utbildning av personal": "huvuddelen",
    }


def test_what_is_not_stated_is_said_and_an_empty_detail_left_out() -> None:
    assert shown(**{"it_system": None, "project_year.years": [], "project_year.matched": None}) == {
        "IT-system eller digital tjänst": "inte angivet"
    }


def test_amounts_are_grouped_and_years_are_not() -> None:
    assert shown(**{"requested_amount": 350_000, "detail": 2017, "is_project": True}) == {
        "Sökt belopp": "350\u00a0000",
        "detail": "2017",
        "Lokalt utvecklingsprojekt": "ja",
    }


def test_a_name_that_nobody_knows_is_shown_as_it_is() -> None:
    assert shown(**{"new_fact": 1, "new_fact.new_detail": 2, "empty": []}) == {
        "new_fact": "1",
        "new_fact, new_detail": "2",
        "empty": "–",
    }
    assert document_title("new-document", "sv") == "new-document"


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("requested_amount", "Sökt belopp"),
        ("answers.it_system", "Vilket IT-system?"),
        ("answers.new_question", "new question"),
        ("register.other_funding", "Stadens register: annan finansiering"),
        ("new.field", "new.field"),
    ],
)
def test_a_field_is_named_as_the_reader_knows_it(field: str, label: str) -> None:
    assert field_label(field, "sv", A_CALL.questions) == label


def test_only_an_answer_from_the_questions_own_list_is_translated() -> None:
    assert choice_label("main", "sv", "staff_training", A_CALL.questions) == "huvuddelen"
    assert choice_label("main", "sv", "it_system", A_CALL.questions) == "main"
