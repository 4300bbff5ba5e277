"""The cases of every shipped rule set hold, and notice deliberate faults in it; what they do not notice is explained."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

import scoring_service
from scoring_service.case_files.read_cases import cases_beside, read_case_workbook, read_cases
from scoring_service.case_files.write_sheet import content_of, write_case_workbook
from scoring_service.domain.cases.case import CaseTester, own_cases
from scoring_service.domain.cases.mutants import run_mutants
from scoring_service.rule_files.read_rule_file import read_rule_file

FOLDER = Path(scoring_service.__file__).parent / "rule_sets"
RULE_FILES = sorted(path for path in FOLDER.glob("*.yaml") if "." not in path.stem)
EXPLAINED = YAML(typ="safe").load(Path(__file__).with_name("mutation_survivors.yaml").read_text("utf-8"))
LEAST_PERCENT = 95

every_rule_file = pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)


@every_rule_file
def test_the_cases_hold_and_notice_faults(path: Path) -> None:
    rule_set = read_rule_file(path)
    cases = [case for file in read_cases(cases_beside(path), rule_set) for case in file.cases]
    trial = CaseTester(rule_set)
    assert [fault for case in (*own_cases(rule_set), *cases) for fault in trial.faults(case)] == []
    report = run_mutants(rule_set, cases)
    assert report.counted > 100
    assert report.percent >= LEAST_PERCENT
    survivors = {(each.mutant.ground.id, each.mutant.text.en) for each in report.survivors}
    explained = {(each["rule"], each["change"]) for each in EXPLAINED[path.stem] if each["why"]}
    assert survivors == explained


@every_rule_file
def test_the_cases_go_to_excel_and_back_without_loss(path: Path) -> None:
    rule_set = read_rule_file(path)
    files = read_cases(cases_beside(path), rule_set)
    cases = [*own_cases(rule_set), *(case for file in files for case in file.cases)]
    found = read_case_workbook(write_case_workbook(rule_set, cases, files[0].base), "x.xlsx", rule_set)
    assert dict(found.base) == dict(files[0].base)
    assert {content_of(case) for case in found.cases} == {content_of(case) for case in cases}
