"""An answer is held to what its question asks for when it comes in, and kept in one form."""

from __future__ import annotations

from typing import Any

import pytest

from intake_service.domain.answer import check_answer, kept_answers
from intake_service.domain.call import Question, QuestionType, check_call
from prescreen_shared.shapes.verdict import Sentence

CHOICES = tuple(f"val {number}" for number in range(400))


def asked(kind: str, **given: Any) -> Question:
    """Make a question of a kind."""
    return Question(key="q", type=QuestionType(kind), label=Sentence("Fråga", "Question"), **given)


def faults(question: Question, answer: Any) -> list[tuple[str, str]]:
    """Give code and field of each fault."""
    return [(fault.code, fault.field) for fault in check_answer(question, "answers.q", answer)]


@pytest.mark.parametrize(
    ("question", "answer", "kept"),
    [
        (asked("date"), "2026-03-20", "2026-03-20"),
        (asked("date"), " 2026-03-20 ", "2026-03-20"),
        (asked("amount"), 48000.0, 48000),
        (asked("integer", least=1, most=12), 12, 12),
        (asked("integer", least=-5), -5, -5),
        (asked("decimal"), 3, 3.0),
        (asked("decimal", most=40), 37.5, 37.5),
        (asked("choices", choices=CHOICES), ["val 0", "val 399"], ["val 0", "val 399"]),
        (asked("choices", choices=CHOICES), [], []),
        (asked("organisation_number"), "2120000142", "212000-0142"),
        (asked("organisation_number"), "212000-0142", "212000-0142"),
        (asked("organisation_number"), "16212000-0142 ", "212000-0142"),
    ],
)
def test_what_is_of_its_kind_is_taken_in_one_form(question: Question, answer: Any, kept: Any) -> None:
    assert faults(question, answer) == []
    value = kept_answers([question], {"q": answer})["q"]
    assert (value, type(value)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("question", "answer", "code"),
    [
        *(
            (asked("date"), day, "not_a_date")
            for day in ("20 mars 2026", "20/3 2026", "2026-02-30", "vet ej", 20260320)
        ),
        (asked("date"), "1492-01-01", "date_out_of_range"),
        (asked("amount"), -1, "out_of_range"),
        (asked("amount"), "48 000", "not_a_whole_number"),
        (asked("amount"), 3.5, "not_a_whole_number"),
        (asked("integer", least=1, most=12), 13, "out_of_range"),
        (asked("integer", least=1), 0, "out_of_range"),
        (asked("integer"), "12 st", "not_a_whole_number"),
        (asked("decimal"), "3,5", "not_a_decimal"),
        (asked("decimal"), True, "not_a_decimal"),
        (asked("decimal"), float("inf"), "not_a_decimal"),
        (asked("decimal", most=40), 40.5, "out_of_range"),
        (asked("choices", choices=CHOICES), "val 0", "not_a_list"),
        (asked("organisation_number"), "212000-0143", "not_an_organisation_number"),
        (asked("organisation_number"), "2120000", "not_an_organisation_number"),
        (asked("organisation_number"), 2120000142, "not_an_organisation_number"),
    ],
)
def test_what_is_not_is_a_fault_at_the_answer(question: Question, answer: Any, code: str) -> None:
    assert faults(question, answer) == [(code, "answers.q")]


def test_each_of_several_choices_is_told_by_its_place() -> None:
    question = asked("choices", choices=("a", "b"))

    assert faults(question, ["a", "c", "a"]) == [
        ("not_one_of", "answers.q.1"),
        ("named_twice", "answers.q.2"),
    ]


def test_labels_and_bounds_of_a_question_are_checked() -> None:
    question = {
        "key": "q",
        "type": "choices",
        "choices": ["a"],
        "choice_labels": {"b": {}},
        "least": 3,
        "most": 2,
    }

    found = {(fault.code, fault.field) for fault in check_call({"questions": [question]})}

    assert found == {("not_one_of", "questions.0.choice_labels.b"), ("out_of_range", "questions.0.least")}
    without = {"key": "q", "type": "choices", "choices": []}
    assert [fault.code for fault in check_call({"questions": [without]})] == ["choices_missing"]
