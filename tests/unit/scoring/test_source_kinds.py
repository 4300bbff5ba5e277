"""Each source says what it is: a rule written beforehand, practice seen in decisions, or the rule set's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from prescreen_shared.shapes.declaring import read, write
from prescreen_shared.shapes.verdict import Source, SourceKind
from scoring_service.rule_files.read_rule_file import check_rule_file, read_checked, read_rule_file

SHIPPED = sorted(path for path in Path("scoring_service/rule_sets").glob("*.yaml") if "." not in path.stem)
RULES = """format: 1
name: made
version: 1
title: {sv: Prov, en: Trial}
valid: {from: "2017-09-04", to: null}
documents:
  plan: {title: Plan DOCUMENT}
facts:
  requested_amount: {type: amount, stated_in: requested_amount, label: {sv: sökt belopp, en: amount sought}}
rules:
  - id: too-much
    title: {sv: För mycket, en: Too much}
    effect: refuse
    when: {requested_amount: {more_than: 5}}
    text: {sv: "För högt.", en: "Too high."}
    text_undetermined: {sv: "Belopp saknas: {missing}.", en: "The amount is missing: {missing}."}
    source: {document: plan, quote: "högst 5" SOURCE}
    cases:
      - {title: over, facts: {requested_amount: 6}, status: met, effect: refuse}
      - {title: at, facts: {requested_amount: 5}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
"""


def rules(document: str = "", source: str = "") -> str:
    return RULES.replace("DOCUMENT", document).replace("SOURCE", source)


def source_of(text: str) -> Source:
    return read_rule_file(text).rules[0].source


def faults(text: str) -> list[str]:
    return [fault.en for fault in check_rule_file(text) if fault.severity == "error"]


@pytest.mark.parametrize(
    ("document", "source", "kind", "year"),
    [
        ("", "", None, None),
        (", kind: practice, year: 2018", "", SourceKind.PRACTICE, 2018),
        (', kind: practice, dated_on: "2018-01-30"', "", SourceKind.PRACTICE, 2018),
        (", kind: own", "", SourceKind.OWN, None),
        (", kind: practice, year: 2018", ", kind: own", SourceKind.OWN, None),
        ("", ", kind: practice, year: 2016", SourceKind.PRACTICE, 2016),
        (", kind: practice, year: 2018", ", kind: rule", SourceKind.RULE, None),
    ],
)
def test_a_source_is_of_its_own_kind_else_of_its_documents(
    document: str, source: str, kind: SourceKind | None, year: int | None
) -> None:
    text = rules(document, source)
    if kind is SourceKind.RULE:
        assert faults(text)
        return
    found = source_of(text)
    assert (found.kind, found.year) == (kind, year)
    assert faults(text) == []


@pytest.mark.parametrize(
    ("document", "source"),
    [
        (', dated_on: "2017-09-05"', ""),
        (", year: 2018", ""),
        (', kind: practice, dated_on: "2018-01-30"', ", kind: rule"),
    ],
)
def test_a_rule_from_after_the_rules_begin_to_hold_is_a_fault_with_the_way_out(
    document: str, source: str
) -> None:
    (told,) = faults(rules(document, source))
    assert "plan" in told
    assert "2017-09-04" in told
    assert "kind: practice" in told


@pytest.mark.parametrize("document", [', dated_on: "2017-09-04"', ", year: 2017", ", year: 2015"])
def test_a_rule_that_may_have_been_written_in_time_is_no_fault(document: str) -> None:
    assert faults(rules(document)) == []


def test_a_version_kept_before_this_was_checked_stays_readable() -> None:
    assert read_checked(rules(', dated_on: "2020-01-01"')).rules[0].source.is_rule


def test_practice_says_when() -> None:
    (told,) = faults(rules(", kind: practice"))
    assert "year or dated_on" in told


def test_a_kind_that_does_not_exist_is_told_with_those_that_do() -> None:
    (told,) = faults(rules(", kind: custom"))
    assert all(kind.value in told for kind in SourceKind)


def test_a_rule_file_that_says_nothing_of_kinds_keeps_its_hash() -> None:
    assert read_rule_file(rules()).sha256 == (
        "883f7b4b911bd0273c05615dd43fe1941d88a5523221a960b68926ca7ed001a9"
    )
    assert read_rule_file(rules(", kind: own")).sha256 != read_rule_file(rules()).sha256


def test_a_finding_kept_before_sources_had_kinds_is_written_as_it_was() -> None:
    kept = {"document": "plan-2015", "quote": "högst tre"}
    assert write(read(Source, kept)) == kept
    told = kept | {"kind": "practice", "year": 2018}
    assert write(read(Source, told)) == told


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_shipped_rule_cites_the_decisions_of_its_own_round_as_a_rule(path: Path) -> None:
    rule_set = read_rule_file(path)
    for ground in rule_set.grounds:
        source, document = ground.source, rule_set.documents[ground.source.document]
        assert not (source.is_rule and document.is_after(rule_set.valid_from)), ground.id
        if source.document == "allocation-2018":
            assert (source.kind, source.year) == (SourceKind.PRACTICE, 2018), ground.id
        if source.document == "own-practice":
            assert source.kind is SourceKind.OWN, ground.id
