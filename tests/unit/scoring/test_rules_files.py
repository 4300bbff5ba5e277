"""Rule files: what is taken, and for everything else a clear error at its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from prescreen_shared.statuses import Effect, FindingStatus
from scoring_service.domain.condition import Compare, Operator
from scoring_service.rule_files.faults import PlacedFault, RuleFileError
from scoring_service.rule_files.read_rule_file import check_rule_file, read_rule_file

FILE = """\
format: 1
name: made-2018
version: 2
title: {sv: Påhittad, en: Made}
valid: {from: "2017-09-04", to: 2017-12-01}
constants: {limit: 3, latest: "2017-12-01"}
facts:
  year: {type: integer, stated_in: answers.year, label: {sv: år, en: year}}
  asked: {type: amount, stated_in: requested_amount, label: {sv: belopp, en: amount}}
  new: {type: boolean, stated_in: answers.new, label: {sv: nytt, en: new}}
  day: {type: date, stated_in: submitted_at, label: {sv: dag, en: day}}
  share:
    type: choice
    choices: {none: {sv: inget, en: nothing}, main: {sv: mest, en: mostly}}
    stated_in: answers.share
    label: {sv: andel, en: share}
  words: {type: text, stated_in: description, label: {sv: text, en: text}}
  found: {type: boolean, derived: words, label: {sv: ord, en: words}, fields: [title], words: [drift]}
rules:
  - id: fourth-year
    title: {sv: Fjärde, en: Fourth}
    grant_types: [project]
    when: {year: {more_than: {constant: limit}}}
    effect: refuse
    text: {sv: "{year:ordinal} av {limit}", en: "{year:ordinal} of {limit}"}
    text_undetermined: {sv: "saknas {missing}", en: "missing {missing}"}
    source: {document: d, quote: q}
    cases:
      - {title: four, facts: {year: 4}, status: met, effect: refuse}
      - {title: three, facts: {year: 3}, status: not_met}
      - {title: silent, facts: {year: null}, status: undetermined, missing: [year]}
call_rules:
  - {id: twice, finds: duplicates, text: {sv: "{references}", en: "{references}"}}
"""
WHEN = "{year: {more_than: {constant: limit}}}"
DOCUMENT = Path(__file__).parents[3] / "docs" / "rule-language.md"


def errors_of(source: Path | str) -> list[PlacedFault]:
    """What refuses a file; its warnings are the matter of the corpus of defects."""
    return [fault for fault in check_rule_file(source) if fault.severity == "error"]


def changed(old: str, new: str) -> str:
    """The file with one place changed."""
    assert old in FILE
    return FILE.replace(old, new, 1)


def test_the_documents_own_example_is_a_valid_rule_set() -> None:
    text = DOCUMENT.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    assert errors_of(text) == []


def test_a_file_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    path = tmp_path / "made.yaml"
    path.write_text(FILE, encoding="utf-8")
    found = read_rule_file(path)
    assert (found.name, found.version, found.valid_from, found.valid_to) == (
        "made-2018",
        2,
        date(2017, 9, 4),
        date(2017, 12, 1),
    )
    assert list(found.facts) == ["year", "asked", "new", "day", "share", "words", "found"]
    assert found.facts["share"].choices == ("none", "main")
    assert found.facts["share"].choice_labels["main"].sv == "mest"
    assert (found.facts["found"].kind, found.facts["found"].settings) == (
        "words",
        {"fields": ["title"], "words": ["drift"]},
    )
    (rule,) = found.rules
    assert rule.levels[0].effect is Effect.REFUSE
    assert rule.levels[0].when == Compare("year", Operator.MORE_THAN, 3, constant="limit")
    assert [case.expected.status for case in rule.cases] == [
        FindingStatus.MET,
        FindingStatus.NOT_MET,
        FindingStatus.UNDETERMINED,
    ]
    assert rule.cases[2].expected.missing == ("year",)
    assert found.call_rules[0].kind == "duplicates"
    assert len(found.sha256) == 64


def test_what_the_language_was_given_later_leaves_the_hashes_of_kept_versions_alone() -> None:
    assert read_rule_file(FILE).sha256 == "c50923afa167f4d99d829469564f710caa1ab4e67b6b6e519256936ffb12518c"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('constants: {limit: 3, latest: "2017-12-01"}', 'constants: {latest: "2017-12-01", limit: 3}'),
        ("format: 1\n", "# a comment\nformat: 1   # another\n\n"),
        ("{sv: Påhittad, en: Made}", "\n  en: Made\n  sv: 'Påhittad'"),
        ('"2017-09-04"', "2017-09-04"),
        ("grant_types: [project]", "grant_types:\n      - project"),
    ],
)
def test_comments_and_layout_do_not_change_the_hash(old: str, new: str) -> None:
    assert read_rule_file(changed(old, new)).sha256 == read_rule_file(FILE).sha256


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 2", "version: 3"),
        ("mest", "mycket"),
        ("title: four", "title: 4 years"),
        ("quote: q", "quote: r"),
        ("words: [drift]", "words: [drifter]"),
        ("effect: refuse\n", "effect: refuse\n    note: why\n"),
    ],
)
def test_any_change_of_content_changes_the_hash(old: str, new: str) -> None:
    assert read_rule_file(changed(old, new)).sha256 != read_rule_file(FILE).sha256


def test_the_short_form_and_one_level_are_the_same_content() -> None:
    short = f'    when: {WHEN}\n    effect: refuse\n    text: {{sv: "{{year:ordinal}} av {{limit}}", en: "{{year:ordinal}} of {{limit}}"}}\n'
    long = "    levels:\n      - " + short[4:].replace("\n    ", "\n        ").rstrip(" ")
    assert read_rule_file(changed(short, long)).sha256 == read_rule_file(FILE).sha256


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("format: 1", "format: 2", "1:1", "the format is not 1"),
        ("name: made-2018", "name: Made 2018", "2:1", 'name is "Made 2018", should be lower-case'),
        ("name: made-2018", "name: 2018", "2:1", "name is 2018, should be text"),
        ("name: made-2018\n", "", "1:1", "name is required"),
        ("version: 2", "version: 0", "3:1", "version is 0, should be from 1 to 1000000"),
        ("version: 2", "version: 2.0", "3:1", "should be a whole number"),
        ("version: 2", "version: true", "3:1", "should be a whole number"),
        ("version: 2", "version: null", "3:1", "must not be null"),
        ("en: Made}", "en: ''}", "4:23", "should have 1 to"),
        ("title: {sv: Påhittad, en: Made}", "title: Made", "4:1", 'title is "Made", should be a mapping'),
        ('"2017-09-04"', '"2018-09-04"', "5:29", "is before the first day"),
        ('"2017-09-04"', '"4 september"', "5:9", "should be a day such as 2017-12-01"),
        ("constants: {", "constanst: {}\nconstants: {", "6:1", "did you mean constants?"),
        ("constants: {limit: 3, latest: \"2017-12-01\"}", "constants: [3]", "6:1", "constants is (3), should be a mapping"),
        ("limit: 3", "limit: 3.5", "6:13", "limit is 3.5, should be a whole number"),
        ("limit: 3", "limit: 3, Limit: 4", "6:23", "should begin with a lower-case letter"),
        ("limit: 3", "limit: 3, any: 4", "6:23", "the name any is taken"),
        ("limit: 3", "limit: 3, year: 4", "8:3", "year is a constant already"),
        ("limit: 3", "limit: 3, limit: 4", "6:23", "the key limit stands already on line 6"),
        ("limit: 3", "limit: 3, 1: 4", "6:23", "the key is not text"),
        ("  year: {type: integer", "  year: {type: number", "8:10", 'type is "number", should be one of: boolean, integer'),
        ("answers.year, label", "answers.year, derived: words, label", "8:3", "either stated_in or derived"),
        ("stated_in: answers.year, ", "", "8:3", "either stated_in or derived"),
        ("stated_in: answers.year", "stated_in: requested_ammount", "8:25", "did you mean requested_amount?"),
        ("answers.year, label", "answers.year, lable: x, label", "8:50", "did you mean label?"),
        ("answers.year, label", "answers.year, choices: [a], label", "8:50", "does not belong to the type integer"),
        ("choices: {none: {sv: inget, en: nothing}, main: {sv: mest, en: mostly}}", "choices: []", "14:5", "should be 1 to 400 words"),
        ("choices: {none: {sv: inget, en: nothing}, main: {sv: mest, en: mostly}}", "choices: [none, none]", "14:5", "the same word twice"),
        ("{sv: inget, en: nothing}", "nothing", "14:15", "should be a mapping"),
        ("found: {type: boolean, derived: words", "found: {type: boolean, derived: wrods", "18:26", "wrods does not exist; there are: "),
        ("found: {type: boolean", "found: {type: amount", "18:11", "words does not give amount but: boolean"),
        ("words: [drift]", "wrods: [drift]", "18:88", "unknown setting 'wrods'"),
        ("id: fourth-year", "id: Fourth year", "20:5", 'id is "Fourth year"'),
        ("id: fourth-year", "id: screening-fault", "20:5", "the id screening-fault is taken"),
        (WHEN, "{yaer: {more_than: 3}}", "23:12", "yaer is no fact of the file (did you mean year?)"),
        (WHEN, "{year: {more_than: {constant: limt}}}", "23:19", "limt is no constant of the file (did you mean limit?)"),
        (WHEN, "{year: {before: 3}}", "23:19", "before does not fit year, which is integer; those that fit: is, is_not"),
        (WHEN, "{words: {is: drift}}", "23:20", "those that fit: is_stated"),
        (WHEN, "{year: {is: '3'}}", "23:19", '"3" does not fit year, should be a whole number'),
        (WHEN, "{year: {is: true}}", "23:19", "true does not fit year"),
        (WHEN, "{year: {is: 9007199254740993}}", "23:19", "within ±9007199254740992"),
        (WHEN, "{year: {is: 3.0}}", "23:19", "3.0 does not fit year"),
        (WHEN, "{year: {is_one_of: []}}", "23:19", "a list of 1 to 50 values"),
        (WHEN, "{year: {is_one_of: [1, x]}}", "23:34", '"x" does not fit year'),
        (WHEN, "{day: {before: yesterday}}", "23:18", "should be a day such as"),
        (WHEN, "{new: {is: 1}}", "23:18", "should be true or false"),
        (WHEN, "{share: {is: mian}}", "23:20", "should be one of: none, main (did you mean main?)"),
        (WHEN, "{year: {is_stated: yes}}", "23:19", 'is "yes", should be true or false'),
        (WHEN, "{year: 3}", "23:12", "3 has no operator; write {year: {is: …}}"),
        (WHEN, "{year: {is: {constant: none}}}", "23:19", "none is no constant of the file; there are: limit, latest"),
        (WHEN, "{zzzz: {is: 3}}", "23:12", "zzzz is no fact of the file; there are: year, asked"),
        (WHEN, "{}", "23:5", "– is no condition"),
        (WHEN, "year", "23:5", '"year" is no condition'),
        (WHEN, "{any: []}", "23:12", "any should have a list of at least one condition"),
        (WHEN, "{all: [{any: {year: {is: 3}}}]}", "23:19", "any should have a list"),
        (WHEN, "{not: [year]}", "23:12", '("year") is no condition'),
        (WHEN, "{not: " * 22 + "{year: {is: 3}}" + "}" * 22, "23:132", "is nested deeper than 20 levels"),
        ("effect: refuse\n", "effect: reject\n", "24:5", 'effect is "reject", should be one of: refuse, set_aside, refer, note'),
        ("    effect: refuse\n", "", "20:5", "effect is required"),
        ("    effect: refuse\n", "    effect: refuse\n    levels: []\n", "25:5", "must not be empty"),
        ("{year:ordinal} of", "{yaer:ordinal} of", "25:45", "yaer is neither a fact nor a constant (did you mean year?)"),
        ("{year:ordinal} of", "{year:roman} of", "25:45", "{year:roman} cannot be read"),
        ("{year:ordinal} of", "{year.years} of", "25:45", "year has no detail years"),
        ("{year:ordinal} of", "{found.wrods} of", "25:45", "found has no detail wrods (did you mean words?)"),
        ("facts: {year: 4}", "facts: {yaer: 4}", "29:31", "yaer is no fact of the file"),
        ("facts: {year: 4}", "facts: {year: four}", "29:31", '"four" does not fit year'),
        ("status: met, effect: refuse", "status: met", "29:9", "effect is required"),
        ("status: not_met", "status: not_met, effect: refuse", "30:59", "is not stated where the rule is not met"),
        ("status: not_met", "status: not_met, missing: [year]", "30:59", "is not stated where the rule is not met"),
        ("missing: [year]", "missing: [yaer]", "31:78", "yaer is no fact of the file"),
        ("missing: [year]", "missing: []", "31:9", "the rule answers undetermined, refuse, missing: year"),
        ("facts: {year: 4}", "facts: {year: 3}", "29:9", "the case ”four” does not hold: the rule answers not_met"),
        ("      - {title: three, facts: {year: 3}, status: not_met}\n", "", "20:5", "has no case that is not_met"),
        ("      - {title: silent, facts: {year: null}, status: undetermined, missing: [year]}\n", "", "20:5", "has no case that is undetermined"),
        ("source: {document: d, quote: q}", "source: {document: d}", "27:5", "quote is required"),
        ("finds: duplicates", "finds: duplicate", "33:17", "duplicate does not exist; there are: duplicates"),
        ("finds: duplicates", "finds: duplicates, loud: true", "33:36", "unknown setting 'loud'"),
        ('en: "{references}"}', 'en: "{reference}"}', "33:63", "duplicates does not give reference (did you mean references?)"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_place(old: str, new: str, place: str, says: str) -> None:
    faults = errors_of(changed(old, new))
    found = [(f"{fault.line}:{fault.column}", fault.en) for fault in faults]
    assert any(at == place and says in text for at, text in found), found
    assert all(fault.sv for fault in faults)


def test_every_fault_is_listed_at_once_in_the_files_order() -> None:
    text = (
        changed("version: 2", "version: 0")
        .replace("type: amount", "type: money")
        .replace(WHEN, "{yaer: {is: 1}}")
    )
    assert [fault.line for fault in errors_of(text)] == [3, 9, 23]


def test_what_rests_on_a_faulty_declaration_is_not_blamed_too() -> None:
    text = changed("year: {type: integer", "year: {type: integr").replace("limit: 3", "limit: 3.5")
    assert [fault.path for fault in errors_of(text)] == ["constants.limit", "facts.year.type"]


def test_two_rules_with_one_id_are_refused() -> None:
    rule = FILE[FILE.index("  - id: fourth-year") : FILE.index("call_rules:")]
    faults = errors_of(changed("call_rules:", rule + "call_rules:"))
    assert [fault.en for fault in faults] == ["fourth-year exists already"]


def test_levels_out_of_order_are_refused() -> None:
    level = "{{effect: {}, when: {{new: {{is: {}}}}}, text: {{sv: t, en: t}}}}"
    levels = f"    levels: [{level.format('refer', 'true')}, {level.format('refuse', 'false')}]\n"
    start, end = FILE.index("    when:"), FILE.index("    text_undetermined:")
    faults = errors_of(FILE[:start] + levels + FILE[end:])
    assert any("strongest first" in fault.en for fault in faults)


def test_levels_beside_the_short_form_are_refused() -> None:
    levels = (
        "    levels: [{effect: note, when: {new: {is: true}}, text: {sv: t, en: t}}]\n    effect: refuse\n"
    )
    faults = errors_of(changed("    effect: refuse\n", levels))
    assert any("stands beside levels" in fault.en for fault in faults)


def test_a_condition_too_wide_for_the_engine_is_refused() -> None:
    pair = "{any: [{new: {is: true}}, {day: {is: 2017-12-%02d}}, {year: {is: %d}}]}"
    wide = "{all: [" + ", ".join(pair % (number, number) for number in range(1, 12)) + "]}"
    assert any("split the rule in two" in fault.en for fault in errors_of(changed(WHEN, wide)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "should be a mapping"),
        ("- a\n- b\n", "should be a mapping"),
        ("a: [1, 2", "not valid YAML"),
        ("a: b: c", "not valid YAML"),
        ("a: &x 1\nb: *x\n", "anchors"),
        ("a: !!python/object:os.system x", "tags"),
        ("[" * 100, "nested deeper than 60"),
        ("a: " + "x" * 2_000_001, "longer than"),
        ("a: \x00", "not valid YAML"),
        ("a: 1\n--- \nb: 2\n", "not valid YAML"),
    ],
)
def test_a_text_that_is_no_such_yaml_is_refused(text: str, says: str) -> None:
    faults = errors_of(text)
    assert any(says in fault.en for fault in faults), faults


def test_a_file_that_is_not_utf8_is_refused_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(FILE.encode("latin-1"))
    (fault,) = errors_of(path)
    assert (fault.line, fault.en) == (4, "the file is not UTF-8")


def test_the_error_says_line_column_and_place() -> None:
    with pytest.raises(RuleFileError, match=r"^3:1: version: version is 0"):
        read_rule_file(changed("version: 2", "version: 0"))


def test_several_facts_and_operators_in_one_mapping_must_all_hold() -> None:
    rules = read_rule_file(changed(WHEN, "{year: {at_least: 4, at_most: 4}}")).rules
    assert str(rules[0].levels[0].when).startswith("All(")


def test_a_rule_that_is_never_silent_needs_no_undetermined_case() -> None:
    text = (
        changed(WHEN, "{words: {is_stated: true}}")
        .replace("{year: 4}", "{words: t}")
        .replace("{year:ordinal}", "{words:quote}")
        .replace("{year: 3}", "{}")
    )
    text = text.replace(
        "      - {title: silent, facts: {year: null}, status: undetermined, missing: [year]}\n", ""
    )
    assert errors_of(text) == []


def test_dates_choices_and_numbers_are_tried_around_their_limits() -> None:
    when = "{all: [{day: {before: 2017-12-01}}, {share: {is_one_of: [main]}}, {year: {is_none_of: [3]}}]}"
    text = changed(WHEN, when).replace("{year: 4}", "{year: 4, share: main, day: 2017-11-30}")
    text = text.replace(
        "      - {title: silent, facts: {year: null}, status: undetermined, missing: [year]}\n", ""
    )
    assert [fault.en for fault in errors_of(text)] == ["has no case that is undetermined"]


def test_every_kind_of_plain_value_passes_to_a_derivations_settings() -> None:
    faults = errors_of(
        changed("words: [drift]", "words: [drift], a: null, b: true, c: 1.5, d: 2017-01-01T10:00:00")
    )
    assert [fault.en.split(";")[0] for fault in faults] == [f"unknown setting '{name}'" for name in "abcd"]


def test_more_facts_or_rules_than_the_limit_are_refused() -> None:
    facts = ", ".join(f"f{number}: null" for number in range(401))
    rules = ", ".join(["null"] * 401)
    text = f"format: 1\nfacts: {{{facts}}}\nrules: [{rules}]\ncriteria: [{rules}]\n"
    found = {fault.en for fault in errors_of(text)}
    assert {"more than 400 facts", "more than 400 rules", "more than 100 criteria"} <= found


def test_a_call_rule_without_its_parts_is_refused() -> None:
    faults = errors_of(changed("finds: duplicates, ", ""))
    assert [fault.en for fault in faults] == ["finds is required"]
