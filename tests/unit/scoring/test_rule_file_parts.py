"""Documents, dated constants, criteria, process and what a rule shows: read whole, and at fault told at their places."""

from __future__ import annotations

from datetime import date

import pytest

from prescreen_shared.shapes.verdict import Sentence, Source
from scoring_service.domain.rule_set import (
    Constant,
    DatedValue,
    Document,
    OwnCase,
    ProcessNote,
    expect_points,
)
from scoring_service.rule_files.faults import PlacedFault
from scoring_service.rule_files.read_rule_file import check_rule_file, examine_rule_file, read_rule_file
from tests.unit.scoring.rule_file_texts import WHOLE_FILE, changed


def errors(text: str) -> list[PlacedFault]:
    """What refuses a file; what it declares in vain is only warned of."""
    return [fault for fault in check_rule_file(text) if fault.severity == "error"]


def test_every_part_is_read_with_all_that_it_says() -> None:
    found = read_rule_file(WHOLE_FILE)
    assert found.documents == {
        "call-2025": Document("Utlysning 2025", "3.1-1/2024", date(2024, 8, 20)),
        "practice": Document("Praxis"),
    }
    assert found.constants == {"most_years": 3, "last_day": "2024-12-01", "limit": 5}
    assert found.dated_constants == {
        "most_years": Constant(
            (DatedValue(3), DatedValue(2, date(2025, 1, 1))), Sentence("högsta antal år", "most years")
        ),
        "last_day": Constant((DatedValue("2024-12-01"), DatedValue("2025-12-01", date(2025, 6, 1)))),
    }
    assert found.rules[0].shows == ("place",)
    (criterion,) = found.criteria
    assert (criterion.grant_types, criterion.shows, criterion.note) == (("project",), ("place",), "a wish")
    assert [level.points for level in criterion.levels] == [2, 1]
    assert criterion.cases[1] == OwnCase("second", {"year": 2}, expect_points(1, 1))
    assert criterion.cases[3] == OwnCase("silent", {}, expect_points(0, 2))
    source = Source("call-2025", "q")
    assert found.process == (ProcessNote("repay-unused", Sentence("Betala åter", "Pay back"), source),)


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("Praxis", "", "8:14", "should have 1 to"),
        ('practice: {title: "Praxis"}', "practice: Praxis", "8:3", 'practice is "Praxis", should be a mapping'),
        ("  practice:", "  Practice 1:", "8:3", "should be lower-case letters (a–z), digits and hyphens"),
        ('dated_on: "2024-08-20"', "dated_on: august", "7:75", "should be a day such as"),
        ("document: practice", "document: practise", "43:14", "practise is no document of the file (did you mean practice?)"),
        ("call-2025, quote: q}\n    shows: [place]\n    note", "call-2024, quote: q}\n    shows: [place]\n    note", "56:14", "did you mean call-2025?"),
        ("en: Pay back}, source: {document: call-2025", "en: Pay back}, source: {document: call", "65:72", "call is no document of the file"),
        ("{value: 3}\n", "{value: 3.5}\n", "13:10", "value is 3.5, should be a whole number"),
        ("{value: 3}\n", "{}\n", "13:9", "value is required"),
        ("{value: 3}\n", "{value: 3, to: 4}\n", "13:20", "to is no known key; there are: value, from"),
        ("{value: 3}\n", "{value: 2024-09-01}\n", "14:30", "2 is of another type than 2024-09-01"),
        ("{value: 3}\n", "{value: true}\n", "14:30", "2 is of another type than true"),
        ('{from: "2025-01-01", value: 2}', "{value: 2}", "14:9", "only the first value may be in force from the beginning"),
        ("{value: 3}\n", '{from: "2025-01-01", value: 3}\n', "14:10", "2025-01-01 is not after 2025-01-01"),
        ('from: "2025-01-01"', "from: january", "14:10", "should be a day such as"),
        ('    values: [{value: "2024-12-01"}, {from: "2025-06-01", value: "2025-12-01"}]', "    values: []", "16:5", "must not be empty"),
        ('value: "2025-12-01"', 'value: "december"', "39:18", '"december" does not fit day'),
        ("    label: {sv: \"högsta antal år\", en: \"most years\"}\n", "    label: {sv: x}\n", "11:5", "en is required"),
        ("when: {year: {more_than: {constant: most_years}}}", "when: {year: {is_one_of: [9, {constant: most_years}]}}", "27:34", "most_years has dated values and cannot stand in a list"),
        ("    shows: [place]\n    cases", "    shows: [palce]\n    cases", "32:13", "palce is no fact of the file (did you mean place?)"),
        ("points: 2, when", "points: 0, when", "53:10", "points is 0, should be from 1 to 1000"),
        ("points: 1, when", "points: 2, when", "52:5", "most points first, and have different points"),
        ("when: {year: {is: 1}}", "when: {found: {is: true}}", "53:36", "found is nothing that the applicant states"),
        ("when: {year: {is: 1}}", "when: {yaer: {is: 1}}", "53:28", "yaer is no fact of the file"),
        ("en: \"year {year}\"", "en: \"year {yaer}\"", "53:68", "yaer is neither a fact nor a constant"),
        ("points: 0, possible_points: 2", "points: 2, possible_points: 1", "63:47", "should be at least as many as points"),
        ("facts: {year: 2}, points: 1", "facts: {year: 2}", "61:9", "points is required"),
        ("facts: {year: 2}, points: 1", "facts: {year: two}, points: 1", "61:33", '"two" does not fit year'),
        ("id: early-year", "id: Early year", "49:5", 'id is "Early year"'),
        ("    text_undetermined: {sv: \"saknas {missing}\", en: \"missing {missing}\"}\n    source: {document: call-2025, quote: q}\n    shows: [place]\n    note", "    source: {document: call-2025, quote: q}\n    shows: [place]\n    note", "49:5", "text_undetermined is required"),
        ("id: repay-unused", "id: repay unused", "65:6", 'id is "repay unused"'),
        ("text: {sv: Betala åter, en: Pay back}, ", "", "65:5", "text is required"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_place(old: str, new: str, place: str, says: str) -> None:
    faults = check_rule_file(changed(old, new))
    found = [(f"{fault.line}:{fault.column}", fault.en) for fault in faults]
    assert any(at == place and says in text for at, text in found), found
    assert all(fault.sv for fault in faults)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("  - id: early-year", "process:", "early-year exists already"),
        ("  - {id: repay-unused", None, "repay-unused exists already"),
    ],
)
def test_ids_of_criteria_and_of_process_notes_stand_once(start: str, end: str | None, text: str) -> None:
    first = WHOLE_FILE.index(start)
    last = WHOLE_FILE.index(end) if end else len(WHOLE_FILE)
    twice = WHOLE_FILE[:last] + WHOLE_FILE[first:last] + WHOLE_FILE[last:]
    assert text in [fault.en for fault in check_rule_file(twice)]


def test_a_criterion_may_have_the_id_of_a_rule() -> None:
    assert errors(changed("id: early-year", "id: late-year")) == []


def test_without_declared_documents_a_source_may_cite_anything() -> None:
    start, end = WHOLE_FILE.index("documents:"), WHOLE_FILE.index("constants:")
    assert errors(WHOLE_FILE[:start] + WHOLE_FILE[end:]) == []


def test_a_constant_with_one_value_may_stand_in_a_list() -> None:
    text = changed(
        "when: {year: {more_than: {constant: most_years}}}",
        "when: {year: {is_one_of: [4, {constant: limit}]}}",
    )
    (rule, _) = read_rule_file(text).rules
    assert rule.levels[0].when.operand == (4, 5)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title: "Praxis"', 'title: "Sed"'),
        ('from: "2025-01-01", value: 2', 'from: "2025-02-01", value: 2'),
        ('value: "2025-12-01"', 'value: "2025-12-02"'),
        ("högsta antal år", "flest år"),
        ("note: a wish", "note: a hope"),
        ("en: Pay back", "en: Repay"),
        ("    shows: [place]\n    cases", "    shows: [place, year]\n    cases"),
        ("{constant: most_years}}}, text", "3}}, text"),
    ],
)
def test_any_change_of_the_parts_changes_the_hash(old: str, new: str) -> None:
    assert read_rule_file(changed(old, new)).sha256 != read_rule_file(WHOLE_FILE).sha256


def test_everything_wrong_in_one_rule_is_told_at_once_and_nothing_that_only_follows_from_it() -> None:
    text = (
        changed("title: {sv: Sent år, en: Late year}", "title: {sv: Sent år}")
        .replace("{year} av {most_years}", "{yaer} av {most_years}")
        .replace("{year} of {most_years}", "{yaer} of {most_years}")
        .replace("source: {document: call-2025, quote: q}", "source: {document: call-2024, quote: q}", 1)
        .replace("    shows: [place]\n    cases", "    shows: [places]\n    cases")
        .replace("facts: {year: 4}", "facts: {year: four}")
        .replace("title: three, facts: {year: 3}, status: not_met", "title: three, facts: {year: 3}, status: unmet")
        .replace("after: {constant: last_day}", "after: {constant: lats_day}")
    )  # fmt: skip
    assert [(fault.line, fault.en.split(",")[0].split("(")[0].strip()) for fault in errors(text)] == [
        (26, "en is required"),
        (29, "yaer is neither a fact nor a constant"),
            (29, "yaer is neither a fact nor a constant"),
        (31, "call-2024 is no document of the file"),
        (32, "places is no fact of the file"),
        (34, '"four" does not fit year'),
        (35, 'status is "unmet"'),
        (39, "lats_day is no constant of the file"),
    ]  # fmt: skip


def test_a_rule_at_fault_keeps_nothing_from_being_found_in_another() -> None:
    text = changed("{title: four, facts: {year: 4}", "{title: four, facts: {year: 3}").replace(
        "    title: {sv: Sen dag, en: Late day}\n", ""
    )
    found = [fault.en for fault in check_rule_file(text)]
    assert any("”four” does not hold" in said for said in found)
    assert "title is required" in found


def test_a_file_at_fault_gives_no_rule_set() -> None:
    rule_set, faults = examine_rule_file(changed("points: 2, when", "points: 0, when"))
    assert rule_set is None
    assert "error" in {fault.severity for fault in faults}


def test_keys_at_fault_keep_nothing_else_from_being_found() -> None:
    text = (
        changed("  limit: 5\n", "  limit: 5\n  limit: five\n  1: {a: [b]}\n")
        .replace("effect: refuse\n", "effect: refuse\n    effect: reject\n", 1)
        .replace("after: {constant: last_day}", "after: {constant: lats_day}")
    )
    assert [(fault.line, fault.en.split(";")[0].split("(")[0].strip()) for fault in errors(text)] == [
        (18, "the key limit stands already on line 17"),
        (19, "the key is not text"),
        (31, "the key effect stands already on line 30"),
        (42, "lats_day is no constant of the file"),
    ]
