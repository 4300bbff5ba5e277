"""A kept document is read as the file was when it was checked, without its cases being tried again."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring_service.rule_files.faults import RuleFileError
from scoring_service.rule_files.read_rule_file import read_checked, read_rule_file
from tests.unit.scoring.rule_file_texts import WHOLE_FILE, changed

FOLDER = Path(__file__).parents[3] / "scoring_service" / "rule_sets"
SHIPPED = sorted(path for path in FOLDER.iterdir() if path.suffixes == [".yaml"])


@pytest.mark.parametrize("text", [*(path.read_text(encoding="utf-8") for path in SHIPPED), WHOLE_FILE])
def test_a_checked_text_gives_the_same_rule_set_and_hash_either_way(text: str) -> None:
    assert read_checked(text) == read_rule_file(text)


def test_the_shipped_rule_sets_were_found() -> None:
    assert "stockholm-2018.yaml" in {path.name for path in SHIPPED}


def test_cases_are_not_tried_again() -> None:
    text = changed("facts: {year: 4}, status: met, effect: refuse", "facts: {year: 9}, status: not_met")
    assert read_checked(text).rules[0].cases[0].facts == {"year": 9}
    with pytest.raises(RuleFileError):
        read_rule_file(text)


def test_a_text_that_is_no_rule_set_is_refused_all_the_same() -> None:
    with pytest.raises(RuleFileError, match="yaer is no fact"):
        read_checked(changed("{year: {is: 1}}", "{yaer: {is: 1}}"))
    with pytest.raises(RuleFileError, match="not valid YAML"):
        read_checked("a: [")
