"""The verbs on cases: what they print, what they write, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scoring_service.commands.rule_commands import run_rules
from tests.unit.scoring.case_rule_set import TEXT

WRONG = """\
format: 1
rule_set: small
cases:
  - {title: "fel", rule: too-many-years, facts: {years: 4}, status: not_met}
"""


@pytest.fixture
def rule_file(tmp_path: Path) -> Path:
    """Give a rule file without any case beside it."""
    path = tmp_path / "small.yaml"
    path.write_text(TEXT, "utf-8")
    return path


def test_cases_that_hold_end_with_0(rule_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_rules(["test", str(rule_file)]) == 0
    assert "14 exempel provade, 0 stämmer inte" in capsys.readouterr().out


def test_a_case_that_does_not_hold_is_printed_with_place_expected_got_and_why(
    rule_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = rule_file.with_name("small.cases.yaml")
    cases.write_text(WRONG, "utf-8")
    assert run_rules(["test", str(rule_file)]) == 1
    told = capsys.readouterr().out
    assert f"{cases}:4:5: fel: too-many-years" in told
    assert "Väntat: not_met. Blev: met, refuse, nivå 1. Avgörande: years: 4." in told
    assert "Expected: not_met. Got: met, refuse, level 1. Decided by: years: 4." in told


def test_a_named_file_is_tried_too_and_a_broken_one_told(
    rule_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = tmp_path / "further.yaml"
    named.write_text(WRONG.replace("years: 4", "yeers: 4"), "utf-8")
    assert run_rules(["test", str(rule_file), "--cases", str(named)]) == 1
    told = capsys.readouterr().err
    assert f"{named}:4:" in told
    assert "menas years?" in told


def test_an_own_case_that_does_not_hold_is_told_with_line_and_reason(
    rule_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule_file.write_text(
        TEXT.replace("facts: {years: 2}, status: not_met", "facts: {years: 5}, status: not_met"), "utf-8"
    )
    assert run_rules(["test", str(rule_file)]) == 1
    told = capsys.readouterr().err
    assert "expected: not_met; decided by: years: 5" in told
    assert f"{rule_file}:33:9: rules[0].cases[1]" in told


def test_survivors_are_printed_with_their_line_and_a_case_that_would_notice(
    rule_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_rules(["mutate", str(rule_file), "--rule", "too-many-years", "--fail-under", "95"]) == 1
    told = capsys.readouterr().out
    assert f"{rule_file}:26:20: too-many-years: rules[0].when.years.more_than" in told
    assert "years: {more_than: {constant: most_years}} blev years: {more_than: 2}" in told
    assert "rule: too-many-years, facts: {years: 3}, status: not_met, proposed: true}" in told
    assert "Inställningar för härledda uppgifter provas inte" in told


def test_with_the_proposed_cases_looked_at_every_fault_is_noticed(
    rule_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_rules(["propose-cases", str(rule_file), "--write", "yaml"]) == 0
    proposed = rule_file.with_name("small.proposed.yaml")
    looked_at = proposed.read_text("utf-8").replace(", proposed: true", "")
    rule_file.with_name("small.cases.yaml").write_text(looked_at, "utf-8")
    capsys.readouterr()
    assert run_rules(["mutate", str(rule_file), "--fail-under", "100"]) == 0
    assert run_rules(["test", str(rule_file)]) == 0
    assert run_rules(["propose-cases", str(rule_file), "--write", "yaml"]) == 1
    assert "skrivs inte över" in capsys.readouterr().err


def test_an_unknown_rule_is_wrong_use(rule_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_rules(["mutate", str(rule_file), "--rule", "nothing"]) == 2
    assert "too-many-years" in capsys.readouterr().err


def test_the_sheet_is_written_once_and_its_proposed_cases_are_not_tried(
    rule_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "fall.xlsx"
    assert run_rules(["cases-sheet", str(rule_file), "--out", str(sheet)]) == 0
    assert run_rules(["test", str(rule_file), "--cases", str(sheet)]) == 0
    assert "föreslagna exempel är inte granskade" in capsys.readouterr().out
    assert run_rules(["cases-sheet", str(rule_file), "--out", str(sheet)]) == 1


def test_coverage_is_a_table_or_json(rule_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_rules(["coverage", str(rule_file)]) == 0
    table = capsys.readouterr().out
    assert table.startswith("Regel")
    assert (
        "Inget exempel gör nivå 2 uppfylld genom: system: {is_stated: true}, training: {is: main}." in table
    )
    assert run_rules(["coverage", str(rule_file), "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert [each["subject"] for each in content["subjects"]] == [
        "too-many-years",
        "mostly-training",
        "begins-early",
        "criterion:large",
    ]
