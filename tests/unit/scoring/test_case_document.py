"""The example in the document on cases is read and holds as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

from scoring_service.case_files.yaml_cases import read_yaml_cases
from scoring_service.domain.cases.case import CaseTester
from scoring_service.rule_files.read_rule_file import read_rule_file

ROOT = Path(__file__).parents[3]


def test_the_documents_example_holds() -> None:
    rule_set = read_rule_file(ROOT / "scoring_service" / "rule_sets" / "stockholm-2018.yaml")
    examples = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "cases.md").read_text("utf-8"), re.DOTALL)
    assert examples
    for example in examples:
        file = read_yaml_cases(example, "docs/cases.md", rule_set)
        assert file.cases
        assert [fault for case in file.cases for fault in CaseTester(rule_set).faults(case)] == []
