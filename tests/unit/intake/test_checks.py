"""What intake checks of answers, applications, rankings, calls and bundles; never whether they are eligible."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from intake_service.domain import bundle
from intake_service.domain import bundle as check_ranking_module
from intake_service.domain.answer import kept_answers
from intake_service.domain.application import check_answers, check_application
from intake_service.domain.bundle import check_decisions, check_ranking, check_rankings, check_references
from intake_service.domain.call import CallTerms, Question, QuestionType, check_call
from prescreen_shared.errors import Fault, listed, nearest, shown
from prescreen_shared.shapes.call import GrantType
from prescreen_shared.shapes.declaring import read
from prescreen_shared.shapes.verdict import Sentence

LABEL = {"sv": "Fråga", "en": "Question"}
ASKED = Sentence(**LABEL)
QUESTIONS = (
    Question(key="yes_or_no", type=QuestionType.BOOLEAN, label=ASKED),
    Question(key="words", type=QuestionType.TEXT, label=ASKED, required=True),
    Question(key="one_of", type=QuestionType.CHOICE, label=ASKED, choices=("a", "b")),
    Question(key="some", type=QuestionType.TEXT_LIST, label=ASKED),
    Question(key="number", type=QuestionType.INTEGER, label=ASKED),
    Question(key="of_visits", type=QuestionType.TEXT, label=ASKED, required=True, grant_types=("visit",)),
)
TERMS = CallTerms(
    code="made",
    title="Made",
    time_zone="Europe/Stockholm",
    grant_types={"project": GrantType("Projekt"), "visit": GrantType("Besök")},
    questions=QUESTIONS,
    rule_set="made",
    administrations=("Norra", "Södra"),
)


def codes(
    answers: dict[str, Any], *, grant_type: str | None = "project", complete: bool = False
) -> list[tuple[str, str]]:
    """Give the field and code of each fault among answers."""
    found = check_answers(QUESTIONS, grant_type, answers, complete=complete)
    return [(fault.field or "", fault.code) for fault in found]


@pytest.mark.parametrize(
    "answers",
    [
        {"yes_or_no": False},
        {"words": "x"},
        {"one_of": "b"},
        {"some": []},
        {"some": ["x", "y"]},
        {"number": 0},
        {"number": 833.0},
        dict.fromkeys(["yes_or_no", "words", "one_of", "some", "number", "of_visits"]),
    ],
)
def test_answers_that_fit_are_accepted(answers: dict[str, Any]) -> None:
    assert codes(answers) == []


@pytest.mark.parametrize(
    ("key", "answer", "code"),
    [
        ("yes_or_no", 1, "not_true_or_false"),
        ("yes_or_no", "ja", "not_true_or_false"),
        ("words", 1, "not_text"),
        ("words", " ", "blank_text"),
        ("words", "x" * 20_001, "too_long"),
        ("one_of", "c", "not_one_of"),
        ("one_of", ["a"], "not_one_of"),
        ("some", "x", "not_a_list"),
        ("some", ["x"] * 201, "too_many"),
        ("number", "1", "not_a_whole_number"),
        ("number", True, "not_a_whole_number"),
        ("number", 1.5, "not_a_whole_number"),
        ("number", 2**70, "out_of_range"),
        ("number", -(2**70), "out_of_range"),
        ("unheard_of", 1, "unknown_question"),
        ("of_visits", "x", "question_not_asked"),
    ],
)
def test_an_answer_that_does_not_fit_is_named(key: str, answer: Any, code: str) -> None:
    assert codes({key: answer}) == [(f"answers.{key}", code)]


def test_a_fault_in_a_list_names_its_place() -> None:
    assert codes({"some": ["x", 2, " "]}) == [
        ("answers.some.1", "not_text"),
        ("answers.some.2", "blank_text"),
    ]


def test_required_answers_are_asked_for_on_submission_only_and_only_of_their_grant_type() -> None:
    assert codes({}) == []
    assert codes({}, complete=True) == [("answers.words", "answer_required")]
    assert codes({"words": None}, complete=True) == [("answers.words", "answer_required")]
    assert codes({"words": "x"}, grant_type="visit", complete=True) == [
        ("answers.of_visits", "answer_required")
    ]


def test_with_an_unreadable_grant_type_only_the_shape_of_answers_is_tried() -> None:
    assert codes({"of_visits": 3, "words": "x"}, grant_type=None, complete=True) == [
        ("answers.of_visits", "not_text")
    ]


def test_whole_numbers_are_kept_as_integers() -> None:
    settled = kept_answers(QUESTIONS, {"number": 3.0, "words": "x", "some": None})
    assert settled == {"number": 3, "words": "x", "some": None}
    assert isinstance(settled["number"], int)


def test_an_application_names_its_unknown_grant_type_and_administrations() -> None:
    content = {"grant_type": "loan", "applicants": ["Nora", "Norra", "Norra"], "answers": {}}
    found = [(fault.field, fault.code) for fault in check_application(TERMS, content, complete=True)]
    assert found == [
        ("grant_type", "unknown_grant_type"),
        ("applicants.0", "unknown_administration"),
        ("applicants.2", "named_twice"),
    ]


def test_an_application_with_unreadable_parts_is_tried_on_the_rest() -> None:
    assert list(check_application(TERMS, {}, complete=False)) == []


def test_a_call_without_a_list_of_administrations_takes_any() -> None:
    terms = CallTerms(code="made", title="Made", grant_types=TERMS.grant_types, rule_set="made")
    assert list(check_application(terms, {"applicants": ["Vem som helst"]}, complete=False)) == []


def test_a_ranking_names_what_is_not_there_not_its_own_or_ranked_twice() -> None:
    applicants = {"A-1": ["Norra"], "A-2": ["Södra", "Norra"], "A-3": ["Södra"]}
    found = check_ranking("Norra", ["A-1", "A-2", "A-3", "A-4", "A-1"], applicants, ("Norra", "Södra"))
    assert [(fault.field, fault.code) for fault in found] == [
        ("references.2", "not_own_application"),
        ("references.3", "unknown_reference"),
        ("references.4", "ranked_twice"),
    ]


def test_a_ranking_by_an_unknown_administration_suggests_the_nearest() -> None:
    (fault,) = check_ranking("Nora", [], {}, ("Norra", "Södra"))
    assert (fault.field, fault.code, fault.values["accepted"]) == (
        None,
        "unknown_administration",
        "Norra",
    )


def test_a_bundle_names_references_that_come_twice() -> None:
    found = list(check_references(["A-1", None, "A-2", "A-1", None]))
    assert [(fault.entry, fault.code) for fault in found] == [("A-1", "reference_twice")]


def test_ownership_is_not_tried_where_applicants_could_not_be_read() -> None:
    assert list(check_rankings({"Norra": ["A-1"]}, {"A-1": None}, None)) == []
    (fault,) = check_rankings({"Norra": ["A-1"]}, {"A-1": ["Södra"]}, None)
    assert (fault.entry, fault.field, fault.code) == ("Norra", "0", "not_own_application")
    (stranger,) = check_rankings({"Västra": []}, {}, ("Norra",))
    assert (stranger.entry, stranger.field) == ("Västra", None)


def test_a_bundle_names_decisions_on_nothing_and_two_on_one() -> None:
    found = check_decisions(["A-1", None, "A-1", "A-9"], {"A-1": []})
    assert [(fault.entry, fault.code) for fault in found] == [
        ("A-1", "decided_twice"),
        ("A-9", "unknown_reference"),
    ]


@pytest.mark.parametrize(
    ("terms", "field", "code"),
    [
        (
            {"opens_on": date(2018, 1, 2), "closes_on": date(2018, 1, 1)},
            "closes_on",
            "closes_before_it_opens",
        ),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "unknown_time_zone"),
        (
            {"time_zone": "Europe/Stockholm", "closes_at": datetime(2018, 3, 25, 2, 30)},
            "closes_at",
            "no_such_local_time",
        ),
        (
            {"time_zone": "Europe/Stockholm", "closes_at": datetime(2018, 10, 28, 2, 30)},
            "closes_at",
            "ambiguous_local_time",
        ),
        (
            {
                "time_zone": "Europe/Stockholm",
                "closes_at": datetime(2018, 10, 28, 12),
                "closes_on": date(2018, 10, 27),
            },
            "closes_at",
            "closing_not_on_day",
        ),
        ({"grant_types": {"a": {}}, "stated_totals": {"b": 1}}, "stated_totals.b", "unknown_grant_type"),
        ({"administrations": ["A", "B", "A"]}, "administrations.2", "named_twice"),
        ({"questions": [{"key": "q", "type": "choice"}]}, "questions.0.choices", "choices_missing"),
        (
            {"grant_types": {"a": {}}, "questions": [{"key": "q", "type": "text", "grant_types": ["b"]}]},
            "questions.0.grant_types.0",
            "unknown_grant_type",
        ),
    ],
)
def test_terms_of_a_call_that_do_not_hang_together_are_named(
    terms: dict[str, Any], field: str, code: str
) -> None:
    assert [(fault.field, fault.code) for fault in check_call(terms)] == [(field, code)]


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"opens_on": date(2018, 1, 1), "closes_on": date(2018, 1, 1), "time_zone": "Europe/Stockholm"},
        {"closes_at": datetime(2018, 3, 25, 2, 30)},
        {"time_zone": "Europe/Stockholm", "closes_at": datetime(2018, 5, 1, 12)},
        {"stated_totals": {"b": 1}},
        {"questions": [{"key": "q", "type": "text", "grant_types": ["b"]}, {"type": "text"}]},
        {"grant_types": {"a": {}}, "questions": [{"key": "q", "type": "text", "grant_types": ["a"]}]},
    ],
)
def test_terms_that_hang_together_or_could_not_be_read_are_let_through(terms: dict[str, Any]) -> None:
    assert list(check_call(terms)) == []


def test_a_question_is_read_from_its_public_form() -> None:
    sent = {"key": "q", "type": "choice", "label": LABEL, "choices": ["a"], "grant_types": ["visit"]}
    question = read(Question, sent)
    assert (question.type, question.choices, question.required) == (QuestionType.CHOICE, ("a",), False)
    assert question.is_asked_of("visit")
    assert not question.is_asked_of("project")
    assert read(Question, {"key": "q", "type": "text", "label": LABEL}).is_asked_of("project")


def test_a_fault_is_placed_in_file_entry_and_below_a_field() -> None:
    placed = Fault("not_text", "title").at(file="applications.json", entry="A-1", under="content")
    assert (placed.file, placed.entry, placed.field) == ("applications.json", "A-1", "content.title")
    assert Fault("not_text").at().field is None


def test_values_are_shown_short_and_choices_listed() -> None:
    assert shown("x" * 500).endswith("…")
    assert len(shown("x" * 500)) == 80
    assert shown({1, 2}) == '"{1, 2}"'
    assert listed([]) == "–"
    assert listed(range(4), limit=2) == "0, 1, …"
    assert nearest("Nora", ["Södra", "Norra"]) == "Norra"
    assert nearest("zzz", ["b", "a"]) == "a, b"


def test_however_many_references_are_strange_the_nearest_is_sought_for_a_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sought: list[str] = []

    def count(value: str, _: object) -> str:
        sought.append(value)
        return "-"

    monkeypatch.setattr(bundle, "nearest", count)
    monkeypatch.setattr(check_ranking_module, "nearest", count)
    strange = [f"B-{number}" for number in range(500)]
    known = {f"A-{number}": ["Norra"] for number in range(500)}

    assert len(list(check_decisions(strange, known))) == 500
    assert len(list(check_rankings({"Norra": strange}, known, None))) == 500
    assert len(sought) == 2 * 20
    assert len(list(check_rankings({name: ["B"] for name in strange}, known, ["Norra"]))) == 1000
    assert len(sought) <= 3 * 20 + 1


def test_rankings_are_checked_without_going_through_every_application_for_each() -> None:
    class Counting(dict[str, list[str] | None]):
        gone_through = 0

        def items(self) -> Any:
            self.gone_through += 1
            return super().items()

    known = Counting({f"A-{number}": [f"N-{number}"] for number in range(100)})
    rankings = {f"N-{number}": [f"A-{number}"] for number in range(100)}

    assert list(check_rankings(rankings, known, None)) == []
    assert known.gone_through == 0
