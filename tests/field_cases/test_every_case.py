"""Where each field case is tried: by its number, on the data that it came with."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CASES = {
    "06-late-by-seconds": ("days_and_clocks", "test_a_refusal_for_seconds_never_states_the_same_time_twice"),
    "07-day-of-arrival-on-the-calls-clock": (
        "days_and_clocks",
        "test_a_day_is_the_day_of_the_calls_own_clock",
    ),
    "09-a-date-asked-of-the-applicant": (
        "answers_and_codes",
        "test_an_answer_that_is_no_day_hides_no_other_ground_and_is_quoted",
    ),
    "10-late-application-to-an-open-call": (
        "received",
        "test_a_late_application_is_registered_judged_and_logged",
    ),
    "13-names-that-differ-by-a-dot": (
        "text_and_names",
        "test_two_names_that_differ_by_a_dot_share_neither_years_nor_quota",
    ),
    "15-the-same-name-written-otherwise": (
        "text_and_names",
        "test_every_spelling_of_a_listed_administration_counts_as_one",
    ),
    "18-words-pasted-from-word-or-pdf": (
        "text_and_names",
        "test_words_pasted_from_elsewhere_get_the_verdict_of_the_plain_text",
    ),
    "21-answers-that-say-nothing": ("answers_and_codes", "test_answers_that_say_nothing_name_no_system"),
    "23-register-kind-in-capitals": (
        "answers_and_codes",
        "test_a_kind_in_any_writing_is_the_kind_that_the_rules_look_for",
    ),
    "26-rules-activated-while-the-call-is-open": (
        "integration/joined/test_rules_fixed_at_opening.py",
        "test_a_stricter_version_for_calls_to_come_leaves_the_open_call_as_it_is",
    ),
    "28-diary-numbers-as-references": ("lists", "test_a_diary_number_is_a_reference"),
    "29-many-faults-of-few-kinds": (
        "lists",
        "test_many_faults_of_few_kinds_are_counted_truly_and_an_empty_cell_is_one",
    ),
    "34-only-the-day-of-arrival-is-known": (
        "days_and_clocks",
        "test_a_day_alone_is_taken_as_far_as_it_settles_the_rule",
    ),
    "38-pages-that-wait": (
        "integration/scoring/test_pages_of_backtests.py",
        "test_a_backtest_waits_and_then_shows_old_and_new_sentences_with_their_facts",
    ),
    "45-list-of-applications-in-excel": (
        "lists",
        "test_the_list_is_read_as_it_is_meant_and_nothing_is_dropped_in_silence",
    ),
    "47-lists-with-faults": ("lists", "test_faults_of_a_list_are_told_by_cell_and_nothing_is_stored"),
}
"""For each case the module and the first of its tests; those of other inputs stand after it. 27, a share of a stated amount, waits
for computed facts. 26, 38 and 10 are done over the API and have no data."""


@pytest.mark.parametrize(("case", "place"), CASES.items())
def test_every_field_case_has_its_test(case: str, place: tuple[str, str]) -> None:
    module, name = place
    path = TESTS / (module if "/" in module else f"field_cases/test_{module}.py")
    parsed = ast.parse(path.read_text(encoding="utf-8"))
    assert name in {each.name for each in parsed.body if isinstance(each, ast.FunctionDef)}
    by_api = case[:2] in ("10", "26", "38")
    assert by_api or (TESTS / "field_cases" / "data" / case).is_dir()
